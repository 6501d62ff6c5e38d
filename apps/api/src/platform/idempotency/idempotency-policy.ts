import { SetMetadata } from '@nestjs/common';

export interface IdempotencyPolicy {
  /** Requests without a key are refused: running one twice costs money, or makes a second voice. */
  readonly required?: boolean;
  /**
   * What a repeated request is answered with: the first answer as it was kept (`answer`); what the handler makes of the documents
   * that the first run wrote (`handler`), where the answer holds a secret that must not be kept; the operation of the document that
   * the first run wrote, by `Commit.earlier` (`operation`): then no answer is kept, the key is recorded while the handler makes its checks, and
   * the handler awaits `ids.claimed()` before it writes; or nothing is kept and the request simply runs again (`nothing`), where it changes nothing.
   */
  readonly repeats?: 'answer' | 'handler' | 'operation' | 'nothing';
}

const POLICY = 'idempotencyPolicy';

/** How `Idempotency-Key` works on this route, if it is not optional with the first answer repeated. */
export function Idempotency(policy: IdempotencyPolicy): MethodDecorator {
  return SetMetadata(POLICY, policy);
}

export function idempotencyPolicyOf(handler: Function): Required<IdempotencyPolicy> {
  const policy = Reflect.getMetadata(POLICY, handler) as IdempotencyPolicy | undefined;
  return { required: policy?.required ?? false, repeats: policy?.repeats ?? 'answer' };
}
