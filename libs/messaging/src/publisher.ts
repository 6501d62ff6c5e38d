import { addAbortListener } from 'node:events';
import {
  isServiceBusError,
  type ServiceBusClient,
  type ServiceBusMessage,
  type ServiceBusSender,
} from '@azure/service-bus';
import { type OutboxMessage, ServiceError } from '#domain';
import { carriedBy, inSpan, parentOf, recordMetric } from '#observability';
import { closedWithin, type ConnectServiceBus } from './connections.ts';
import { MESSAGES, messageTypeOf, sentNameOf } from './message-table.ts';
import { type AnyQueue, isInternalQueue, type RequestQueue } from './producers/producer-queues.ts';
import { isReply, queueOfReply, type Reply } from './producers/replies.ts';
import type { QueueName } from './queue-table.ts';

/**
 * When a connection breaks while the SDK closes a link, its closing never ends, and with it the repairing of that connection
 * (`rhea-promise` 3.0.3, `onDisconnected` in `link.js` and `session.js`): all that it sends fails forever.
 */
const MAX_FAILURES_OF_CONNECTION = 2;
/** While the broker is down every send fails: connections are not replaced faster than this. */
const MIN_CONNECTION_AGE_MS = 10_000;
const CLOSE_TIMEOUT_MS = 5_000;
/** The SDK's time for one attempt. With its own retries it takes three times as long, on a connection that may be replaced meanwhile. */
const SEND_TIMEOUT_MS = 10_000;

/** What is the matter with one queue, and says nothing of the connection: the queue of a producer may be full or gone. */
const FAULTS_OF_QUEUES: ReadonlySet<string> = new Set([
  'MessageSizeExceeded',
  'QuotaExceeded',
  'MessagingEntityNotFound',
  'MessagingEntityDisabled',
  'UnauthorizedAccess',
]);

/** Sends messages to their queues. Sending the same id twice is harmless: all queues detect duplicates. */
export class MessagePublisher {
  #client: ServiceBusClient;
  #connectedAt: number;
  /** In a row. */
  #failures = 0;
  /** In a row. Not among `#failures`: an open link answers a ping by itself, which says nothing of sending. */
  #failedPings = 0;
  /** What is on its way by the connection of now. */
  #sending = new Set<Promise<void>>();
  #senders = new Map<AnyQueue, ServiceBusSender>();
  #lastQueue: QueueName | undefined;
  #hasFailed = false;

  constructor(
    private readonly connect: ConnectServiceBus,
    private readonly now: () => number = () => performance.now(),
    private readonly sendTimeoutMs = SEND_TIMEOUT_MS,
  ) {
    this.#client = connect();
    this.#connectedAt = now();
  }

  /**
   * @throws ServiceError `dependency-unavailable` when Service Bus does not take it; `invalid-message` for an unknown type;
   * `payload-too-large` when the queue will never take it (256 KB on the standard tier)
   * @param signal ends the waiting, not the sending
   */
  async publish(message: OutboxMessage, signal?: AbortSignal): Promise<void> {
    if (isReply(message)) return this.publishReply(message);
    const type = messageTypeOf(message.type);
    if (type === undefined) {
      throw new ServiceError('invalid-message', `There is no message type ${JSON.stringify(message.type)}.`);
    }
    const { queue } = MESSAGES[type];
    const options = {
      kind: 'producer',
      parent: parentOf(message.traceparent),
      attributes: {
        'messaging.system': 'servicebus',
        'messaging.operation.type': 'send',
        'messaging.destination.name': queue,
        'voice.message.type': type,
        'voice.message.attempt': message.attempt,
      },
    } as const;
    await inSpan(`send ${queue}`, options, (span) =>
      this.send(queue, sentNameOf(type), { ...message, traceparent: carriedBy(span, message.traceparent) }, signal),
    );
  }

  /**
   * Puts a request back on the queue of its producer, to be delivered later.
   * @throws ServiceError `dependency-unavailable`
   */
  async putBack(queue: RequestQueue, content: ServiceBusMessage): Promise<void> {
    await this.deliver(queue, 'request', content);
  }

  private async publishReply(reply: Reply): Promise<void> {
    const queue = queueOfReply(reply);
    const { type, id: messageId, traceparent } = reply;
    const { body, correlationId } = reply.data;
    const options = {
      kind: 'producer',
      parent: parentOf(traceparent),
      // Not the name of the queue: there is one for each producer.
      attributes: {
        'messaging.system': 'servicebus',
        'messaging.operation.type': 'send',
        'messaging.destination.name': 'replies',
        'voice.message.type': type,
      },
    } as const;
    await inSpan('send replies', options, (span) =>
      this.deliver(queue, type, {
        body,
        messageId,
        correlationId,
        subject: type,
        contentType: 'application/json',
        applicationProperties: traced(carriedBy(span, traceparent)),
      }),
    );
    recordMetric('voice.producer.replies', 1, { 'voice.producer.reply': type, 'voice.producer.reply.outcome': 'sent' });
  }

