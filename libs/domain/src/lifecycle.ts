import type { TransitionTable } from './state-machine.ts';
import type { WebhookEvent } from './webhook-events.ts';

export type OperationStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled';

/** What is true of a document, or of a part of one, in one status. */
export interface StateRule<S extends string = string> {
  /** The statuses that may follow; none after the last. */
  readonly next: readonly S[];
  /** Whether messages about it have something to do. */
  readonly open?: boolean;
}

/** What is true of a document in one status when messages move it on and operations show it. */
export interface StatusRule<S extends string = string> extends StateRule<S> {
  /**
   * What is done to move a document on, as `poll`: a sweep does one of them again when it stalls. None: it has ended, or waits for a person. With
   * the kind before it (`voice.poll`) `messageTypeOf` of libs/messaging finds the message.
   */
  readonly steps?: readonly string[];
  /** What an operation shows of it. An upload has none: there it tells how the upload ended. */
  readonly operation: OperationStatus;
  /** The event that webhook endpoints are told when a document gets this status. */
  readonly event?: WebhookEvent;
}

export type Lifecycle<S extends string = string, Rule extends StateRule<S> = StatusRule<S>> = Readonly<Record<S, Rule>>;

/** A lifecycle whose `next` name its own statuses. See ADR 123. */
export function lifecycle<S extends string, Rule extends StateRule<S> = StatusRule<S>>(
  rules: Lifecycle<S, Rule>,
): Lifecycle<S, Rule> {
  return rules;
}

/** In the order of the table. */
export function statusesOf<S extends string>(rules: Lifecycle<S, StateRule<S>>): readonly S[] {
  return Object.keys(rules) as S[];
}

export function transitionsOf<S extends string>(rules: Lifecycle<S, StateRule<S>>): TransitionTable<S> {
  const entries = statusesOf(rules).map((status) => [status, rules[status].next] as const);
  return Object.fromEntries(entries) as unknown as TransitionTable<S>;
}

/** The statuses in which a document is open. */
export function openStatuses<S extends string>(rules: Lifecycle<S, StateRule<S>>): readonly S[] {
  return statusesOf(rules).filter((status) => rules[status].open);
}
