import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { errorCodeOf, ServiceError } from '#domain';
import { type Logger, runInContext, runWithin, type Span, startSpan, traceFields } from '#observability';
import { type Message, nextAttempt, parseMessage } from './message.ts';
import { bodyOf } from './message-body.ts';
import type { MessageHandler } from './message-handler.ts';
import { type Handled, recordHandled, recordWait } from './message-metrics.ts';
import { isPersonal, MESSAGES, type MessageType } from './message-table.ts';
import type { QueueName } from './queue-table.ts';
import type { MessagePublisher } from './publisher.ts';
import { decideMiss, decideRetry, FIRST_BACKOFF_MS, MAX_BACKOFF_MS } from './retry-policy.ts';

/** What is to happen to a received message. */
export type Settlement =
  | { readonly kind: 'complete' }
  | { readonly kind: 'abandon' }
  | { readonly kind: 'dead-letter'; readonly reason: string; readonly description: string };

/** The queues dead-letter a message by themselves at its 10th delivery. */
const MAX_DELIVERIES = 8;
const MAX_LOST_RACES = 3;
/** Half of what a lock is renewed for. */
const MAX_PAUSE_MS = 5 * 60_000;

/** The database took the request and refused it: as long as it is the same, so will be the answer. */
const FINAL_OF_DATABASE: ReadonlySet<string> = new Set(['document-too-large', 'document-refused']);

/** A settlement, and the code of the error after which a message is completed: a later one continues the work, or its subject has failed. */
type Ending = Settlement | { readonly kind: 'complete'; readonly code: string; readonly isRetried: boolean };

const COMPLETE: Settlement = { kind: 'complete' };

/**
 * Parses a message, gives it to its handler, and decides what happens to it. Knows nothing of links and locks.
 * See ADR 5.
 */
export class MessageProcessor {
  constructor(
    private readonly handlers: { get(type: MessageType): MessageHandler | undefined },
    private readonly publisher: Pick<MessagePublisher, 'publish'>,
    private readonly logger: Logger,
  ) {}

  /** Never throws: whatever happens, there is a settlement. */
  async process(queue: QueueName, received: ServiceBusReceivedMessage, signal: AbortSignal): Promise<Settlement> {
    let message: Message;
    try {
      message = parseMessage(bodyOf(received));
      if (MESSAGES[message.type].queue !== queue) {
        throw new ServiceError('invalid-message', `${message.type} does not belong on the queue ${queue}.`);
      }
    } catch (error) {
      recordHandled({ queue, durationMs: 0, outcome: 'dead-lettered', code: errorCodeOf(error) });
      this.logger.error(
        { err: error, queue, messageId: received.messageId },
        'a message has failed: it cannot be read',
      );
      return isPersonal(typeIn(received)) ? COMPLETE : deadLetter(error);
    }
    const { type, id, tenantId, subjectId, attempt, traceparent, revision } = message;
    const span = startSpan(`process ${type}`, {
      kind: 'consumer',
      parent: traceparent ?? null,
      attributes: {
        'messaging.system': 'servicebus',
        'messaging.operation.type': 'process',
        'messaging.destination.name': queue,
        'voice.message.type': type,
        'voice.message.attempt': attempt,
        'voice.subject.id': subjectId,
      },
    });
    const context = {
      messageId: id,
      messageType: type,
      queue,
      attempt,
      tenantId,
      subjectId,
      ...traceFields(span.trace),
      ...(revision !== undefined && { subjectRevision: revision }),
    };
    const work = async (): Promise<Settlement> => {
      recordWait(queue, type, received);
      const startedAt = performance.now();
      const ending = withoutRemains(type, await this.settlementFor(message, received.deliveryCount ?? 0, signal, span));
      const durationMs = performance.now() - startedAt;
      recordHandled({ queue, type, durationMs, ...resultOf(ending) });
      this.logger.info({ outcome: ending.kind, durationMs: Math.round(durationMs) }, 'message handled');
      span.end();
      return ending.kind === 'complete' ? COMPLETE : ending;
    };
    return runInContext(context, () => runWithin(span, work));
  }

  private async settlementFor(
    message: Message,
    deliveryCount: number,
    signal: AbortSignal,
    span: Span,
  ): Promise<Ending> {
    const handler = this.handlers.get(message.type);
    if (!handler) return { kind: 'abandon' };
    try {
      // A message that took its worker down so often would be dead-lettered by the broker next, without anybody telling its subject.
      if (deliveryCount >= MAX_DELIVERIES) return await this.fail(handler, message, exhausted(undefined), signal);
      const outcome = await this.racing(() => handler.handle(message, { signal }), signal);
      // The copy is sent before this one is completed: dying in between makes it twice, never lost, and twice is harmless.
      if ('retryAfterMs' in outcome) {
        const next = nextAttempt(message, { delayMs: outcome.retryAfterMs, failures: 0 });
        await this.publisher.publish({ ...next, data: outcome.data ?? next.data }, signal);
      }
      return COMPLETE;
    } catch (error) {
      if (signal.aborted) return { kind: 'abandon' };
      span.fail(error);
      return this.onFailure(handler, message, error, deliveryCount, signal);
    }
  }

