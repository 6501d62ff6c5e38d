import { RECOVERABLE_DAYS } from '#domain';

/** How long the blobs of a container stay: a setting of `libs/config`, as long as the document they belong to, or without end. */
export type BlobRetention = 'RETENTION_RAW_MS' | 'RETENTION_ORIGINALS_MS' | 'document' | 'unlimited';

export interface BlobContainer {
  readonly name: string;
  readonly purpose: string;
  /** Its blobs are written once and never overwritten: `BlobStore` makes every write to it conditional on the blob's absence. */
  readonly createOnce: boolean;
  readonly retention: BlobRetention;
  /** Its blobs can have the legal hold of Storage: see `BlobHolds`. */
  readonly holds: boolean;
}

/**
 * Every container of a deployment but those that hold the samples of one voice (`samples-vce-…`), which the worker makes and deletes. The
 * sandbox's containers are generated from it (`apps/sandbox/blob-containers.json`).
 */
export const BLOB_CONTAINER_TABLE = [
  {
    name: 'uploads',
    purpose: 'Recordings as they were sent',
    createOnce: true,
    retention: 'RETENTION_RAW_MS',
    holds: true,
  },
  {
    name: 'audio',
    purpose: 'Canonical recordings: 24 kHz, mono, 16-bit WAV',
    createOnce: false,
    retention: 'document',
    holds: true,
  },
  { name: 'consents', purpose: 'Consent recordings: evidence', createOnce: true, retention: 'document', holds: true },
  {
    name: 'results',
    purpose: 'Synthesized speech and the files of batches',
    createOnce: false,
    retention: 'document',
    holds: true,
  },
  {
    name: 'archive',
    purpose: 'Archived originals, on the cool tier',
    createOnce: false,
    retention: 'RETENTION_ORIGINALS_MS',
    holds: true,
  },
  {
    name: 'audit-anchors',
    purpose: 'Signed heads of the audit log; the account keeps them immutable',
    createOnce: true,
    retention: 'unlimited',
    holds: false,
  },
  {
    name: 'erasure-register',
    purpose: 'Receipts of finished erasures, for the replay after a restored backup',
    createOnce: true,
    retention: 'unlimited',
    holds: false,
  },
] as const satisfies readonly BlobContainer[];

/**
 * What pages of the origins in `CORS_ALLOWED_ORIGINS` may do at Blob Storage itself: upload by a SAS. The template and the sandbox take it from
 * here. `maxAgeInSeconds`: how long a browser remembers the answer.
 */
export const UPLOAD_CORS = {
  allowedMethods: ['PUT', 'OPTIONS'],
  allowedHeaders: ['content-type', 'x-ms-*'],
  exposedHeaders: ['etag', 'x-ms-request-id'],
  maxAgeInSeconds: 3600,
} as const;

/**
 * What the storage account deletes by itself: current blobs with the index tag, days after their creation, and previous versions, days after they
 * were written. Deleted versions stay recoverable for as many days. The template and the sandbox take it from here. See ADR 211.
 */
export const STORAGE_LIFECYCLE = {
  expired: { tag: { name: 'retention', value: 'expired' }, deleteAfterDays: 1 },
  versions: { deleteAfterDays: RECOVERABLE_DAYS },
  softDeleteDays: RECOVERABLE_DAYS,
} as const;

export type BlobContainerName = (typeof BLOB_CONTAINER_TABLE)[number]['name'];

/** The names, for addresses: `BLOB_CONTAINERS.uploads`. */
export const BLOB_CONTAINERS: { readonly [Name in BlobContainerName]: Name } = {
  uploads: 'uploads',
  audio: 'audio',
  consents: 'consents',
  results: 'results',
  archive: 'archive',
  'audit-anchors': 'audit-anchors',
  'erasure-register': 'erasure-register',
};

export function isCreateOnce(container: string): boolean {
  return BLOB_CONTAINER_TABLE.some(({ name, createOnce }) => name === container && createOnce);
}
