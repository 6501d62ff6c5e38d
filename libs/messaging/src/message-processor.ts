import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { errorCodeOf, ServiceError } from '#domain';
import { type Logger, runInContext } from '#observability';
import { type Message, nextAttempt, parseMessage } from './message.ts';
import { bodyOf } from './message-body.ts';
import type { HandlerOutcome, MessageHandler } from './message-handler.ts';
import { MESSAGE_TYPES, MESSAGES, type MessageType, type QueueName } from './message-table.ts';
import type { MessagePublisher } from './publisher.ts';
import { decideRetry } from './retry-policy.ts';

/** What is to happen to a received message. */
export type Settlement =
  | { readonly kind: 'complete' }
  | { readonly kind: 'abandon' }
  | { readonly kind: 'dead-letter'; readonly reason: string; readonly description: string };

const COMPLETE: Settlement = { kind: 'complete' };

/** Parses a message, gives it to its handler, and decides what becomes of it. Knows nothing of links and locks. */
export class MessageProcessor {
  readonly #handlers: ReadonlyMap<string, MessageHandler>;

  /** @throws Error when a message type of these queues has no handler, or any type has two. */
  constructor(
    handlers: readonly MessageHandler[],
    queues: readonly QueueName[],
    private readonly publisher: Pick<MessagePublisher, 'publish'>,
    private readonly logger: Logger,
  ) {
    this.#handlers = indexed(handlers, queues);
  }

  /** Never throws: whatever happens, there is a settlement. */
  async process(queue: QueueName, received: ServiceBusReceivedMessage, signal: AbortSignal): Promise<Settlement> {
    let message: Message;
    try {
      message = parseMessage(bodyOf(received));
      if (MESSAGES[message.type].queue !== queue) {
        throw new ServiceError('invalid-message', `${message.type} does not belong on the queue ${queue}.`);
      }
    } catch (error) {
      this.logger.error(
        { err: error, queue, messageId: received.messageId },
        'a message is dead-lettered: it cannot be read',
      );
      return deadLetter(error);
    }
    const { type, id, tenantId, subjectId, attempt, traceparent } = message;
    return runInContext(
      { messageId: id, tenantId, subjectId, ...(traceparent === undefined ? {} : { traceparent }) },
      async () => {
        const startedAt = performance.now();
        const settlement = await this.handle(message, signal);
        this.logger.info(
          { queue, type, attempt, outcome: settlement.kind, durationMs: Math.round(performance.now() - startedAt) },
          'message handled',
        );
        return settlement;
      },
    );
  }

  private async handle(message: Message, signal: AbortSignal): Promise<Settlement> {
    const handler = this.#handlers.get(message.type);
    if (!handler) return { kind: 'abandon' };
    try {
      const outcome: HandlerOutcome = await handler.handle(message, { signal });
      // The copy is sent before this one is completed: dying in between makes it twice, never lost, and twice is harmless.
      if ('againAfterMs' in outcome) {
        await this.publisher.publish(nextAttempt(message, { delayMs: outcome.againAfterMs, failures: 0 }));
      }
      return COMPLETE;
    } catch (error) {
      if (signal.aborted) return { kind: 'abandon' };
      return this.onFailure(handler, message, error);
    }
  }

  private async onFailure(handler: MessageHandler, message: Message, error: unknown): Promise<Settlement> {
    const { type, failures } = message;
    const code = errorCodeOf(error);
    if (code === 'unknown-subject' || code === 'invalid-message') {
      this.logger.error({ err: error, type }, 'a message is dead-lettered: nothing can be done with it');
      return deadLetter(error);
    }
    const decision = decideRetry(error, failures, MESSAGES[type].maxFailures);
    try {
      if (decision.retry) {
        this.logger.warn(
          { err: error, type, failures: failures + 1, delayMs: decision.delayMs },
          'a message is tried again later',
        );
        await this.publisher.publish(nextAttempt(message, { delayMs: decision.delayMs, failures: failures + 1 }));
        return COMPLETE;
      }
      const isInputAtFault = error instanceof ServiceError && !error.retryable;
      this.logger.error({ err: error, type, failures: failures + 1 }, 'a message is given up');
      await handler.giveUp(message, isInputAtFault ? error : exhausted(error));
      return isInputAtFault ? COMPLETE : deadLetter(exhausted(error));
    } catch (err) {
      this.logger.error({ err, type }, 'a message is abandoned: its failure could not be recorded');
      return { kind: 'abandon' };
    }
  }
}

function indexed(
  handlers: readonly MessageHandler[],
  queues: readonly QueueName[],
): ReadonlyMap<string, MessageHandler> {
  const byType = new Map<MessageType, MessageHandler>();
  for (const handler of handlers) {
    if (byType.has(handler.type)) throw new Error(`The message ${handler.type} has two handlers`);
    byType.set(handler.type, handler);
  }
  const missing = MESSAGE_TYPES.filter((type) => queues.includes(MESSAGES[type].queue) && !byType.has(type));
  if (missing.length > 0) throw new Error(`These messages have no handler: ${missing.join(', ')}`);
  return byType;
}

function exhausted(error: unknown): ServiceError {
  return new ServiceError(
    'attempts-exhausted',
    `The work failed too often; the last error was ${errorCodeOf(error)}.`,
    {
      cause: error,
    },
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
