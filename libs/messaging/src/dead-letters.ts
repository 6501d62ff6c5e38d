import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { type OutboxMessage, ServiceError } from '#domain';
import { type Message, nextAttempt, isTypeName, parseMessage } from './message.ts';
import { bodyOf } from './message-body.ts';
import { QUEUE_NAMES, type QueueName } from './queue-table.ts';
import type { MessagePublisher } from './publisher.ts';

/** Messages of one answer of the broker. */
const BATCH = 100;
/** How long to wait for a message that is there, but perhaps locked by somebody else. */
const RECEIVE_WAIT_MS = 2_000;

const MAX_CLOSE_MS = 1_000;

/** A message that could not be handled, as operators see it: ids and reason, nothing of what it carries. */
export interface DeadLetter {
  readonly queue: QueueName;
  /** Of the dead-letter queue; a decimal of up to 19 digits. */
  readonly sequenceNumber: string;
  readonly messageId: string | undefined;
  readonly type: string | undefined;
  readonly tenantId: string | undefined;
  readonly subjectId: string | undefined;
  readonly attempt: number | undefined;
  /** Why: one of our error codes, or the broker's own reason, for example `MaxDeliveryCountExceeded`. */
  readonly reason: string | undefined;
  readonly detail: string | undefined;
  readonly deliveryCount: number;
  /** RFC 3339; when the message came to its queue. */
  readonly enqueuedAt: string | undefined;
}

/** How many dead letters a queue has. */
export interface DeadLetterCount {
  readonly queue: QueueName;
  readonly count: number;
}

/**
 * Sends a dead letter on its way again, or refuses.
 * @param again the message as a new attempt without failures
 * @param publish puts a message on its queue
 */
export type Resubmission = (
  again: Message,
  publish: (message: OutboxMessage) => Promise<void>,
  deadLetter: DeadLetter,
) => Promise<void>;

export interface DeadLetterPosition {
  readonly queue: QueueName;
  readonly sequenceNumber: string;
}

/**
 * The dead-letter queues, for operators. Each call has a connection of its own: the SDK remembers per connection, not per receiver, up
 * to where a queue was peeked, and would begin there. All methods throw ServiceError `dependency-unavailable`.
 */
export class DeadLetters {
  constructor(
    private readonly connect: () => ServiceBusClient,
    private readonly publisher: Pick<MessagePublisher, 'publish'>,
  ) {}