  /** Losing the race for an ETag is no failure: the handler reads again, at once, and mostly finds its work done or to be done. */
  private async racing<R>(work: () => Promise<R>, signal: AbortSignal): Promise<R> {
    for (let lost = 0; ; lost++) {
      try {
        return await work();
      } catch (error) {
        if (errorCodeOf(error) !== 'etag-mismatch' || lost >= MAX_LOST_RACES || signal.aborted) throw error;
      }
    }
  }

  private async onFailure(
    handler: MessageHandler,
    message: Message,
    error: unknown,
    deliveryCount: number,
    signal: AbortSignal,
  ): Promise<Ending> {
    const code = errorCodeOf(error);
    const miss = code === 'unknown-subject' ? decideMiss(message.misses ?? 0) : undefined;
    if (miss?.retry === false || code === 'invalid-message') {
      this.logger.error({ err: error }, 'a message is dead-lettered: nothing can be done with it');
      return deadLetter(error);
    }
    const failures = message.failures + 1;
    try {
      if (miss) return await this.lookAgain(message, error, miss.delayMs, signal);
      const decision = decideRetry(error, message.failures, MESSAGES[message.type].maxFailures);
      if (!decision.retry) return await this.fail(handler, message, error, signal);
      this.logger.warn({ err: error, failures, delayMs: decision.delayMs }, 'a message is retried later');
      await this.publisher.publish(nextAttempt(message, { delayMs: decision.delayMs, failures }), signal);
      return retried(code);
    } catch (err) {
      // Not even its failure can be stored, and never will be: coming back would go on forever.
      if (FINAL_OF_DATABASE.has(errorCodeOf(err))) return deadLetter(err);
      return this.comeBackLater(message, err, deliveryCount, signal);
    }
  }

  /** The replica that was read may be behind: what it does not have yet is no failure of the work. */
  private async lookAgain(message: Message, error: unknown, delayMs: number, signal: AbortSignal): Promise<Ending> {
    const misses = (message.misses ?? 0) + 1;
    this.logger.warn(
      { err: error, misses, delayMs },
      'the subject of a message was not found: the message is retried later',
    );
    await this.publisher.publish(nextAttempt(message, { delayMs, failures: message.failures, misses }), signal);
    return retried(errorCodeOf(error));
  }

  /** Brings the subject to its failed end. @throws what the subject could not be written for */
  private async fail(handler: MessageHandler, message: Message, error: unknown, signal: AbortSignal): Promise<Ending> {
    const isInputAtFault = error instanceof ServiceError && !error.retryable && error.code !== 'attempts-exhausted';
    const reason = isInputAtFault ? error : exhausted(error);
    this.logger.error({ err: error, failures: message.failures + 1 }, 'a message has failed');
    await this.racing(async () => handler.onFailed?.(message, reason), signal);
    return isInputAtFault ? { kind: 'complete', code: reason.code, isRetried: false } : deadLetter(reason);
  }

  /**
   * Neither the work nor its failure could be recorded: the database or the broker is down. The message must outlive that, so it comes
   * back by a scheduled copy, or, when that cannot be sent either, after a pause under its own lock. (Abandoned at once, it would use up
   * its deliveries within seconds.)
   */
  private async comeBackLater(
    message: Message,
    cause: unknown,
    deliveryCount: number,
    signal: AbortSignal,
  ): Promise<Ending> {
    this.logger.error({ err: cause }, 'a message comes back later: its failure could not be recorded');
    try {
      const later = nextAttempt(message, { delayMs: MAX_BACKOFF_MS, failures: message.failures });
      await this.publisher.publish(later, signal);
      return retried(errorCodeOf(cause));
    } catch {
      const pauseMs = Math.min(FIRST_BACKOFF_MS * 2 ** deliveryCount, MAX_PAUSE_MS);
      await delay(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
      return { kind: 'abandon' };
    }
  }
}

/** The type of a message that cannot be read otherwise. */
function typeIn({ body }: ServiceBusReceivedMessage): unknown {
  return (body as { readonly type?: unknown } | null | undefined)?.type;
}

/** What fails stays in the dead-letter queue, unless its body contains personal data. */
function withoutRemains(type: MessageType, ending: Ending): Ending {
  return ending.kind === 'dead-letter' && isPersonal(type)
    ? { kind: 'complete', code: ending.reason, isRetried: false }
    : ending;
}

function retried(code: string): Ending {
  return { kind: 'complete', code, isRetried: true };
}

function resultOf(ending: Ending): Pick<Handled, 'outcome' | 'code'> {
  switch (ending.kind) {
    case 'complete':
      if (!('code' in ending)) return { outcome: 'completed' };
      return { outcome: ending.isRetried ? 'retried' : 'completed', code: ending.code };
    case 'dead-letter':
      return { outcome: 'dead-lettered', code: ending.reason };
    case 'abandon':
      return { outcome: 'abandoned' };
  }
}

function exhausted(error: unknown): ServiceError {
  if (error === undefined) return new ServiceError('attempts-exhausted', 'The work ended its worker too often.');
  return new ServiceError(
    'attempts-exhausted',
    `The work failed too often; the last error was ${errorCodeOf(error)}.`,
    { cause: error },
  );
}

function deadLetter(error: unknown): Settlement {
  const known = error instanceof ServiceError;
  return {
    kind: 'dead-letter',
    reason: errorCodeOf(error),
    description: known ? error.detail : 'An unexpected error occurred.',
  };
}
