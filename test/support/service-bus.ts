import { ServiceBusClient, type ServiceBusMessage } from '@azure/service-bus';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import type { SystemUnderTest } from './global-system.ts';

/** Puts messages on a queue as any other system could, with the real SDK. */
export async function sendRaw(system: SystemUnderTest, queue: string, bodies: readonly unknown[]): Promise<void> {
  await sendMessages(
    system,
    queue,
    bodies.map((body) => ({ body })),
  );
}

export async function sendMessages(
  { environment }: SystemUnderTest,
  queue: string,
  messages: ServiceBusMessage[],
): Promise<void> {
  const client = new ServiceBusClient(environment['SERVICE_BUS_NAMESPACE'] ?? '', {
    getToken: async () => ({
      token: await managedIdentityToken(environment, 'https://servicebus.azure.net'),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  });
  try {
    await client.createSender(queue).sendMessages(messages);
  } finally {
    await client.close();
  }
}
