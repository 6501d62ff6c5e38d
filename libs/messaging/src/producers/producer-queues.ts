import type { Producer } from '#config';
import { type QueueName, type QueueProperties, QUEUES, USUAL } from '../queue-table.ts';

/**
 * The queues of other systems: each producer of `PRODUCERS` has one pair. Internal queues are a closed table, whose names are a type; these are a
 * pattern, whose names are configuration. See ADR 180.
 */
export type RequestQueue = `requests-${string}`;
export type ReplyQueue = `replies-${string}`;

/** What a worker receives from. */
export type ServedQueue = QueueName | RequestQueue;
/** What somebody of this product sends on. */
export type AnyQueue = ServedQueue | ReplyQueue;

const MINUTE_MS = 60_000;

/** The properties of each pair. */
export const PRODUCER_QUEUES = {
  /** Accepting a request reads and writes some documents. Each producer has so many at once, whatever the others send. */
  requests: { ...USUAL, concurrency: 10, messagesPerReplica: 50, maxRunMs: 5 * MINUTE_MS },
  /** Nobody here receives from it. What its producer does not fetch within a week is dropped, so that the queue does not fill up. */
  replies: {
    ...USUAL,
    timeToLive: 'P7D',
    deadLettersExpired: false,
    concurrency: 0,
    messagesPerReplica: 0,
    maxRunMs: 0,
  },
} as const satisfies Record<'requests' | 'replies', QueueProperties>;

/** How long a reply is kept that its queue does not take, ms: as long as one that was taken. */
export const REPLY_KEPT_MS = 7 * 24 * 3_600_000;

export function requestQueueOf({ name }: Pick<Producer, 'name'>): RequestQueue {
  return `requests-${name}`;
}

export function replyQueueOf({ name }: Pick<Producer, 'name'>): ReplyQueue {
  return `replies-${name}`;
}

export function isRequestQueue(queue: string): queue is RequestQueue {
  return queue.startsWith('requests-');
}

/** Whether a queue has the name of one of a pair. */
export function isProducerQueue(queue: string): queue is RequestQueue | ReplyQueue {
  return isRequestQueue(queue) || isReplyQueue(queue);
}

export function isReplyQueue(queue: string): queue is ReplyQueue {
  return queue.startsWith('replies-');
}

export function isInternalQueue(queue: string): queue is QueueName {
  return Object.hasOwn(QUEUES, queue);
}

/** The row of a queue in the tables: how it is made, and how it is served. */
export function propertiesOf(queue: AnyQueue): QueueProperties {
  if (isInternalQueue(queue)) return QUEUES[queue];
  return PRODUCER_QUEUES[isRequestQueue(queue) ? 'requests' : 'replies'];
}
