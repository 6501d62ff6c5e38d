import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { Producer } from '#config';
import { errorCodeOf, isProducerRequestType, ServiceError } from '#domain';
import {
  type AttributeValue,
  type Logger,
  recordMetric,
  runInContext,
  runWithin,
  startSpan,
  traceFields,
} from '#observability';
import { bodyOf } from '../message-body.ts';
import type { Settlement } from '../message-processor.ts';
import type { MessagePublisher } from '../publisher.ts';
import { decideRetry, FIRST_BACKOFF_MS } from '../retry-policy.ts';
import { type RequestQueue, requestQueueOf } from './producer-queues.ts';
import type { Reply } from './replies.ts';

/** A request that was received on the queue of a producer. */
export interface ProducerMessage {
  readonly producer: Producer;
  /** Its property `subject`. */
  readonly type: string | undefined;
  /** `MessageId`, also where it was put back since. */
  readonly requestId: string | undefined;
  readonly correlationId: string | undefined;
  /** JSON, a copy of what was received, which may be changed. @throws ServiceError `invalid-request` when it is none */
  body(): unknown;
}

/**
 * How a failed request ends: it comes back `later`, after an internal failure; it is `rejected`; or it is rejected and
 * `dead-lettered`, where its sender has made a mistake that an operator should see.
 */
export type Rejection = 'later' | 'rejected' | 'dead-lettered';

/** Accepts requests of producers. Its methods may be called twice for the same request. */
export interface RequestHandler {
  /** @returns a reply that is in no outbox, to be sent before the message is completed */
  accept(message: ProducerMessage, signal: AbortSignal): Promise<Reply | undefined>;
  /** Counts in the limits of the producer, and runs nothing. @returns what the producer is answered again, if an earlier run has accepted the request */
  acceptedBefore(message: ProducerMessage, signal: AbortSignal): Promise<Reply | undefined>;
  rejectionOf(error: unknown): Rejection;
  /** @returns what the producer is answered; undefined where a reply cannot be addressed */
  reject(message: ProducerMessage, error: unknown): Reply | undefined;
}

/** Token under which a worker provides its `RequestHandler`. */
export const REQUEST_HANDLER = Symbol('REQUEST_HANDLER');

/** The queues dead-letter a message by themselves at its 10th delivery. */
const MAX_DELIVERIES = 8;
/** With the back-offs of internal messages: more than an hour. */
const MAX_FAILURES = 12;
const MAX_PAUSE_MS = 60_000;
/** A request that was rejected is put back for so long while its reply cannot be sent: as long as its key is known. */
const MAX_UNANSWERED_MS = 24 * 3_600_000;
const MAX_DESCRIPTION = 1_000;
const MAX_NAME = 100;
/** As many characters as Service Bus allows a `MessageId` to have. */
const MAX_ID = 128;

const COMPLETE: Settlement = { kind: 'complete' };

type Outcome = AttributeValue<'voice.producer.request.outcome'>;

/** What this processor notes in a request that it puts back. */
interface Notes {
  readonly attempt: number;
  readonly failures: number;
  /** How often it was delivered again as other copies, before each of them was put back. At most `MAX_DELIVERIES`. */
  readonly deliveries: number;
  /** When it was received first, epoch milliseconds. */
  readonly since: number;
}

/**
 * Gives requests of producers to their handler, and decides what happens to each message. What cannot be accepted now is put back as a scheduled
 * copy. No request keeps those of another producer waiting. Those of one producer wait behind each other: each of a flood holds one of the places of
 * its queue while it waits for its limit, before it is put back.
 * See ADR 180.
 */
export class RequestProcessor {
  readonly #producers: ReadonlyMap<RequestQueue, Producer>;

  constructor(
    producers: readonly Producer[],
    private readonly handler: RequestHandler,
    private readonly publisher: Pick<MessagePublisher, 'publish' | 'putBack'>,
    private readonly logger: Logger,
  ) {
    this.#producers = new Map(producers.map((producer) => [requestQueueOf(producer), producer]));
  }

