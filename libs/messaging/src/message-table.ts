import { z } from 'zod';
import { WEBHOOK_EVENTS } from '#domain';

/**
 * The queues, and how a worker serves them.
 * - `concurrency`: messages at once per process. It is also the credit given to the broker (the SDK's default of 1 is far too low).
 * - `longestRunMs`: how long the lock of a message is renewed; work that takes longer is given to another worker.
 */
export const QUEUES = {
  'audio-uploads': { concurrency: 4, longestRunMs: 15 * 60_000 },
  'voice-enrollment': { concurrency: 50, longestRunMs: 10 * 60_000 },
  'speech-synthesis': { concurrency: 50, longestRunMs: 15 * 60_000 },
  'webhook-events': { concurrency: 20, longestRunMs: 5 * 60_000 },
  notifications: { concurrency: 50, longestRunMs: 5 * 60_000 },
  maintenance: { concurrency: 4, longestRunMs: 10 * 60_000 },
} as const satisfies Record<string, { concurrency: number; longestRunMs: number }>;

export type QueueName = keyof typeof QUEUES;

export const QUEUE_NAMES = Object.keys(QUEUES) as QueueName[];

interface MessageOptions {
  readonly queue: QueueName;
  /** Schema of `data`: ids and small facts, never audio, text or SAS URLs. */
  readonly data: z.ZodType;
  /** How many times in a row it may fail before it is dead-lettered. */
  readonly maxFailures: number;
}

const nothing = z.strictObject({});

/** Every message that exists. Start-up of a worker fails when one of its queues has a message with no handler or with two. */
export const MESSAGES = {
  /** CloudEvent of Event Grid: somebody finished writing a blob in the container `uploads`. */
  'Microsoft.Storage.BlobCreated': {
    queue: 'audio-uploads',
    data: z.object({ eTag: z.string().min(1), contentLength: z.number().int().min(0) }),
    maxFailures: 8,
  },
  /** Fetches a recording from the URL that was given for it. */
  'upload.fetch': { queue: 'audio-uploads', data: nothing, maxFailures: 6 },
  /** Removes the file as it was sent; its upload URL has expired, so nobody can put another in its place. */
  'upload.discard': { queue: 'audio-uploads', data: nothing, maxFailures: 8 },
  /** Compares the consent recording with the statement, then hands it to Azure. */
  'consent.verify': { queue: 'voice-enrollment', data: nothing, maxFailures: 8 },
  /** Asks Azure whether the consent is verified. */
  'consent.poll': { queue: 'voice-enrollment', data: nothing, maxFailures: 12 },
  /** Waits for recordings and consent, then hands the samples to Azure. */
  'voice.create': { queue: 'voice-enrollment', data: nothing, maxFailures: 8 },
  /** Asks Azure whether the voice is trained. */
  'voice.poll': { queue: 'voice-enrollment', data: nothing, maxFailures: 12 },
  /** Speaks one text and stores the audio. */
  'synthesis.run': { queue: 'speech-synthesis', data: nothing, maxFailures: 8 },
  /** Acts on a verified webhook that another system sent. */
  'hook.received': { queue: 'webhook-events', data: nothing, maxFailures: 8 },
  /** Makes a delivery for each endpoint that wants to know of the subject's event. */
  'webhook.announce': { queue: 'notifications', data: z.object({ event: z.enum(WEBHOOK_EVENTS) }), maxFailures: 8 },
  /** Makes an attempt, counted from 1, to deliver. */
  'webhook.deliver': {
    queue: 'notifications',
    data: z.object({ attempt: z.number().int().min(1) }),
    maxFailures: 8,
  },
  /** Tick: publishes what stayed in outboxes. */
  'outbox.sweep': { queue: 'maintenance', data: nothing, maxFailures: 3 },
} as const satisfies Record<string, MessageOptions>;

export type MessageType = keyof typeof MESSAGES;
export type MessageData<T extends MessageType> = z.infer<(typeof MESSAGES)[T]['data']>;

export const MESSAGE_TYPES = Object.keys(MESSAGES) as MessageType[];

export function isMessageType(value: unknown): value is MessageType {
  return typeof value === 'string' && Object.hasOwn(MESSAGES, value);
}

/** `tenantId` of messages that belong to no tenant (ticks). */
export const SYSTEM_TENANT = 'system';
