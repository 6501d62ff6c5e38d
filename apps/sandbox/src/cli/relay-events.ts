import './require-node.ts';
import { pino } from 'pino';
import { z } from 'zod';
import { startEventRelay } from '../emulators/event-relay.ts';
import { RESOURCE_GROUP_ID } from '../entra/directory.ts';

/**
 * Stands before Azurite and tells the worker of new uploads, which in Azure Event Grid does: docker/compose.emulators.yaml runs it.
 * Ends with SIGTERM.
 */
const settings = z.object({
  RELAY_HOST: z.string().default('127.0.0.1'),
  RELAY_PORT: z.coerce.number().int().min(0).max(65_535).default(10_000),
  BLOB_CONNECTION_STRING: z.string().min(1),
  SERVICE_BUS_CONNECTION_STRING: z.string().min(1),
});

const logger = pino({ name: 'event-relay', level: 'info' });
const env = settings.parse(process.env);
const relay = await startEventRelay({
  host: env.RELAY_HOST,
  port: env.RELAY_PORT,
  blobConnectionString: env.BLOB_CONNECTION_STRING,
  serviceBusConnectionString: env.SERVICE_BUS_CONNECTION_STRING,
  subscriptions: [{ name: 'uploads-to-service-bus', container: 'uploads', queue: 'audio-uploads' }],
  source: `${RESOURCE_GROUP_ID}/providers/Microsoft.Storage/storageAccounts/devstoreaccount1`,
  log: (message, fields) => logger.info(fields ?? {}, message),
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => void relay.close().then(() => process.exit()));
}
