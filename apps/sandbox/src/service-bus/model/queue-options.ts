import type { Deadlines } from './deadlines.ts';
import type { Journal } from './journal.ts';
import type { StoredMessage } from './message.ts';

export interface QueueOptions {
  /** Entity path as configured, for example `orders` or `news/Subscriptions/daily/$DeadLetterQueue`. */
  readonly path: string;
  readonly lockDurationMs: number;
  /** After this many failed deliveries a message is dead-lettered. `Infinity` in a dead-letter queue. */
  readonly maxDeliveryCount: number;
  /** False in a dead-letter queue: a message there keeps the count that it came with. Default true. */
  readonly countsDeliveries?: boolean;
  readonly defaultTimeToLiveMs: number;
  readonly deadLetterOnExpiration: boolean;
  /** Length of the duplicate detection window; undefined switches it off. */
  readonly duplicateWindowMs?: number | undefined;
  readonly requiresSession: boolean;
}

export interface QueueHooks {
  readonly deadlines: Deadlines;
  readonly journal: Journal;
  /** Takes a message that has left this queue for its dead-letter queue. */
  readonly deadLetter?: ((message: StoredMessage) => void) | undefined;
  /** Takes each message that becomes active instead of keeping it: a topic, or a queue that forwards. */
  readonly relay?: ((message: StoredMessage) => void) | undefined;
}
