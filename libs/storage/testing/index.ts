export { MemoryAuditContainer } from './memory-audit-container.ts';
export { failure, MemoryContainer, MemoryData, type MemoryItem } from './memory-container.ts';
