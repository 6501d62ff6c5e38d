export { forgetUnansweredCloses } from '../src/connections.ts';
import type { OutboxMessage } from '#domain';
import { TENANT } from '#domain/testing';
import { createMessage, type Message, type MessageData, type MessageType, parseMessage } from '../src/index.ts';

/** Takes messages as Service Bus does: one with an id that it has seen is dropped. */
export class MemoryPublisher {
  readonly published: OutboxMessage[] = [];
  /** Thrown by each `publish` while it is set. */
  failure: Error | undefined;

  publish(message: OutboxMessage): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    if (!this.published.some(({ id }) => id === message.id)) this.published.push(message);
    return Promise.resolve();
  }

  get types(): readonly string[] {
    return this.published.map(({ type }) => type);
  }
}

/** A message as a handler gets it. */
export function aMessage<T extends MessageType>(
  type: T,
  subjectId: string,
  data: MessageData<T>,
  changes: Partial<OutboxMessage> = {},
): Message<T> {
  const { traceparent: _, ...message } = createMessage(type, { tenantId: TENANT, subjectId, data });
  return { ...message, ...changes, type, data };
}

/** What a handler gets of a message that was published. */
export function received(message: OutboxMessage): Message {
  return parseMessage(JSON.parse(JSON.stringify(message)));
}
export { asReceivedMessage, asServiceBusClient, asServiceBusReceiver } from './service-bus.ts';
