export * from './audit/audit-anchors.ts';
export {
  auditFingerprint,
  type AuditBreak,
  type AuditEntry,
  type AuditHead,
  EMPTY_CHAIN,
  sealedEntry,
} from './audit/audit-chain.ts';
export * from './audit/canonical-json.ts';
export * from './audit/audit-log.ts';
export * from './blobs/batch-files.ts';
export * from './blobs/blob-eraser.ts';
export {
  BLOB_CONTAINER_TABLE,
  BLOB_CONTAINERS,
  type BlobContainer,
  type BlobContainerName,
  type BlobRetention,
  UPLOAD_CORS,
} from './blobs/blob-containers.ts';
export * from './blobs/blob-store.ts';
export * from './diagnosis/blob-access.ts';
export * from './diagnosis/cosmos-access.ts';
export * from './documents/document-store.ts';
export { DatabaseCheck } from './documents/database-check.ts';
export * from './documents/cosmos-containers.ts';
export * from './documents/end-on-wrong-database.ts';
export { EndpointSlots } from './documents/endpoint-slots.ts';
export * from './documents/erased-subjects.ts';
export {
  type ClaimResult,
  IDEMPOTENCY_LEASE_MS,
  type IdempotencyClaim,
  type IdempotencyScope,
  IdempotencyStore,
  type IdempotentAnswer,
} from './documents/idempotency-store.ts';
export * from './documents/ids.ts';
export { isTextMissing } from './documents/large-texts.ts';
export * from './documents/operation-store.ts';
export { type RecordingClaim, RecordingClaims, type RecordingUse } from './documents/recording-claims.ts';
export { RequestIds } from './documents/request-ids.ts';
export * from './documents/same-recording.ts';
export * from './documents/speakable-voices.ts';
export { TraceStore } from './documents/trace-store.ts';
export * from './documents/voice-watches.ts';
export * from './erasure/erasure-register.ts';
export * from './migrations/document-migrations.ts';
export * from './migrations/document-migrator.ts';
export { type SchemaStamp, schemaOf } from './migrations/schema-version.ts';
export * from './storage.module.ts';
export * from './usage/usage-store.ts';
