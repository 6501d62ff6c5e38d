import { z } from 'zod';
import { deliveryIdOf, messageId, type OutboxMessage, ServiceError } from '#domain';
import { currentContext } from '#observability';
import {
  BLOB_CREATED,
  EMAIL_REPORT,
  type MessageData,
  MESSAGES,
  messageTypeOf,
  type MessageType,
  NOT_SENT_YET,
  sentNameOf,
  SYSTEM_TENANT,
} from './message-table.ts';

const MAX_PROBLEMS = 10;
const MAX_PATH = 100;

/** A message as a handler gets it. */
export interface Message<T extends MessageType = MessageType> extends OutboxMessage {
  readonly type: T;
  readonly data: MessageData<T>;
}

/** The body of each of our messages; what other systems publish must fit it too. */
export const envelopeSchema = z.object({
  type: z.string(),
  id: z.string().min(1).max(128),
  tenantId: z.string().min(1),
  subjectId: z.string().min(1),
  attempt: z.number().int().min(1),
  failures: z.number().int().min(0).default(0),
  /** How often in a row its subject was not found. */
  misses: z.number().int().min(0).optional(),
  /** The revision of its subject when it was sent. */
  revision: z.number().int().min(0).optional(),
  occurredAt: z.iso.datetime(),
  traceparent: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});

/** The CloudEvents 1.0 envelope that Event Grid puts on the queue. */
export const blobCreatedSchema = z.object({
  specversion: z.literal('1.0'),
  type: z.literal(BLOB_CREATED),
  id: z.string().min(1),
  source: z.string(),
  subject: z.string().regex(/^\/blobServices\/default\/containers\/uploads\/blobs\/[^/]+\/[^/]+$/),
  time: z.iso.datetime({ offset: true }),
  data: z.record(z.string(), z.unknown()),
});

/** The same of Communication Services. Its subject names the sender, not the tenant: nobody but the delivery knows that. */
export const emailReportSchema = z.object({
  specversion: z.literal('1.0'),
  type: z.literal(EMAIL_REPORT),
  id: z.string().min(1),
  source: z.string(),
  subject: z.string(),
  time: z.iso.datetime({ offset: true }),
  data: z.object({ messageId: z.string().min(1) }).loose(),
});

export interface NewMessage<T extends MessageType> {
  readonly tenantId: string;
  readonly subjectId: string;
  readonly data: MessageData<T>;
  /** Tells messages of one type and subject apart that mean different things. */
  readonly part?: string;
  /** Deliver it only after this time. */
  readonly delayMs?: number;
}

/**
 * The first message of its type for this subject. Its id is the same whenever it is made again.
 * @throws TypeError for a type, a field or a value that the release before does not understand
 */
export function createMessage<T extends MessageType>(
  type: T,
  message: NewMessage<T>,
  notSentYet: ReadonlySet<string> = NOT_SENT_YET,
): Message<T> {
  const early = [sentNameOf(type, notSentYet), ...namesIn(message.data, type)].find((name) => notSentYet.has(name));
  if (early !== undefined) throw new TypeError(`The release before does not understand ${early}.`);
  const now = Date.now();
  return {
    type,
    id: messageId(message.subjectId, message.part === undefined ? type : `${type}:${message.part}`, 1),
    tenantId: message.tenantId,
    subjectId: message.subjectId,
    attempt: 1,
    failures: 0,
    occurredAt: new Date(now).toISOString(),
    traceparent: currentContext()?.traceparent,
    data: message.data,
    ...(message.delayMs === undefined ? {} : { scheduledFor: new Date(now + message.delayMs).toISOString() }),
  };
}

/** The names of fields and values as `NOT_SENT_YET` has them. */
function namesIn(data: object, path: string): string[] {
  return Object.entries(data).flatMap(([field, value]: [string, unknown]) => {
    const name = `${path}.${field}`;
    if (typeof value === 'string') return [name, `${name}=${value}`];
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? [name, ...namesIn(value, name)]
      : [name];
  });
}

