import './require-node.ts';
import { join } from 'node:path';
import { z } from 'zod';
import { readCosmosContainers } from '../cosmos/cosmos-containers.ts';
import { prepareEmulators } from '../emulators/prepare-emulators.ts';
import { readBlobContainers } from '../storage/blob-containers.ts';
import { packageRoot } from '../system/package-root.ts';

/**
 * Makes in the emulators of Cosmos DB and Blob Storage what a deployment has there, and ends: 0, or 1 when one of them refuses or does not
 * answer within two minutes. Reads the variables of the deployables; docker/compose.emulators.yaml runs it before them.
 */
const TIMEOUT_MS = 120_000;
const settings = z.object({
  COSMOS_ENDPOINT: z.url(),
  COSMOS_KEY: z.string().min(1),
  COSMOS_DATABASE: z.string().min(1).default('voice'),
  BLOB_CONNECTION_STRING: z.string().min(1),
});

const env = settings.parse(process.env);
const folder = join(packageRoot(), 'apps', 'sandbox');
try {
  await prepareEmulators(
    {
      cosmos: { endpoint: env.COSMOS_ENDPOINT, key: env.COSMOS_KEY, database: env.COSMOS_DATABASE },
      cosmosContainers: readCosmosContainers(join(folder, 'cosmos-containers.json')),
      blobConnectionString: env.BLOB_CONNECTION_STRING,
      blobContainers: readBlobContainers(join(folder, 'blob-containers.json')),
    },
    { timeoutMs: TIMEOUT_MS, onWaiting: (what) => console.log(what) },
  );
  console.log('The emulators have the database, its containers and the blob containers.');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
