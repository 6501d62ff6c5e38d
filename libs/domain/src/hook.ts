import type { Aggregate, DocumentKind, Failure } from './aggregate.ts';
import { lifecycle, type StateRule, transitionsOf } from './lifecycle.ts';

export type HookStatus = 'received' | 'processed' | 'ignored' | 'failed';

export const HOOK_LIFECYCLE = lifecycle<HookStatus, StateRule<HookStatus>>({
  received: { next: ['processed', 'ignored', 'failed'], open: true },
  processed: { next: [] },
  ignored: { next: [] },
  failed: { next: [] },
});
export const HOOK_TRANSITIONS = transitionsOf(HOOK_LIFECYCLE);

/**
 * How long an inbound webhook is kept, and with it the knowledge that it came: far longer than its timestamp is accepted. Signatures
 * without a timestamp can be repeated after that.
 */
export const HOOK_KEPT_S = 30 * 86_400;

/** A webhook that another system sent, its signature verified. Its id follows from the source and what makes two of them the same. */
export interface Hook extends Aggregate {
  readonly kind: 'hook';
  readonly status: HookStatus;
  readonly source: string;
  /** The body as it was sent. */
  readonly payload: string;
  /** What came of it. */
  readonly subject?: { readonly kind: DocumentKind; readonly id: string } | undefined;
  readonly failure?: Failure | undefined;
  /** Seconds until Cosmos DB deletes it. */
  readonly ttl: number;
}
