export { LaggingContainer } from './lagging-container.ts';
export { auditEventOf } from './audit-event.ts';
export { MemoryAuditContainer } from './memory-audit-container.ts';
export { MemoryBlobs } from './memory-blobs.ts';
export { aProvenanceRecord } from './provenance-record.ts';
export {
  asContainer,
  failure,
  MemoryContainer,
  MemoryData,
  type MemoryItem,
  type StoredItem,
} from './memory-container.ts';