/** The next message of the same meaning: a new attempt is a new id, since queues drop ids that they have seen. */
export function nextAttempt(
  message: OutboxMessage,
  change: { readonly delayMs: number; readonly failures: number; readonly misses?: number },
): OutboxMessage {
  const attempt = message.attempt + 1;
  const suffix = `:${message.attempt}`;
  const meaning = message.id.endsWith(suffix) ? message.id.slice(0, -suffix.length) : message.id;
  return {
    ...message,
    id: `${meaning}:${attempt}`,
    attempt,
    failures: change.failures,
    misses: change.misses,
    scheduledFor: new Date(Date.now() + change.delayMs).toISOString(),
  };
}

/**
 * Reads the body of a received message.
 * @throws ServiceError `invalid-message` that says which fields are wrong, without their values.
 */
export function parseMessage(body: unknown): Message {
  const name = (body as { type?: unknown } | null)?.type;
  const type = messageTypeOf(name);
  if (type === undefined) throw new ServiceError('invalid-message', `There is no message type ${describeType(name)}.`);
  const envelope = envelopeOf(type, body);
  const data = checked<MessageData<MessageType>>(
    MESSAGES[type].data as z.ZodType<MessageData<MessageType>>,
    envelope.data,
    'data',
  );
  return { ...envelope, type, data };
}

function envelopeOf(type: MessageType, body: unknown): z.infer<typeof envelopeSchema> {
  if ((body as { specversion?: unknown }).specversion === undefined) return checked(envelopeSchema, body);
  if (type === EMAIL_REPORT) return envelopeOfEmailReport(checked(emailReportSchema, body));
  return envelopeOfBlobCreated(checked(blobCreatedSchema, body));
}

function envelopeOfBlobCreated(event: z.infer<typeof blobCreatedSchema>): z.infer<typeof envelopeSchema> {
  const [tenantId, uploadId] = event.subject.split('/blobs/')[1]?.split('/') ?? [];
  return checked(envelopeSchema, {
    type: event.type,
    id: event.id,
    tenantId,
    subjectId: uploadId,
    attempt: 1,
    occurredAt: new Date(event.time).toISOString(),
    data: event.data,
  });
}

function envelopeOfEmailReport(event: z.infer<typeof emailReportSchema>): z.infer<typeof envelopeSchema> {
  const { messageId: operationId } = event.data;
  return checked(envelopeSchema, {
    type: event.type,
    id: event.id,
    tenantId: SYSTEM_TENANT,
    subjectId: deliveryIdOf(operationId) ?? operationId,
    attempt: 1,
    occurredAt: new Date(event.time).toISOString(),
    data: event.data,
  });
}

function checked<T>(schema: z.ZodType<T>, value: unknown, prefix?: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // Bounded in number and length: property names are the sender's, and the broker takes no description of more than 4096 characters.
  const problems = parsed.error.issues.slice(0, MAX_PROBLEMS).map(({ path, code }) => {
    const where = [...(prefix === undefined ? [] : [prefix]), ...path].join('.').slice(0, MAX_PATH);
    return `${where === '' ? 'body' : where} (${code})`;
  });
  throw new ServiceError('invalid-message', `The message does not fit its schema: ${problems.join(', ')}.`);
}

/** What is named like one of our types; anything else may be what somebody meant to say or to keep, and is not repeated. */
const TYPE_NAME = /^[a-z-]{1,30}(\.[a-z-]{1,30}){0,3}$/i;

/** Whether it has the form of our type names, and may be shown (ADR 76). */
export function isTypeName(type: unknown): type is string {
  return typeof type === 'string' && TYPE_NAME.test(type);
}

function describeType(type: unknown): string {
  if (typeof type !== 'string') return `of type ${typeof type}`;
  return isTypeName(type) ? JSON.stringify(type) : 'of that name';
}
