import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';

/** A double of the SDK's client: its receivers and senders may have as much as the code under test uses. */
export function asServiceBusClient(double: { [Name in keyof ServiceBusClient]?: unknown }): ServiceBusClient {
  const client: unknown = double;
  return client as ServiceBusClient;
}

export function asServiceBusReceiver(double: { [Name in keyof ServiceBusReceiver]?: unknown }): ServiceBusReceiver {
  const receiver: unknown = double;
  return receiver as ServiceBusReceiver;
}

export function asReceivedMessage(double: {
  [Name in keyof ServiceBusReceivedMessage]?: unknown;
}): ServiceBusReceivedMessage {
  const message: unknown = double;
  return message as ServiceBusReceivedMessage;
}
