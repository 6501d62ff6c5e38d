import type { Aggregate, DocumentKind, Failure } from './aggregate.ts';
import type { TransitionTable } from './state-machine.ts';

export const HOOK_STATUSES = ['received', 'processed', 'ignored', 'failed'] as const;
export type HookStatus = (typeof HOOK_STATUSES)[number];

export const HOOK_TRANSITIONS: TransitionTable<HookStatus> = {
  received: ['processed', 'ignored', 'failed'],
  processed: [],
  ignored: [],
  failed: [],
};

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