  /**
   * Up to `limit` dead letters in the order of the queues' names and their sequence numbers, locked ones too.
   * @param after continues after this one
   */
  async list(queues: readonly QueueName[], limit: number, after?: DeadLetterPosition): Promise<readonly DeadLetter[]> {
    const found: DeadLetter[] = [];
    for (const queue of QUEUE_NAMES.toSorted().filter((name) => queues.includes(name))) {
      if (after && queue < after.queue) continue;
      const past = after?.queue === queue ? BigInt(after.sequenceNumber) : -1n;
      await this.withReceiver(queue, async (receiver) => {
        while (found.length < limit) {
          const messages = await receiver.peekMessages(BATCH);
          found.push(
            ...messages.filter((message) => sequenceOf(message) > past).map((message) => deadLetterOf(queue, message)),
          );
          if (messages.length === 0) break;
        }
      });
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }

  /** How many there are on each of these queues, locked ones too. Reads through all of them: not for every request. */
  async count(queues: readonly QueueName[]): Promise<readonly DeadLetterCount[]> {
    const counts: DeadLetterCount[] = [];
    for (const queue of queues) {
      const count = await this.withReceiver(queue, async (receiver) => {
        for (let seen = 0; ;) {
          const messages = await receiver.peekMessages(BATCH);
          seen += messages.length;
          if (messages.length === 0) return seen;
        }
      });
      counts.push({ queue, count });
    }
    return counts;
  }

  /** @throws ServiceError `not-found` */
  async show({ queue, sequenceNumber }: DeadLetterPosition): Promise<DeadLetter> {
    const wanted = BigInt(sequenceNumber);
    const found = await this.withReceiver(queue, (receiver) => peekOne(receiver, wanted));
    if (!found) throw noSuch({ queue, sequenceNumber });
    return deadLetterOf(queue, found);
  }

  /**
   * Has the message handled again, as a new attempt without failures, then removes the dead letter. Dying in between leaves the dead letter;
   * resubmitting it again sends the same id, which the queue drops.
   * @param resubmission decides whether that makes sense, and does it; publishes it if not given
   * @throws ServiceError `not-found`; `invalid-message` when it still fits no schema; `state-conflict` when somebody else has it locked
   */
  async resubmit(
    position: DeadLetterPosition,
    resubmission: Resubmission = (again, publish) => publish(again),
  ): Promise<DeadLetter> {
    return this.take(position, async (received) => {
      const message = parseMessage(bodyOf(received));
      const { scheduledFor: _, ...again } = nextAttempt(message, { delayMs: 0, failures: 0 });
      const publish = (each: OutboxMessage) => this.publisher.publish(each);
      await resubmission({ ...message, ...again } as Message, publish, deadLetterOf(position.queue, received));
    });
  }

  /** Removes the dead letter permanently. @throws ServiceError `not-found`; `state-conflict` when somebody else has it locked */
  async discard(position: DeadLetterPosition): Promise<DeadLetter> {
    return this.take(position, () => Promise.resolve());
  }

  /**
   * Locks the dead letter, acts, and completes it. Service Bus hands out messages in order only: those before it are locked meanwhile,
   * and given back.
   */
  private async take(
    { queue, sequenceNumber }: DeadLetterPosition,
    act: (message: ServiceBusReceivedMessage) => Promise<void>,
  ): Promise<DeadLetter> {
    const wanted = BigInt(sequenceNumber);
    return this.withReceiver(queue, async (receiver) => {
      if (!(await peekOne(receiver, wanted))) throw noSuch({ queue, sequenceNumber });
      const others: ServiceBusReceivedMessage[] = [];
      try {
        for (;;) {
          const messages = await receiver.receiveMessages(BATCH, { maxWaitTimeInMs: RECEIVE_WAIT_MS });
          others.push(...messages.filter((message) => sequenceOf(message) !== wanted));
          const found = messages.find((message) => sequenceOf(message) === wanted);
          if (found) {
            try {
              await act(found);
            } catch (error) {
              others.push(found);
              throw error;
            }
            await receiver.completeMessage(found);
            return deadLetterOf(queue, found);
          }
          if (messages.length === 0) {
            throw new ServiceError(
              'state-conflict',
              'Somebody else is working on this dead letter. Try again shortly.',
            );
          }
        }
      } finally {
        await Promise.allSettled(others.map((message) => receiver.abandonMessage(message)));
      }
    });
  }

  private async withReceiver<R>(queue: QueueName, use: (receiver: ServiceBusReceiver) => Promise<R>): Promise<R> {
    const client = this.connect();
    const receiver = client.createReceiver(queue, { subQueueType: 'deadLetter', receiveMode: 'peekLock' });
    try {
      return await use(receiver);
    } catch (cause) {
      if (cause instanceof ServiceError) throw cause;
      throw new ServiceError('dependency-unavailable', 'Service Bus is not available at the moment.', { cause });
    } finally {
      // A connection that broke an instant before takes the SDK up to a minute to close.
      await Promise.race([client.close(), delay(MAX_CLOSE_MS, undefined, { ref: false })]);
    }
  }
}

async function peekOne(receiver: ServiceBusReceiver, wanted: bigint): Promise<ServiceBusReceivedMessage | undefined> {
  for (;;) {
    const messages = await receiver.peekMessages(BATCH);
    const found = messages.find((message) => sequenceOf(message) === wanted);
    // There is none when all are beyond it, or there are no more.
    if (found || messages.every((message) => sequenceOf(message) > wanted)) return found;
  }
}

function noSuch({ queue, sequenceNumber }: DeadLetterPosition): ServiceError {
  return new ServiceError('not-found', `There is no dead letter ${sequenceNumber} on the queue ${queue}.`);
}

function sequenceOf({ sequenceNumber }: ServiceBusReceivedMessage): bigint {
  return BigInt(sequenceNumber?.toString() ?? '-1');
}

function deadLetterOf(queue: QueueName, received: ServiceBusReceivedMessage): DeadLetter {
  return {
    queue,
    sequenceNumber: sequenceOf(received).toString(),
    messageId: textOf(received.messageId),
    ...identityOf(received),
    reason: received.deadLetterReason,
    detail: received.deadLetterErrorDescription,
    deliveryCount: received.deliveryCount ?? 0,
    enqueuedAt: received.enqueuedTimeUtc?.toISOString(),
  };
}

type Identity = Pick<DeadLetter, 'type' | 'tenantId' | 'subjectId' | 'attempt'>;

/** What the message says it is about, if it can be read. */
function identityOf(received: ServiceBusReceivedMessage): Identity {
  try {
    const { type, tenantId, subjectId, attempt } = parseMessage(bodyOf(received));
    return { type, tenantId, subjectId, attempt };
  } catch {
    // What cannot be read is often why it is here.
    const type = isTypeName(received.subject) ? received.subject : undefined;
    return { type, tenantId: undefined, subjectId: undefined, attempt: undefined };
  }
}

/** The form of our ids and of those of Event Grid. */
const MESSAGE_ID = /^[\w.:/-]+$/;

/** Other systems may put anything there, of any length: what does not look like an id is not shown (ADR 76). */
function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 128) : '';
  return MESSAGE_ID.test(text) ? text : undefined;
}
