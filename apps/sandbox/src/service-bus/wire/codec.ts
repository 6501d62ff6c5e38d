import { randomUUID } from 'node:crypto';
import rhea, { type Typed } from 'rhea';
import type { Clock } from '../../faults/clock.ts';
import { BrokerError, Condition } from '../model/errors.ts';
import type {
  MessageContent,
  MessageProperties,
  MessageSections,
  StoredMessage,
  Submission,
} from '../model/message.ts';
import { fromClientTime, toClientTime } from './client-time.ts';
import {
  dataOf,
  DESCRIPTOR_BYTES,
  encodeSection,
  listOf,
  mapOf,
  plain,
  SectionCode,
  splitSections,
  type Section,
} from './sections.ts';

/** Message format of a batch: an envelope with one data section for each encoded message. */
export const BATCH_FORMAT = 0x80013700;

const SCHEDULED_ENQUEUE_TIME = 'x-opt-scheduled-enqueue-time';
/** Place of `absolute-expiry-time` among the properties, OASIS AMQP 1.0 part 3.2.4. */
const ABSOLUTE_EXPIRY_TIME = 8;

/** Decodes what one transfer carries: one message, or several in a batch.
 * @throws BrokerError `amqp:decode-error` */
export function decodeTransfer(payload: Buffer, format: number, clock: Clock): Submission[] {
  if (format !== BATCH_FORMAT) return [decodeMessage(payload, clock)];
  const parts = splitSections(payload).filter((section) => section.code === SectionCode.data);
  if (parts.length === 0) throw new BrokerError(Condition.decodeError, 'The batch holds no message.');
  return parts.map((part) => decodeMessage(dataOf(part), clock));
}

/** Decodes one message as far as the broker has to know it.
 * @throws BrokerError `amqp:decode-error` */
export function decodeMessage(payload: Buffer, clock: Clock): Submission {
  // The bytes may be a view into a network buffer that holds much more.
  const sections = splitSections(Buffer.from(payload));
  const find = (code: number): Section | undefined => sections.find((section) => section.code === code);
  const header = find(SectionCode.header);
  const annotations = find(SectionCode.messageAnnotations);
  const properties = withMessageId(find(SectionCode.properties));
  const applicationProperties = find(SectionCode.applicationProperties);
  const body = Buffer.concat(
    sections.filter((section) => section.code >= SectionCode.data).map((section) => section.bytes),
  );
  const content = new EncodedContent(
    {
      body,
      ...(header === undefined ? {} : { header: header.bytes }),
      ...(annotations === undefined ? {} : { messageAnnotations: annotations.bytes }),
      properties: properties.bytes,
      ...(applicationProperties === undefined ? {} : { applicationProperties: applicationProperties.bytes }),
    },
    payload.length,
    propertiesOf(properties),
    plain(listOf(properties)[ABSOLUTE_EXPIRY_TIME]) instanceof Date,
  );
  const timeToLiveMs = header === undefined ? undefined : plain(listOf(header)[2]);
  const scheduledFor = annotations === undefined ? undefined : plain(mapOf(annotations)[SCHEDULED_ENQUEUE_TIME]);
  return {
    content,
    ...(typeof timeToLiveMs === 'number' ? { timeToLiveMs } : {}),
    ...(scheduledFor instanceof Date ? { scheduledForMs: fromClientTime(clock, scheduledFor.getTime()) } : {}),
  };
}

class EncodedContent implements MessageContent {
  constructor(
    readonly sections: MessageSections,
    readonly sizeBytes: number,
    readonly properties: MessageProperties,
    readonly namesExpiry: boolean,
  ) {}

  applicationProperties(): Readonly<Record<string, unknown>> {
    const entries = typedMap(this.sections.applicationProperties);
    return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, plain(value)]));
  }
}

/** Encodes a message as a receiver gets it: the sender's sections, the header with the delivery count, and the broker's annotations. */
export function encodeMessage(message: StoredMessage, clock: Clock): Buffer {
  return encode(message, clock, [], message.lock?.untilMs, message.content.sections.body);
}

/**
 * Encodes a message as a peek shows it: without what its lock is, also when somebody holds one. Without the body, if that was asked for,
 * but with its size in bytes.
 */
export function encodePeeked(message: StoredMessage, clock: Clock, withBody: boolean): Buffer {
  const { body } = message.content.sections;
  if (withBody) return encode(message, clock, [], undefined, body);
  const omitted = rhea.types.wrap_symbolic_map({ 'omitted-message-body-size': rhea.types.wrap_long(body.length) });
  return encode(message, clock, [encodeSection(SectionCode.deliveryAnnotations, omitted)], undefined, undefined);
}

function encode(
  message: StoredMessage,
  clock: Clock,
  deliveryAnnotations: readonly Buffer[],
  lockedUntilMs: number | undefined,
  body: Buffer | undefined,
): Buffer {
  const { sections } = message.content;
  // Read once, so that all moments in the message are apart by what they are apart in the broker.
  const offsetMs = toClientTime(clock, 0);
  const parts = [encodeHeader(message), ...deliveryAnnotations, encodeAnnotations(message, offsetMs, lockedUntilMs)];
  if (sections.properties !== undefined) parts.push(encodeProperties(message, sections.properties, offsetMs));
  if (message.modifiedProperties !== undefined) {
    const merged = { ...typedMap(sections.applicationProperties), ...message.modifiedProperties };
    parts.push(encodeSection(SectionCode.applicationProperties, rhea.types.wrap_map(merged)));
  } else if (sections.applicationProperties !== undefined) {
    parts.push(sections.applicationProperties);
  }
  if (body !== undefined) parts.push(body);
  return Buffer.concat(parts);
}

