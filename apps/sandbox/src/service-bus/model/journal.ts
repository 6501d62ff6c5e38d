import type { MessageState, StoredMessage } from './message.ts';
import type { Rule } from './rules.ts';

/** What a queue had before a restart. */
export interface QueueRemains {
  readonly nextNumber: number;
  /** Ids that duplicate detection remembers, and until when, in the order in which they came. */
  readonly messageIds: readonly (readonly [id: string, forgetAtMs: number])[];
  readonly messages: readonly { readonly state: KeptState; readonly message: StoredMessage }[];
}

export type KeptState = Exclude<MessageState, 'gone' | 'locked'>;

/**
 * Keeps what a broker must still have after a restart. It is told of each change when it happens. Locks are not kept: a message that was
 * locked is as it was before the delivery.
 */
export interface Journal {
  /** All that `work` changes is kept, or nothing. */
  atomically<Result>(work: () => Result): Result;
  /** A message is in a queue now, as `message` says: active, scheduled or deferred. */
  noteMessage(path: string, message: StoredMessage): void;
  /** A message has left all queues, or is about to enter another one. */
  forgetMessage(message: StoredMessage): void;
  /** Which sequence number a queue gives out next. */
  noteNextNumber(path: string, next: number): void;
  /** A queue has seen a message id. */
  noteId(path: string, messageId: string, forgetAtMs: number): void;
  forgetId(path: string, messageId: string): void;
  /** The state of a session; undefined when it has none. */
  noteSessionState(path: string, sessionId: string, state: Buffer | undefined): void;
  /** All rules of a subscription, after one was added or removed. */
  noteRules(path: string, rules: readonly Rule[]): void;
}

/** Keeps nothing. */
export const NO_JOURNAL: Journal = {
  atomically: (work) => work(),
  noteMessage: () => undefined,
  forgetMessage: () => undefined,
  noteNextNumber: () => undefined,
  noteId: () => undefined,
  forgetId: () => undefined,
  noteSessionState: () => undefined,
  noteRules: () => undefined,
};
