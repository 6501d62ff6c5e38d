export { type AuditAnchor, AuditAnchors, anchorContent, type FoundAnchor } from './audit/audit-anchors.ts';
export {
  auditFingerprint,
  type AuditBreak,
  type AuditEntry,
  type AuditHead,
  EMPTY_CHAIN,
  sealedEntry,
} from './audit/audit-chain.ts';
export { canonicalJson } from './audit/canonical-json.ts';
export { AuditLog, type AuditQuery, type AuditVerdict, type VerifyOptions } from './audit/audit-log.ts';
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
export { BlobEraser } from './blobs/blob-eraser.ts';
export {
  BLOB_CONTAINER_TABLE,
  BLOB_CONTAINERS,
  type BlobContainer,
  type BlobContainerName,
  type BlobRetention,
  UPLOAD_CORS,
} from './blobs/blob-containers.ts';
export {
  type BlobAddress,
  type BlobContent,
  type BlobEntry,
  type BlobProperties,
  BlobStore,
  type ContainerEntry,
  type ListPage,
  type ListedBlob,
  type WriteOptions,
} from './blobs/blob-store.ts';
export { BlobAccess, blobTroubleOf } from './diagnosis/blob-access.ts';
export { CosmosAccess, type CosmosContainerName, cosmosTroubleOf } from './diagnosis/cosmos-access.ts';
export { DatabaseCheck } from './cosmos/database-check.ts';
export { COSMOS_CONTAINERS, type CosmosContainerProperties } from './cosmos/cosmos-containers.ts';
export { readItem, statusOf, toServiceError } from './cosmos/cosmos-errors.ts';
export { endOnWrongDatabase, type EndOnWrongDatabaseOptions } from './cosmos/end-on-wrong-database.ts';
export { ErasureRegister, receiptOf, type RegisteredErasure } from './erasure/erasure-register.ts';
export { StorageModule } from './storage.module.ts';
export { USAGE_SUMMABLE_DAYS, type UsageQuery, type UsageRecord, UsageStore } from './usage/usage-store.ts';
