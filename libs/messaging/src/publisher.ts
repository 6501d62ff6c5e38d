import {
  isServiceBusError,
  type ServiceBusClient,
  type ServiceBusMessage,
  type ServiceBusSender,
} from '@azure/service-bus';
import { type OutboxMessage, ServiceError } from '#domain';
import { isMessageType, MESSAGES } from './message-table.ts';
import type { QueueName } from './queue-table.ts';

/** Sends messages to their queues. Sending the same id twice is harmless: all queues detect duplicates. */
export class MessagePublisher {
  readonly #senders = new Map<QueueName, ServiceBusSender>();

  constructor(private readonly client: ServiceBusClient) {}

  /**
   * @throws ServiceError `dependency-unavailable` when Service Bus does not take it; `invalid-message` for an unknown type;
   * `payload-too-large` when the queue will never take it (256 KB on the standard tier)
   */
  async publish(message: OutboxMessage): Promise<void> {
    if (!isMessageType(message.type)) {
      throw new ServiceError('invalid-message', `There is no message type ${JSON.stringify(message.type)}.`);
    }
    const sender = this.sender(MESSAGES[message.type].queue);
    const { scheduledFor, ...body } = message;
    const content: ServiceBusMessage = {
      body,
      messageId: message.id,
      subject: message.type,
      contentType: 'application/json',
      applicationProperties: {
        tenantId: message.tenantId,
        ...(message.traceparent === undefined
          ? {}
          : { traceparent: message.traceparent, 'Diagnostic-Id': message.traceparent }),
      },
      // One step for messages that are due later or now: a scheduled message is a message with an enqueue time.
      ...(scheduledFor === undefined ? {} : { scheduledEnqueueTimeUtc: new Date(scheduledFor) }),
    };
    try {
      await sender.sendMessages(content);
    } catch (cause) {
      if (isServiceBusError(cause) && cause.code === 'MessageSizeExceeded') {
        throw new ServiceError('payload-too-large', `The ${message.type} is larger than its queue takes.`, { cause });
      }
      throw new ServiceError('dependency-unavailable', 'Service Bus is not available at the moment.', { cause });
    }
  }

  /** Resolves when the broker answers on the link of this queue. */
  async ping(queue: QueueName, signal?: AbortSignal): Promise<void> {
    try {
      await this.sender(queue).createMessageBatch(signal && { abortSignal: signal });
    } catch (cause) {
      throw new ServiceError('dependency-unavailable', 'Service Bus is not available at the moment.', { cause });
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#senders.values()].map((sender) => sender.close()));
    this.#senders.clear();
  }

  private sender(queue: QueueName): ServiceBusSender {
    let sender = this.#senders.get(queue);
    if (!sender) {
      sender = this.client.createSender(queue);
      this.#senders.set(queue, sender);
    }
    return sender;
  }
}
