import { ServiceBusClient } from '@azure/service-bus';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import type { SystemUnderTest } from './global-system.ts';

/** Puts messages on a queue as any other system could, with the real SDK. */
export async function sendRaw(
  { environment }: SystemUnderTest,
  queue: string,
  bodies: readonly unknown[],
): Promise<void> {
  const client = new ServiceBusClient(environment['SERVICE_BUS_NAMESPACE'] ?? '', {
    getToken: async () => ({
      token: await managedIdentityToken(environment, 'https://servicebus.azure.net'),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  });
  try {
    await client.createSender(queue).sendMessages(bodies.map((body) => ({ body })));
  } finally {
    await client.close();
  }
}
