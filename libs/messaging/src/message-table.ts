import { z } from 'zod';
import { AUDIT_ACTIONS, AUDIT_OUTCOMES, AUDIT_SUBJECT_KINDS, WEBHOOK_EVENTS } from '#domain';
import type { QueueName } from './queue-table.ts';

interface MessageOptions {
  readonly queue: QueueName;
  /** Schema of `data`: ids and small facts, never audio, text or SAS URLs. */
  readonly data: z.ZodType;
  /** How many times in a row it may fail before it is dead-lettered. */
  readonly maxFailures: number;
  /** Names that it had in earlier releases: messages under these names are still in queues and outboxes, and are handled as this type. */
  readonly formerly?: readonly string[];
  /** This release gave it its name: the release before knows it by the last of its former names only, under which it is sent (ADR 103). */
  readonly isRenamed?: boolean;
  /** The step of libs/domain that it takes, where that has another name. */
  readonly step?: string;
  /** Its handler writes the subject before anything else, and takes the message out of the outbox with that write (ADR 160). */
  readonly isClearedByHandler?: boolean;
  /** Its body contains personal data that is not ours to keep: one that fails is completed, so that it does not stay in the dead-letter queue. */
  readonly isPersonal?: boolean;
}

const nothing = z.strictObject({});
/** Event Grid gives this type its name. */
export const BLOB_CREATED = 'Microsoft.Storage.BlobCreated';
/** The same: the status of an e-mail. */
export const EMAIL_REPORT = 'Microsoft.Communication.EmailDeliveryReportReceived';

/** A run of items of a batch, and which attempt at it. */
const chunk = z.strictObject({ chunk: z.number().int().min(0), attempt: z.number().int().min(1) });

/** Where a sweep goes on that did not fit into one run: which part of it, and after what. */
const sweepPosition = z.strictObject({ part: z.string().max(40).optional(), after: z.string().max(4_000).optional() });

const auditEvent = z.strictObject({
  eventId: z.string().min(1).max(200),
  action: z.enum(AUDIT_ACTIONS),
  outcome: z.enum(AUDIT_OUTCOMES),
  at: z.iso.datetime(),
  actor: z.strictObject({ kind: z.enum(['user', 'application', 'system']), id: z.string().min(1).max(200) }),
  subject: z.strictObject({ kind: z.enum(AUDIT_SUBJECT_KINDS), id: z.string().min(1).max(300) }),
  requestId: z.string().max(128).optional(),
  traceId: z.string().max(32).optional(),
  details: z.record(z.string(), z.union([z.string().max(500), z.number(), z.boolean()])).optional(),
});

