export { LaggingContainer } from './lagging-container.ts';
export { MemoryAuditContainer } from './memory-audit-container.ts';
export { MemoryBlobs } from './memory-blobs.ts';
export { failure, MemoryContainer, MemoryData, type MemoryItem } from './memory-container.ts';
