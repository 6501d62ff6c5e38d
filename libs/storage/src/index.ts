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
  STORAGE_LIFECYCLE,
  UPLOAD_CORS,
} from './blobs/blob-containers.ts';
export * from './blobs/blob-holds.ts';
export * from './blobs/blob-indicator.ts';
export * from './blobs/blob-store.ts';
export * from './diagnosis/blob-access.ts';
export * from './diagnosis/cosmos-access.ts';
export { DatabaseCheck } from './cosmos/database-check.ts';
export * from './cosmos/cosmos-containers.ts';
export * from './cosmos/cosmos-errors.ts';
export * from './cosmos/query-items.ts';
export * from './cosmos/write-item.ts';
export * from './cosmos/end-on-wrong-database.ts';
export * from './erasure/erasure-register.ts';
export * from './provenance/provenance-ids.ts';
export * from './provenance/provenance-items.ts';
export * from './provenance/provenance-store.ts';
export * from './storage.module.ts';
export * from './usage/usage-store.ts';
export { BlobTiers, type OnlineTier } from './blobs/blob-tiers.ts';
