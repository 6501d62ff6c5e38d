import type { TokenCredential } from '@azure/core-auth';
import { CosmosClient, Database } from '@azure/cosmos';
import { BlobServiceClient, StorageRetryPolicyType, type StoragePipelineOptions } from '@azure/storage-blob';
import { type DynamicModule, Module } from '@nestjs/common';
import { AZURE_CREDENTIAL, CONFIG, type Config } from '#config';
import { AuditAnchors } from './audit/audit-anchors.ts';
import { AuditLog } from './audit/audit-log.ts';
import { BatchFiles } from './blobs/batch-files.ts';
import { BlobEraser } from './blobs/blob-eraser.ts';
import { BlobStore } from './blobs/blob-store.ts';
import { DatabaseCheck } from './documents/database-check.ts';
import { cosmosClientOptions } from './documents/cosmos-client-options.ts';
import { COSMOS_CONTAINERS } from './documents/cosmos-containers.ts';
import { DocumentStore } from './documents/document-store.ts';
import { EndpointSlots } from './documents/endpoint-slots.ts';
import { ErasedSubjects } from './documents/erased-subjects.ts';
import { IdempotencyStore } from './documents/idempotency-store.ts';
import { LargeTexts } from './documents/large-texts.ts';
import { OperationStore } from './documents/operation-store.ts';
import { RecordingClaims } from './documents/recording-claims.ts';
import { SameRecordings } from './documents/same-recording.ts';
import { SpeakableVoices } from './documents/speakable-voices.ts';
import { TraceStore } from './documents/trace-store.ts';
import { VoiceWatches } from './documents/voice-watches.ts';
import { ErasureRegister } from './erasure/erasure-register.ts';
import { DocumentMigrator } from './migrations/document-migrator.ts';
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

/** Provides all stores of documents and blobs. Needs CONFIG and AZURE_CREDENTIAL. */
@Module({})
export class StorageModule {
  static forRoot(): DynamicModule {
    return {
      module: StorageModule,
      global: true,
      providers: [
        { provide: BlobServiceClient, useFactory: createBlobService, inject: [CONFIG, AZURE_CREDENTIAL] },
        {
          provide: BlobStore,
          useFactory: (service: BlobServiceClient) => new BlobStore(service),
          inject: [BlobServiceClient],
        },
        {
          provide: BlobEraser,
          useFactory: (service: BlobServiceClient) => new BlobEraser(service),
          inject: [BlobServiceClient],
        },
        { provide: BatchFiles, useFactory: (blobs: BlobStore) => new BatchFiles(blobs), inject: [BlobStore] },
        { provide: Database, useFactory: createDatabase, inject: [CONFIG, AZURE_CREDENTIAL] },
        {
          provide: DocumentStore,
          useFactory: (database: Database, blobs: BlobStore) =>
            new DocumentStore(database.container(COSMOS_CONTAINERS.documents.id), new LargeTexts(blobs)),
          inject: [Database, BlobStore],
        },
        {
          provide: DocumentMigrator,
          useFactory: (database: Database) => new DocumentMigrator(database.container(COSMOS_CONTAINERS.documents.id)),
          inject: [Database],
        },
        {
          provide: IdempotencyStore,
          useFactory: (database: Database) =>
            new IdempotencyStore(database.container(COSMOS_CONTAINERS.idempotency.id)),
          inject: [Database],
        },
        {
          provide: AuditLog,
          useFactory: (database: Database) => new AuditLog(database.container(COSMOS_CONTAINERS.audit.id)),
          inject: [Database],
        },
        { provide: AuditAnchors, useFactory: (blobs: BlobStore) => new AuditAnchors(blobs), inject: [BlobStore] },
        {
          provide: ErasureRegister,
          useFactory: (blobs: BlobStore) => new ErasureRegister(blobs),
          inject: [BlobStore],
        },
        {
          provide: UsageStore,
          useFactory: (database: Database) => new UsageStore(database.container(COSMOS_CONTAINERS.usage.id)),
          inject: [Database],
        },
        {
          provide: DatabaseCheck,
          useFactory: (database: Database, { cosmos }: Config) => new DatabaseCheck(database, cosmos.consistency),
          inject: [Database, CONFIG],
        },
        {
          provide: OperationStore,
          useFactory: (documents: DocumentStore) => new OperationStore(documents),
          inject: [DocumentStore],
        },
        {
          provide: SpeakableVoices,
          useFactory: (documents: DocumentStore) => new SpeakableVoices(documents),
          inject: [DocumentStore],
        },
        {
          provide: VoiceWatches,
          useFactory: (voices: SpeakableVoices, { speech }: Config) => new VoiceWatches(voices, speech.consentCheckMs),
          inject: [SpeakableVoices, CONFIG],
        },
        {
          provide: TraceStore,
          useFactory: (database: Database) => new TraceStore(database.container(COSMOS_CONTAINERS.documents.id)),
          inject: [Database],
        },
        {
          provide: RecordingClaims,
          useFactory: (database: Database, documents: DocumentStore) =>
            new RecordingClaims(database.container('documents'), documents),
          inject: [Database, DocumentStore],
        },
        {
          provide: SameRecordings,
          useFactory: (database: Database) => new SameRecordings(database.container('documents')),
          inject: [Database],
        },
        {
          provide: EndpointSlots,
          useFactory: (database: Database) => new EndpointSlots(database.container('idempotency')),
          inject: [Database],
        },
        {
          provide: ErasedSubjects,
          useFactory: (database: Database) => new ErasedSubjects(database.container(COSMOS_CONTAINERS.idempotency.id)),
          inject: [Database],
        },
      ],
      exports: [
        AuditAnchors,
        AuditLog,
        BatchFiles,
        BlobEraser,
        BlobStore,
        DatabaseCheck,
        DocumentMigrator,
        DocumentStore,
        EndpointSlots,
        ErasedSubjects,
        ErasureRegister,
        SpeakableVoices,
        IdempotencyStore,
        OperationStore,
        RecordingClaims,
        SameRecordings,
        TraceStore,
        UsageStore,
        VoiceWatches,
      ],
    };
  }
}
