export {
  BatchFiles,
  type BatchItem,
  type BatchItemState,
  type BatchPlan,
  speechAddress,
  speechHash,
  type SpeechKey,
  speechMetadata,
  type StoredSpeech,
  voiceSpeechPrefix,
} from './blobs/batch-files.ts';
export {
  BLOB_CONTAINERS,
  type BlobAddress,
  type BlobContent,
  type BlobProperties,
  BlobStore,
  type ListedBlob,
  type WriteOptions,
} from './blobs/blob-store.ts';
export {
  type Documents,
  DocumentStore,
  type ListOptions,
  type Page,
  type Stored,
  type StoredDocument,
} from './documents/document-store.ts';
export {
  type ClaimResult,
  IDEMPOTENCY_LEASE_MS,
  type IdempotencyClaim,
  type IdempotencyScope,
  IdempotencyStore,
  type IdempotentAnswer,
} from './documents/idempotency-store.ts';
export { partitionKeyOf } from './documents/ids.ts';
export { newOperation, OperationStore } from './documents/operation-store.ts';
export { RequestIds } from './documents/request-ids.ts';
export { StorageModule } from './storage.module.ts';