  /** Never throws: whatever happens, there is a settlement. */
  async process(queue: RequestQueue, received: ServiceBusReceivedMessage, signal: AbortSignal): Promise<Settlement> {
    const producer = this.#producers.get(queue);
    if (!producer) return { kind: 'abandon' };
    const message = messageOf(producer, received);
    const type = isProducerRequestType(message.type) ? message.type : 'unknown';
    const span = startSpan(`process ${type}`, {
      kind: 'consumer',
      parent: traceparentOf(received) ?? null,
      // Not the name of the queue: there is one for each producer.
      attributes: {
        'messaging.system': 'servicebus',
        'messaging.operation.type': 'process',
        'messaging.destination.name': 'requests',
        'voice.message.type': type,
      },
    });
    const { requestId } = message;
    const context = {
      queue,
      messageType: type,
      attempt: notesOf(received).attempt,
      tenantId: producer.tenantId,
      principalId: producer.ownerId,
      ...(requestId !== undefined && { messageId: requestId, requestId }),
      ...traceFields(span.trace),
    };
    const work = async (): Promise<Settlement> => {
      const count = (outcome: Outcome, code?: string): void => {
        recordMetric('voice.producer.requests', 1, {
          'voice.producer.request': type,
          'voice.producer.request.outcome': outcome,
          'error.type': code,
        });
        this.logger.info({ outcome, code }, 'request of a producer handled');
      };
      const settlement = await this.settlementFor(queue, message, received, signal, count);
      span.end();
      return settlement;
    };
    return runInContext(context, () => runWithin(span, work));
  }

  private async settlementFor(
    queue: RequestQueue,
    message: ProducerMessage,
    received: ServiceBusReceivedMessage,
    signal: AbortSignal,
    count: (outcome: Outcome, code?: string) => void,
  ): Promise<Settlement> {
    const notes = notesOf(received);
    try {
      // One that took its worker down so often would be dead-lettered by the broker next, without an answer.
      const isLast = notes.deliveries + (received.deliveryCount ?? 0) >= MAX_DELIVERIES;
      const reply = await (isLast
        ? this.handler.acceptedBefore(message, signal)
        : this.handler.accept(message, signal));
      if (isLast && !reply) throw new ServiceError('attempts-exhausted', 'The request ended its worker too often.');
      // It was answered before: a second answer is not worth a second run, when the key is known no longer.
      if (reply) await this.isSent(reply);
      count('accepted');
      return COMPLETE;
    } catch (error) {
      if (signal.aborted) return { kind: 'abandon' };
      const code = errorCodeOf(error);
      const rejection = code === 'attempts-exhausted' ? 'dead-lettered' : this.handler.rejectionOf(error);
      if (rejection === 'later') {
        if (code === 'rate-limited' || code === 'idempotency-in-progress') {
          const delayMs = waitOf(error);
          count(code === 'rate-limited' ? 'limited' : 'retried', code);
          return this.putBack(queue, received, notes, delayMs, signal);
        }
        const decision = decideRetry(error, notes.failures, MAX_FAILURES);
        if (decision.retry) {
          this.logger.warn({ err: error, delayMs: decision.delayMs }, 'a request of a producer is retried later');
          count('retried', code);
          return this.putBack(queue, received, { ...notes, failures: notes.failures + 1 }, decision.delayMs, signal);
        }
      }
      return this.rejected(queue, message, received, { error, rejection, notes, signal, count });
    }
  }

