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
 * @param address `localhost:PORT`; without a credential, a connection string
 */
export function serviceBusDeliver(address: string, credential?: TokenCredential): ServiceBusDeliver {
  let connection = connect();

  function connect(): { readonly client: ServiceBusClient; readonly senders: Map<string, ServiceBusSender> } {
    const options = { retryOptions: RETRY };
    const client = credential
      ? new ServiceBusClient(address, credential, options)
      : new ServiceBusClient(address, options);
    return { client, senders: new Map() };
  }

  async function disconnect({ client }: { readonly client: ServiceBusClient }): Promise<void> {
    const closed = client.close().catch(() => undefined);
    await Promise.race([closed, setTimeout(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
  }

  return {
    deliver: async ({ queue, event, messageId, properties }) => {
      const used = connection;
      const sender = used.senders.get(queue) ?? used.client.createSender(queue);
      used.senders.set(queue, sender);
      try {
        await sender.sendMessages({
          body: event,
          messageId,
          contentType: 'application/cloudevents+json; charset=utf-8',
          applicationProperties: { ...properties },
        });
      } catch (error) {
        // Without retries of its own the SDK leaves a sender as broken as its link: the next attempt begins again.
        if (connection === used) {
          connection = connect();
          void disconnect(used);
        }
        throw error;
      }
    },
    close: () => disconnect(connection),
  };
}
