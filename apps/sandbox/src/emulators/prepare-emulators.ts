import { setTimeout as delay } from 'node:timers/promises';
import { CosmosClient } from '@azure/cosmos';
import { BlobServiceClient } from '@azure/storage-blob';
import type { CosmosContainer } from '../cosmos/item-container.ts';

/** The emulators, and what a deployment has in the services that they stand in for. */
export interface EmulatorStores {
  readonly cosmos: { readonly endpoint: string; readonly key: string; readonly database: string };
  readonly cosmosContainers: readonly CosmosContainer[];
  readonly blobConnectionString: string;
  readonly blobContainers: readonly string[];
}

export interface PrepareOptions {
  /** How long the emulators may take to answer. */
  readonly timeoutMs: number;
  /** Told when one does not answer yet, with its reason. */
  readonly onWaiting: (what: string) => void;
}

const RETRY_DELAY_MS = 1_000;
const CREATED_ALREADY = 409;

/**
 * Makes the database, its containers and the blob containers, which in Azure the template makes. What is there already stays as it is.
 * @throws Error with the last reason when an emulator does not answer in time, or refuses
 */
export async function prepareEmulators(stores: EmulatorStores, options: PrepareOptions): Promise<void> {
  const { endpoint, key, database } = stores.cosmos;
  const cosmos = new CosmosClient({ endpoint, key, connectionPolicy: { enableEndpointDiscovery: false } });
  const blobs = BlobServiceClient.fromConnectionString(stores.blobConnectionString, { retryOptions: { maxTries: 1 } });
  const deadline = Date.now() + options.timeoutMs;
  try {
    await untilAnswered('Cosmos DB', deadline, options, async () => {
      await cosmos.databases.createIfNotExists({ id: database });
      for (const { id, partitionKey, ...properties } of stores.cosmosContainers) {
        const definition = { id, partitionKey: { paths: [partitionKey] }, ...properties };
        await cosmos.database(database).containers.createIfNotExists(definition as never);
      }
    });
    await untilAnswered('Azurite', deadline, options, async () => {
      for (const name of stores.blobContainers) await created(blobs.getContainerClient(name).create());
    });
  } finally {
    cosmos.dispose();
  }
}

async function created(creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    if ((error as { statusCode?: unknown }).statusCode !== CREATED_ALREADY) throw error;
  }
}

/** Emulators take a while to start, and refuse connections or answer 503 meanwhile; any other refusal is final. */
async function untilAnswered(
  what: string,
  deadline: number,
  { onWaiting }: PrepareOptions,
  act: () => Promise<void>,
): Promise<void> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!mayComeUp(error) || Date.now() + RETRY_DELAY_MS >= deadline) throw error;
      onWaiting(
        `${what} does not answer yet: ${error instanceof Error ? error.message.split('\n', 1)[0] : String(error)}`,
      );
      await delay(RETRY_DELAY_MS);
    }
  }
}

function mayComeUp(error: unknown): boolean {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  const status = typeof statusCode === 'number' ? statusCode : code;
  return typeof status !== 'number' || status >= 500;
}
