export {
  BLOB_CONTAINERS,
  type BlobAddress,
  type BlobContent,
  type BlobProperties,
  BlobStore,
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
export { newId, partitionKeyOf } from './documents/ids.ts';
export { newOperation, OperationStore } from './documents/operation-store.ts';
export { StorageModule } from './storage.module.ts';
