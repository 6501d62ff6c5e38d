import { setTimeout } from 'node:timers/promises';
import { ServiceBusClient, type ServiceBusSender, type TokenCredential } from '@azure/service-bus';
import type { Deliver } from './event-delivery.ts';

/** One try at a time: Event Grid's own schedule decides when the next one is. */
const RETRY = { maxRetries: 0, timeoutInMs: 10_000 };

/** The SDK waits for a minute for the answer to its goodbye if the connection broke a moment before. */
const CLOSE_TIMEOUT_MS = 1000;

export interface ServiceBusDeliver {
  readonly deliver: Deliver;
  close(): Promise<void>;
}

/**
 * Delivers events as Service Bus messages whose body is the event's JSON.
 * @param namespace `localhost:PORT`.
 */
export function serviceBusDeliver(namespace: string, credential: TokenCredential): ServiceBusDeliver {
  const client = new ServiceBusClient(namespace, credential, { retryOptions: RETRY });
  const senders = new Map<string, ServiceBusSender>();
  return {
    deliver: async ({ queue, event, messageId, properties }) => {
      const sender = senders.get(queue) ?? client.createSender(queue);
      senders.set(queue, sender);
      await sender.sendMessages({
        body: event,
        messageId,
        contentType: 'application/cloudevents+json; charset=utf-8',
        applicationProperties: { ...properties },
      });
    },
    close: async () => {
      await Promise.race([client.close(), setTimeout(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
    },
  };
}