/** Every message that exists. Start-up of a worker fails when one of its queues has a message with no handler or with two. */
export const MESSAGES = {
  /** CloudEvent of Event Grid: somebody finished writing a blob in the container `uploads`. */
  [BLOB_CREATED]: {
    queue: 'audio-uploads',
    data: z.object({ eTag: z.string().min(1), contentLength: z.number().int().min(0) }),
    maxFailures: 8,
    step: 'upload.examine',
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
  /** Suspends the voices of a consent that is lost, cancels their work, and has all of it erased if that was asked for. */
  'consent.enforce': { queue: 'voice-enrollment', data: nothing, maxFailures: 30 },
  /** The time of a consent is over; sent when it becomes active, for that time. */
  'consent.expire': { queue: 'voice-enrollment', data: nothing, maxFailures: 30 },
  /** Erases a person: the consent, its voices and all that was made with them. */
  'consent.erase': { queue: 'voice-enrollment', data: nothing, maxFailures: 30 },
  /** Erases a voice and all that was made with it. */
  'voice.erase': { queue: 'voice-enrollment', data: nothing, maxFailures: 30 },
  /** Speaks one text and stores the audio. */
  'synthesis.run': { queue: 'speech-synthesis', data: nothing, maxFailures: 8, isClearedByHandler: true },
  /** Takes over what was spoken before, and hands the other items of a chunk to Azure batch synthesis. */
  'batch.submit': { queue: 'batch-synthesis', data: chunk, maxFailures: 12 },
  /** Asks Azure whether the chunk is spoken. */
  'batch.poll': { queue: 'batch-synthesis', data: chunk, maxFailures: 12 },
  /** Stores what was spoken of a chunk. */
  'batch.collect': { queue: 'batch-synthesis', data: chunk, maxFailures: 12 },
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
  /** CloudEvent of Event Grid: the status of an e-mail. Its recipient is not read. */
  [EMAIL_REPORT]: {
    queue: 'notifications',
    data: z.object({ messageId: z.string().min(1).max(100), status: z.string().min(1).max(40) }),
    maxFailures: 8,
    isPersonal: true,
  },
  /** Tick: publishes what stayed in outboxes. */
  'outbox.sweep': { queue: 'maintenance', data: sweepPosition, maxFailures: 3 },
  /** Tick: requeues work that makes no progress, and ends it when that does not help. */
  'work.requeue': {
    queue: 'maintenance',
    data: sweepPosition,
    maxFailures: 3,
    formerly: ['operations.sweep'],
    isRenamed: true,
  },
  /** Tick: expires uploads, and deletes blobs that have expired or are unreferenced. */
  'retention.sweep': { queue: 'maintenance', data: sweepPosition, maxFailures: 3 },
  /** Tick: deletes our resources in Azure custom voice that no document owns. */
  'custom-voice.garbage-collect': {
    queue: 'maintenance',
    data: sweepPosition,
    maxFailures: 3,
    formerly: ['training.sweep'],
    isRenamed: true,
  },
  /** Counts the dead letters of each queue. The release before sends it; this one does not, and the next need not handle it. */
  'dead-letters.count': { queue: 'maintenance', data: nothing, maxFailures: 3 },
  /** Tick: sums up what was spoken on days that are over. */
  'usage.roll': { queue: 'maintenance', data: sweepPosition, maxFailures: 3 },
  /** Tick: signs the heads of the audit logs and keeps them apart from the database. */
  'audit.anchor': { queue: 'maintenance', data: sweepPosition, maxFailures: 3 },
  /** Appends an event to the tenant's audit log. Tried for days: an event must not get lost. */
  'audit.append': { queue: 'maintenance', data: auditEvent, maxFailures: 100 },
} as const satisfies Record<string, MessageOptions>;

export type MessageType = keyof typeof MESSAGES;
export type MessageData<T extends MessageType> = z.infer<(typeof MESSAGES)[T]['data']>;

export const MESSAGE_TYPES = Object.keys(MESSAGES) as MessageType[];

const OPTIONS: Readonly<Record<MessageType, MessageOptions>> = MESSAGES;
/**
 * What this release understands and does not send yet: `synthesis.run`, for a field of its data `synthesis.run.hurry`, and for a value of it
 * `synthesis.run.how=fast`. While a release is rolled
 * out, and after it was rolled back, the release before receives its messages, and dead-letters what it does not know: a new type or field is
 * understood one release before it is sent (ADR 144). A type that was renamed is sent under its former name until then (ADR 103).
 */
export const NOT_SENT_YET: ReadonlySet<string> = new Set<string>([
  ...MESSAGE_TYPES.filter((type) => OPTIONS[type].isRenamed),
  // The API writes these events into the audit log itself.
  'audit.append.action=upload.listen',
  'audit.append.action=link.create',
  'audit.append.action=webhook-endpoint.test',
  'audit.append.action=log-level.change',
  // The check of base models makes the deliveries of this event itself.
  'webhook.announce.event=voice.base-model-expiring',
  // The worker writes it into the audit log before it removes something.
  'audit.append.action=synthesis.expire',
  'audit.append.action=schedule.run',
  'audit.append.action=schedule.update',
  'audit.append.action=schedule.pause',
  'audit.append.action=schedule.resume',
  'audit.append.subject.kind=schedule',
  'audit.append.action=budget.update',
  'audit.append.action=budget.soft-limit',
  // Only Event Grid sends it.
  EMAIL_REPORT,
  'audit.append.action=notification-subscription.create',
  'audit.append.action=notification-subscription.update',
  'audit.append.action=notification-subscription.delete',
  'audit.append.action=notification-subscription.unsubscribe',
  'audit.append.action=notification-subscription.suspend',
  'audit.append.subject.kind=notification-subscription',
  'audit.append.action=retention.update',
  // As that of a synthesis that expires.
  'audit.append.action=retention.delete',
  'audit.append.action=retention.move',
  'audit.append.subject.kind=batch',
  'audit.append.action=legal-hold.set',
  'audit.append.action=legal-hold.clear',
  // `BudgetAlerts` makes the deliveries itself.
  'webhook.announce.event=budget.soft-limit-reached',
]);

const BY_NAME: ReadonlyMap<unknown, MessageType> = new Map(
  MESSAGE_TYPES.flatMap((type) => [type, stepOfType(type), ...formerNames(type)].map((name) => [name, type])),
);

/** The message type of this name, which may be that of its step or one of an earlier release; undefined when there is none. */
export function messageTypeOf(name: unknown): MessageType | undefined {
  return BY_NAME.get(name);
}

/** The step of libs/domain that a message of this type takes. */
export function stepOfType(type: MessageType): string {
  return OPTIONS[type].step ?? type;
}

/** Whether the handler of its type takes it out of the outbox. @param type as it stands in an outbox */
export function isClearedByHandler(type: string): boolean {
  const known = messageTypeOf(type);
  return known !== undefined && OPTIONS[known].isClearedByHandler === true;
}

/** Whether messages of this type contain personal data that must not stay in a dead-letter queue. @param name as it stands in a message */
export function isPersonal(name: unknown): boolean {
  const known = messageTypeOf(name);
  return known !== undefined && OPTIONS[known].isPersonal === true;
}

/** The name under which messages of this type are sent: what the release before understands. */
export function sentNameOf(type: MessageType, notSentYet: ReadonlySet<string> = NOT_SENT_YET): string {
  return notSentYet.has(type) ? (formerNames(type).at(-1) ?? type) : type;
}

/** The names that a type had in earlier releases. */
export function formerNames(type: MessageType): readonly string[] {
  return OPTIONS[type].formerly ?? [];
}

/** The queue that messages of this type are sent on; undefined for an unknown type. */
export function queueOf(type: string): QueueName | undefined {
  const known = messageTypeOf(type);
  return known === undefined ? undefined : MESSAGES[known].queue;
}

/** `tenantId` of messages that belong to no tenant (ticks). */
export const SYSTEM_TENANT = 'system';