/** A message lives no longer than its queue allows, whatever moment its sender wrote. */
function encodeProperties(message: StoredMessage, encoded: Buffer, offsetMs: number): Buffer {
  const [section] = splitSections(encoded);
  if (!message.content.namesExpiry || message.timeToLiveMs === Infinity || section === undefined) return encoded;
  const expiresAtMs = Math.max(message.enqueuedAtMs, message.scheduledForMs ?? 0) + message.timeToLiveMs;
  const fields = listOf(section);
  const named = plain(fields[ABSOLUTE_EXPIRY_TIME]) as Date;
  if (named.getTime() <= expiresAtMs + offsetMs) return encoded;
  fields[ABSOLUTE_EXPIRY_TIME] = rhea.types.wrap_timestamp(expiresAtMs + offsetMs);
  return encodeSection(SectionCode.properties, rhea.types.wrap_list(fields));
}

/** The body as the sender's application meant it: JSON decoded where it is JSON, else text, else base64. For inspection only. */
export function readableBody(content: MessageContent): unknown {
  const sections = splitSections(content.sections.body).filter((section) => section.code !== SectionCode.footer);
  const [first] = sections;
  if (first === undefined) return undefined;
  if (first.code !== SectionCode.data) return plain(rheaDecode(content.sections.body));
  const data = Buffer.concat(sections.map(dataOf));
  const text = data.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(data)) return data.toString('base64');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function rheaDecode(body: Buffer): Typed | undefined {
  return rhea.message.decode(body)['body'] as Typed | undefined;
}

const MESSAGE_STATE = { active: 0, locked: 0, gone: 0, deferred: 1, scheduled: 2 } as const;

function encodeHeader(message: StoredMessage): Buffer {
  const [durable, priority, , firstAcquirer] = headerFields(message.content.sections.header);
  const ttl =
    message.timeToLiveMs === Infinity ? null : rhea.types.wrap_uint(Math.min(message.timeToLiveMs, 0xffff_ffff));
  return encodeSection(
    SectionCode.header,
    rhea.types.wrap_list([
      durable ?? rhea.types.wrap_boolean(true),
      priority ?? rhea.types.wrap_ubyte(4),
      ttl,
      firstAcquirer ?? rhea.types.wrap_boolean(false),
      rhea.types.wrap_uint(message.deliveryCount),
    ]),
  );
}

function encodeAnnotations(message: StoredMessage, offsetMs: number, lockedUntilMs: number | undefined): Buffer {
  const annotations: Record<string, Typed> = {
    ...typedMap(message.content.sections.messageAnnotations),
    'x-opt-sequence-number': rhea.types.wrap_long(message.sequenceNumber),
    'x-opt-enqueue-sequence-number': rhea.types.wrap_long(message.enqueuedSequenceNumber),
    'x-opt-enqueued-time': rhea.types.wrap_timestamp(message.enqueuedAtMs + offsetMs),
    'x-opt-message-state': rhea.types.wrap_int(
      message.deferred ? MESSAGE_STATE.deferred : MESSAGE_STATE[message.state],
    ),
  };
  if (lockedUntilMs !== undefined) {
    annotations['x-opt-locked-until'] = rhea.types.wrap_timestamp(lockedUntilMs + offsetMs);
  }
  if (message.deadLetterSource !== undefined) {
    annotations['x-opt-deadletter-source'] = rhea.types.wrap_string(message.deadLetterSource);
  }
  return encodeSection(SectionCode.messageAnnotations, rhea.types.wrap_symbolic_map(annotations));
}

function headerFields(header: Buffer | undefined): (Typed | undefined)[] {
  const [section] = header === undefined ? [] : splitSections(header);
  const fields = section === undefined ? [] : listOf(section);
  return fields.map((field) => (plain(field) === null ? undefined : field));
}

function typedMap(encoded: Buffer | undefined): Record<string, Typed> {
  const [section] = encoded === undefined ? [] : splitSections(encoded);
  return section === undefined ? {} : mapOf(section);
}

/** Like the service, the broker gives a message without an id one: the SDK cannot settle a message that has none. */
function withMessageId(section: Section | undefined): Section {
  const fields = section === undefined ? [] : listOf(section);
  if (section !== undefined && text(plain(fields[0])) !== undefined) return section;
  const messageId = rhea.types.wrap_string(randomUUID().replaceAll('-', ''));
  const list = rhea.types.wrap_list([messageId, ...fields.slice(1)]);
  const bytes = encodeSection(SectionCode.properties, list);
  return { code: SectionCode.properties, bytes, value: bytes.subarray(DESCRIPTOR_BYTES) };
}

/** Order of the fields: OASIS AMQP 1.0 part 3.2.4. */
function propertiesOf(section: Section): MessageProperties {
  const [messageId, , to, subject, replyTo, correlationId, contentType, , , , sessionId, , replyToSessionId] = listOf(
    section,
  ).map((field) => text(plain(field)));
  return {
    ...(messageId === undefined ? {} : { messageId }),
    ...(to === undefined ? {} : { to }),
    ...(subject === undefined ? {} : { subject }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(replyToSessionId === undefined ? {} : { replyToSessionId }),
  };
}

function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return Buffer.isBuffer(value) ? value.toString('hex') : undefined;
}