  private async rejected(
    queue: RequestQueue,
    message: ProducerMessage,
    received: ServiceBusReceivedMessage,
    {
      error,
      rejection,
      notes,
      signal,
      count,
    }: {
      readonly error: unknown;
      readonly rejection: Rejection;
      readonly notes: Notes;
      readonly signal: AbortSignal;
      readonly count: (outcome: Outcome, code?: string) => void;
    },
  ): Promise<Settlement> {
    const reply = this.handler.reject(message, error);
    if (reply && !(await this.isSent(reply)) && Date.now() - notes.since < MAX_UNANSWERED_MS) {
      return this.answerLater(queue, received, notes, signal, count);
    }
    const code = errorCodeOf(error);
    count('rejected', code);
    this.logger.warn(
      // Only an internal failure is told in full: what is wrong with a request is said with the texts that it has.
      rejection === 'later' ? { err: error } : { code, fieldCodes: fieldCodesOf(error) },
      'a request of a producer was rejected',
    );
    return rejection === 'rejected' ? COMPLETE : deadLetter(error);
  }

  /** Its reply could not be sent: the request comes back, and is answered then. What it has made is made once. */
  private answerLater(
    queue: RequestQueue,
    received: ServiceBusReceivedMessage,
    notes: Notes,
    signal: AbortSignal,
    count: (outcome: Outcome) => void,
  ): Promise<Settlement> {
    count('retried');
    const failures = notes.failures + 1;
    const delayMs = Math.min(FIRST_BACKOFF_MS * 2 ** Math.min(failures, 8), 15 * MAX_PAUSE_MS);
    return this.putBack(queue, received, { ...notes, failures }, delayMs, signal);
  }

  private async isSent(reply: Reply): Promise<boolean> {
    try {
      await this.publisher.publish(reply);
      return true;
    } catch (err) {
      recordMetric('voice.producer.replies', 1, {
        'voice.producer.reply': reply.type,
        'voice.producer.reply.outcome': 'kept',
      });
      this.logger.warn({ err, messageType: reply.type }, 'a reply could not be sent');
      return false;
    }
  }

