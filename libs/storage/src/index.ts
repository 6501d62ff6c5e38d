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
export {
  cursorOf,
  type Documents,
  DocumentStore,
  type ListOptions,
  type Page,
  type Stored,
  type StoredDocument,
} from './documents/document-store.ts';
export { DatabaseCheck } from './documents/database-check.ts';
export { COSMOS_CONTAINERS, type CosmosContainerProperties } from './documents/cosmos-containers.ts';
export { endOnWrongDatabase, type EndOnWrongDatabaseOptions } from './documents/end-on-wrong-database.ts';
export { EndpointSlots } from './documents/endpoint-slots.ts';
export { ErasedSubjects } from './documents/erased-subjects.ts';
export {
  type ClaimResult,
  IDEMPOTENCY_LEASE_MS,
  type IdempotencyClaim,
  type IdempotencyScope,
  IdempotencyStore,
  type IdempotentAnswer,
} from './documents/idempotency-store.ts';
export { partitionKeyOf } from './documents/ids.ts';
export { isTextMissing } from './documents/large-texts.ts';
export { newOperation, OperationStore } from './documents/operation-store.ts';
export { type RecordingClaim, RecordingClaims, type RecordingUse } from './documents/recording-claims.ts';
export { RequestIds } from './documents/request-ids.ts';
export { type SameRecording, SameRecordings } from './documents/same-recording.ts';
export { SpeakableVoices } from './documents/speakable-voices.ts';
export { TraceStore } from './documents/trace-store.ts';
export { isVoiceVerdict, type VoiceWatch, VoiceWatches } from './documents/voice-watches.ts';
export { ErasureRegister, receiptOf, type RegisteredErasure } from './erasure/erasure-register.ts';
export { DOCUMENT_MIGRATIONS } from './migrations/document-migrations.ts';
export { DocumentMigrator, type MigratedPage } from './migrations/document-migrator.ts';
export { type SchemaStamp, schemaOf } from './migrations/schema-version.ts';
export { StorageModule } from './storage.module.ts';
export { USAGE_SUMMABLE_DAYS, type UsageQuery, type UsageRecord, UsageStore } from './usage/usage-store.ts';
