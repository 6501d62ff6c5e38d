import type { TokenCredential } from '@azure/core-auth';
import { type Container, CosmosClient, Database } from '@azure/cosmos';
import { BlobServiceClient, StorageRetryPolicyType, type StoragePipelineOptions } from '@azure/storage-blob';
import { Global, Module, type Provider, type Type } from '@nestjs/common';
import { AZURE_CREDENTIAL, CONFIG, type Config } from '#config';
import { type Logger, LOGGER } from '#observability';
import { AuditAnchors } from './audit/audit-anchors.ts';
import { AuditLog } from './audit/audit-log.ts';
import { BatchFiles } from './blobs/batch-files.ts';
import { BlobEraser } from './blobs/blob-eraser.ts';
import { BlobHolds } from './blobs/blob-holds.ts';
import { BlobTiers } from './blobs/blob-tiers.ts';
import { BlobStore } from './blobs/blob-store.ts';
import { DatabaseCheck } from './cosmos/database-check.ts';
import { cosmosClientOptions } from './cosmos/cosmos-client-options.ts';
import { COSMOS_CONTAINERS } from './cosmos/cosmos-containers.ts';
import { ErasureRegister } from './erasure/erasure-register.ts';
import { ProvenanceItems } from './provenance/provenance-items.ts';
import { ProvenanceStore } from './provenance/provenance-store.ts';
import { UsageStore } from './usage/usage-store.ts';

/**
 * The SDKs' own defaults wait far too long for a request path (storage: 4 tries, 4 s apart at first, 120 s a try). Retrying for
 * longer is the message layer's job.
 */
const BLOB_OPTIONS: StoragePipelineOptions = {
  retryOptions: {
    retryPolicyType: StorageRetryPolicyType.EXPONENTIAL,
    maxTries: 3,
    retryDelayInMs: 200,
    maxRetryDelayInMs: 2_000,
    tryTimeoutInMs: 60_000,
  },
};

function createBlobService(config: Config, credential: TokenCredential): BlobServiceClient {
  return 'endpoint' in config.blob
    ? new BlobServiceClient(config.blob.endpoint, credential, BLOB_OPTIONS)
    : BlobServiceClient.fromConnectionString(config.blob.connectionString, BLOB_OPTIONS);
}

function createDatabase(config: Config, credential: TokenCredential): Database {
  return new CosmosClient(cosmosClientOptions(config.cosmos, credential)).database(config.cosmos.database);
}

/** A store that needs nothing but its container. */
function storeIn(container: keyof typeof COSMOS_CONTAINERS, store: new (container: Container) => object): Provider {
  return {
    provide: store,
    useFactory: (database: Database) => new store(database.container(COSMOS_CONTAINERS[container].id)),
    inject: [Database],
  };
}

/** A store that needs nothing but another one. */
function storeOn<D>(needed: Type<D>, store: new (needed: D) => object): Provider {
  return { provide: store, useFactory: (given: D) => new store(given), inject: [needed] };
}

const STORES: Provider[] = [
  storeOn(BlobServiceClient, BlobStore),
  {
    provide: BlobEraser,
    useFactory: (service: BlobServiceClient, logger: Logger) => new BlobEraser(service, logger),
    inject: [BlobServiceClient, LOGGER],
  },
  storeOn(BlobServiceClient, BlobHolds),
  storeOn(BlobServiceClient, BlobTiers),
  storeOn(BlobStore, BatchFiles),
  storeOn(BlobStore, AuditAnchors),
  storeOn(BlobStore, ErasureRegister),
  storeIn('audit', AuditLog),
  {
    provide: UsageStore,
    useFactory: (database: Database, { retention }: Config) =>
      new UsageStore(database.container(COSMOS_CONTAINERS.usage.id), retention.usageDays),
    inject: [Database, CONFIG],
  },
  storeOn(BlobStore, ProvenanceItems),
  {
    provide: ProvenanceStore,
    useFactory: (database: Database, { provenance }: Config) =>
      new ProvenanceStore(database.container(COSMOS_CONTAINERS.provenance.id), provenance.retentionMs),
    inject: [Database, CONFIG],
  },
  {
    provide: DatabaseCheck,
    useFactory: (database: Database, { cosmos }: Config) => new DatabaseCheck(database, cosmos.consistency),
    inject: [Database, CONFIG],
  },
];

/** Provides, everywhere, the Cosmos DB database and the stores of blobs, audit events, records of speech and usage. Needs CONFIG, LOGGER and AZURE_CREDENTIAL. */
@Global()
@Module({
  providers: [
    { provide: BlobServiceClient, useFactory: createBlobService, inject: [CONFIG, AZURE_CREDENTIAL] },
    { provide: Database, useFactory: createDatabase, inject: [CONFIG, AZURE_CREDENTIAL] },
    ...STORES,
  ],
  exports: [Database, ...STORES],
})
export class StorageModule {}