  /** The copy is sent before the message is completed: dying in between makes it twice, never lost, and twice is harmless. */
  private async putBack(
    queue: RequestQueue,
    received: ServiceBusReceivedMessage,
    { attempt, failures, deliveries, since }: Notes,
    delayMs: number,
    signal: AbortSignal,
  ): Promise<Settlement> {
    const requestId = requestIdOf(received);
    const next = attempt + 1;
    const body: unknown = received.body;
    // A new copy is delivered for the first time. One that took its worker down must not be run again for that.
    const delivered = deliveries + (received.deliveryCount ?? 0);
    try {
      await this.publisher.putBack(queue, {
        body,
        // As of internal messages: a new attempt is a new id, since the queue drops ids that it has seen. Two messages under one id are two: one
        // of them may be another request, whose sender waits for the answer that its id was used.
        messageId: `${hash('sha256', `${requestId}:${String(received.sequenceNumber)}`).slice(0, 40)}:${next}`,
        ...(received.correlationId !== undefined && { correlationId: received.correlationId }),
        ...(received.subject !== undefined && { subject: received.subject }),
        ...(received.contentType !== undefined && { contentType: received.contentType }),
        applicationProperties: {
          ...received.applicationProperties,
          ...(requestId !== undefined && { [REQUEST_ID]: requestId }),
          [ATTEMPT]: next,
          [FAILURES]: failures,
          // A sender may have set it: a sum that is no safe integer counts as nothing.
          [DELIVERIES]: Math.min(delivered, MAX_DELIVERIES),
          [SINCE]: since,
        },
        scheduledEnqueueTimeUtc: new Date(Date.now() + delayMs),
      });
      return COMPLETE;
    } catch (err) {
      // Abandoned at once, it would use up its deliveries within seconds.
      this.logger.warn({ err }, 'a request of a producer could not be put back');
      const pauseMs = Math.min(FIRST_BACKOFF_MS * 2 ** (received.deliveryCount ?? 0), MAX_PAUSE_MS);
      await delay(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
      return { kind: 'abandon' };
    }
  }
}

/** Application properties of requests that were put back. docs/producers.md reserves what begins with `voice-`. */
const REQUEST_ID = 'voice-request-id';
const ATTEMPT = 'voice-attempt';
const FAILURES = 'voice-failures';
const DELIVERIES = 'voice-deliveries';
const SINCE = 'voice-since';

function messageOf(producer: Producer, received: ServiceBusReceivedMessage): ProducerMessage {
  const requestId = requestIdOf(received);
  return {
    producer,
    type: received.subject,
    requestId,
    correlationId: correlationIdOf(received),
    body: () => jsonOf(received),
  };
}

/** A copy: what is put back must be what was received, or its fingerprint is that of another request. */
function jsonOf(received: ServiceBusReceivedMessage): unknown {
  try {
    return structuredClone(bodyOf(received));
  } catch (cause) {
    // What is nested by thousands of levels cannot be copied.
    const isTooDeep = cause instanceof RangeError;
    const field = isTooDeep
      ? { pointer: '', code: 'too-big', detail: 'is nested too deeply' }
      : { pointer: '', code: 'invalid-json', detail: 'is not JSON' };
    throw new ServiceError('invalid-request', `The body ${field.detail}.`, { cause, fields: [field] });
  }
}

function requestIdOf({ messageId, applicationProperties }: ServiceBusReceivedMessage): string | undefined {
  const original = applicationProperties?.[REQUEST_ID];
  // A sender may have set it: no id has so many characters, and the audit log refuses it.
  if (typeof original === 'string' && original !== '' && original.length <= MAX_ID) return original;
  return messageId === undefined || messageId === '' ? undefined : String(messageId);
}

/** It is stored with the work: only the beginning of a longer one comes back. */
function correlationIdOf(received: ServiceBusReceivedMessage): string | undefined {
  const { correlationId } = received;
  return correlationId === undefined ? requestIdOf(received) : String(correlationId).slice(0, MAX_ID);
}

function traceparentOf({ applicationProperties }: ServiceBusReceivedMessage): string | undefined {
  const given = applicationProperties?.['traceparent'] ?? applicationProperties?.['Diagnostic-Id'];
  return typeof given === 'string' ? given : undefined;
}

function notesOf({ applicationProperties = {} }: ServiceBusReceivedMessage): Notes {
  const count = (name: string, absent: number): number => {
    const value = Number(applicationProperties[name]);
    return Number.isSafeInteger(value) && value >= 0 ? value : absent;
  };
  // A later time would put it back for longer than a day.
  const now = Date.now();
  return {
    attempt: count(ATTEMPT, 1),
    failures: count(FAILURES, 0),
    deliveries: count(DELIVERIES, 0),
    since: Math.min(count(SINCE, now), now),
  };
}

/** Up to a quarter later, so that many requests do not come back together. */
function waitOf(error: unknown): number {
  const ms = error instanceof ServiceError ? (error.retryAfterMs ?? FIRST_BACKOFF_MS) : FIRST_BACKOFF_MS;
  return Math.ceil(ms * (1 + Math.random() / 4));
}

function fieldCodesOf(error: unknown): readonly string[] {
  return error instanceof ServiceError ? [...new Set(error.fields.map(({ code }) => code))] : [];
}

/** A name within a pointer may hold a text that was sent as a name. */
function shownPointer(pointer: string): string {
  const names = pointer.split('/').map((name) => name.slice(0, MAX_NAME));
  return pointer === '' ? 'the body' : names.join('/');
}

/** With the pointers to what is wrong, without the values. */
function deadLetter(error: unknown): Settlement {
  const reason = errorCodeOf(error);
  if (!(error instanceof ServiceError))
    return { kind: 'dead-letter', reason, description: 'An unexpected error occurred.' };
  const pointers = error.fields.map(({ pointer, code }) => `${shownPointer(pointer)} (${code})`);
  const description = [error.title, ...pointers].join('; ').slice(0, MAX_DESCRIPTION);
  return { kind: 'dead-letter', reason, description };
}
