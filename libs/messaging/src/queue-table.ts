/**
 * How a queue is made in Azure and how a worker serves it. Durations are ISO 8601, as Azure's resource manager takes them; `maxRunMs` and
 * `concurrency` are the worker's own. See ADR 114.
 */
export interface QueueProperties {
  /** How long a worker may work on a message before it is given to another one, unless it renews the lock. Azure allows 5 minutes. */
  readonly lockDuration: string;
  /** A message that nobody took by then is dead-lettered. */
  readonly timeToLive: string;
  /** A second message with the id of one that came within this time is dropped. Azure allows 20 seconds to 7 days. */
  readonly duplicateWindow: string;
  /** Deliveries, none of them settled, after which the broker dead-letters a message: lost workers and locks. Failures have `maxFailures`. */
  readonly maxDeliveries: number;
  readonly deadLettersExpired: boolean;
  /** Messages at once in one process. It is also the credit given to the broker (the SDK's default of 1 is far too low). */
  readonly concurrency: number;
  /** How long the lock of a message is renewed, in milliseconds; work that takes longer is given to another worker. */
  readonly maxRunMs: number;
  /** KEDA starts so many replicas that each has at most this many active messages, locked ones among them. */
  readonly messagesPerReplica: number;
}

/**
 * Where nothing speaks against it. An hour without workers, or a weekend, must lose nothing: 14 days. What is published again because nobody
 * knows whether it arrived comes with the next look for work, within 10 minutes, and after the longest back-off, 15 minutes: 30. What only the
 * look of the hour finds may arrive twice, which handlers bear.
 */
export const USUAL = {
  lockDuration: 'PT1M',
  timeToLive: 'P14D',
  duplicateWindow: 'PT30M',
  maxDeliveries: 10,
  deadLettersExpired: true,
} as const satisfies Partial<QueueProperties>;

const MINUTE_MS = 60_000;

/**
 * Every internal queue; those of producers are a pattern (`PRODUCER_QUEUES`). The sandbox's queues (`apps/sandbox/queues.json`), the configuration of the official emulator, the AsyncAPI document and
 * docs/queues.md are generated from it.
 */
export const QUEUES = {
  /** Decoding keeps a processor busy. */
  'audio-uploads': { ...USUAL, concurrency: 4, messagesPerReplica: 4, maxRunMs: 15 * MINUTE_MS },
  'voice-enrollment': { ...USUAL, concurrency: 50, messagesPerReplica: 50, maxRunMs: 10 * MINUTE_MS },
  'speech-synthesis': { ...USUAL, concurrency: 50, messagesPerReplica: 50, maxRunMs: 15 * MINUTE_MS },
  /** Collecting a result holds some MB while it runs. */
  'batch-synthesis': { ...USUAL, concurrency: 4, messagesPerReplica: 4, maxRunMs: 30 * MINUTE_MS },
  'webhook-events': { ...USUAL, concurrency: 20, messagesPerReplica: 20, maxRunMs: 5 * MINUTE_MS },
  notifications: { ...USUAL, concurrency: 50, messagesPerReplica: 50, maxRunMs: 5 * MINUTE_MS },
  // Sweeps take a slot each for minutes; audit events must not wait behind them.
  maintenance: { ...USUAL, concurrency: 16, messagesPerReplica: 16, maxRunMs: 10 * MINUTE_MS },
} as const satisfies Record<string, QueueProperties>;

export type QueueName = keyof typeof QUEUES;

export const QUEUE_NAMES = Object.keys(QUEUES) as QueueName[];