  private async send(queue: QueueName, type: string, message: OutboxMessage, signal?: AbortSignal): Promise<void> {
    this.#lastQueue = queue;
    const { scheduledFor, ...said } = message;
    const body = { ...said, type };
    const content: ServiceBusMessage = {
      body,
      messageId: message.id,
      subject: body.type,
      contentType: 'application/json',
      applicationProperties: {
        tenantId: message.tenantId,
        ...traced(message.traceparent),
      },
      // One step for messages that are due later or now: a scheduled message is a message with an enqueue time.
      ...(scheduledFor === undefined ? {} : { scheduledEnqueueTimeUtc: new Date(scheduledFor) }),
    };
    await this.deliver(queue, message.type, content, signal);
  }

  private async deliver(
    queue: AnyQueue,
    type: string,
    content: ServiceBusMessage,
    signal?: AbortSignal,
  ): Promise<void> {
    const sender = this.sender(queue);
    const client = this.#client;
    try {
      const timeout = AbortSignal.timeout(this.sendTimeoutMs);
      // The SDK is not told: a link that is slow to open may still open, and what arrives late is a duplicate at worst.
      await unlessAborted(
        this.counted(sender.sendMessages(content)),
        signal ? AbortSignal.any([timeout, signal]) : timeout,
      );
      this.#failures = 0;
      this.#hasFailed = false;
    } catch (cause) {
      const code = isServiceBusError(cause) ? cause.code : undefined;
      if (code === 'MessageSizeExceeded') {
        throw new ServiceError('payload-too-large', `The ${type} is larger than its queue takes.`, { cause });
      }
      if (code !== undefined && !isInternalQueue(queue) && FAULTS_OF_QUEUES.has(code)) {
        throw new ServiceError('dependency-unavailable', `The queue of the ${type} does not take it.`, { cause });
      }
      this.#hasFailed = true;
      if (signal?.aborted !== true && client === this.#client && ++this.#failures >= MAX_FAILURES_OF_CONNECTION)
        this.reconnect();
      throw new ServiceError('dependency-unavailable', 'Service Bus is not available at the moment.', { cause });
    }
  }

  /**
   * Resolves when the broker answers on the link of this queue, which it is asked for only while that is not open.
   * After two failures in a row there is a new connection, as after two of sending: hours may pass before somebody sends.
   */
  async ping(queue: AnyQueue, signal?: AbortSignal): Promise<void> {
    const client = this.#client;
    try {
      await unlessAborted(this.sender(queue).createMessageBatch(signal && { abortSignal: signal }), signal);
      this.#failedPings = 0;
      this.#hasFailed = false;
    } catch (cause) {
      if (client === this.#client && ++this.#failedPings >= MAX_FAILURES_OF_CONNECTION) this.reconnect();
      throw new ServiceError('dependency-unavailable', 'Service Bus is not available at the moment.', { cause });
    }
  }

  /** Whether the last send failed. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /**
   * As `ping`, of the queue that was sent to last: a process that sends to several queues has a right to that one at least.
   * Resolves at once when nothing has been sent yet.
   */
  async pingLastQueue(signal?: AbortSignal): Promise<void> {
    if (this.#lastQueue !== undefined) await this.ping(this.#lastQueue, signal);
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#senders.values()].map((sender) => sender.close()));
    this.#senders.clear();
    await this.#client.close();
  }

  /** Sends by a new connection from now on, if the one that failed may never come back. */
  private reconnect(): void {
    if (this.now() - this.#connectedAt < MIN_CONNECTION_AGE_MS) return;
    const [client, sending] = [this.#client, this.#sending];
    this.#client = this.connect();
    this.#connectedAt = this.now();
    this.#failures = 0;
    this.#failedPings = 0;
    this.#senders = new Map();
    this.#sending = new Set();
    const close = () => closedWithin(client.close(), CLOSE_TIMEOUT_MS);
    if (sending.size === 0) void close();
    // Where the broker is slow to open links only, what is on its way by open ones arrives.
    else void Promise.allSettled(sending).then(close);
  }

  private async counted(sent: Promise<void>): Promise<void> {
    const sending = this.#sending.add(sent);
    try {
      await sent;
    } finally {
      sending.delete(sent);
    }
  }

  private sender(queue: AnyQueue): ServiceBusSender {
    let sender = this.#senders.get(queue);
    if (!sender) {
      sender = this.#client.createSender(queue);
      this.#senders.set(queue, sender);
    }
    return sender;
  }
}

function traced(traceparent: string | undefined): Record<string, string> {
  return traceparent === undefined ? {} : { traceparent, 'Diagnostic-Id': traceparent };
}

/** The SDK waits for the repair of a connection whatever the signal says. */
async function unlessAborted(promise: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return void (await promise);
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const listener = addAbortListener(signal, () => reject(signal.reason));
  try {
    await Promise.race([promise, aborted]);
  } finally {
    listener[Symbol.dispose]();
  }
}
