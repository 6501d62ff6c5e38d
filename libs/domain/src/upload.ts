import type { Aggregate, OutboxMessage } from './aggregate.ts';
import type { LegalHold } from './legal-hold.ts';
import type { MovedTiers } from './retention-tier.ts';
import { lifecycle, statusesOf, transitionsOf } from './lifecycle.ts';

export const UPLOAD_PURPOSES = ['consent', 'sample'] as const;
export type UploadPurpose = (typeof UPLOAD_PURPOSES)[number];

export type UploadStatus = 'awaiting' | 'received' | 'processing' | 'accepted' | 'rejected' | 'expired' | 'deleted';

export const UPLOAD_LIFECYCLE = lifecycle<UploadStatus>({
  // Rejected before it arrived: its source does not give it. A sweep of its own looks whether the file is there.
  awaiting: { next: ['received', 'rejected', 'expired', 'deleted'], operation: 'queued', open: true },
  received: { next: ['processing', 'deleted'], steps: ['examine'], operation: 'running', open: true },
  processing: {
    next: ['accepted', 'rejected', 'deleted'],
    steps: ['examine'],
    operation: 'running',
    open: true,
  },
  accepted: { next: ['deleted'], operation: 'succeeded', event: 'upload.accepted' },
  rejected: { next: ['deleted'], operation: 'failed', event: 'upload.rejected' },
  expired: { next: ['deleted'], operation: 'canceled' },
  deleted: { next: [], operation: 'succeeded' },
});
export const UPLOAD_STATUSES = statusesOf(UPLOAD_LIFECYCLE);
export const UPLOAD_TRANSITIONS = transitionsOf(UPLOAD_LIFECYCLE);

/** Why a recording was rejected, from the audio checks: a stable code, what was found, and what to do about it. */
export interface AudioRejection {
  readonly code: string;
  readonly detail: string;
  readonly advice: string;
}

/** The canonical recording: 24 kHz, mono, 16-bit PCM WAV in the container `audio`. */
export interface CanonicalAudio {
  readonly blobName: string;
  readonly durationMs: number;
  readonly sizeBytes: number;
  /** Hex, of the WAV file. */
  readonly sha256: string;
}

/** The recording as it was sent, kept on a cool tier in the container `archive`. */
export interface ArchivedOriginal {
  readonly blobName: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** A rejected recording, as it was sent. */
export interface RawRecording {
  readonly blobName: string;
}

export const CUSTODY_EVENTS = ['received', 'examined', 'converted', 'archived', 'discarded'] as const;

/** One link of the chain that leads from the file that was sent to the file that is used. */
export interface CustodyEntry {
  readonly at: string;
  readonly event: (typeof CUSTODY_EVENTS)[number];
  /** Hex, of the file as it was at this link. */
  readonly sha256?: string | undefined;
  readonly sizeBytes?: number | undefined;
}

/** From where a recording is fetched. The URL, in which a signature may stand, is forgotten once it has been. */
export interface UploadSource {
  readonly host: string;
  readonly url?: string | undefined;
}

/** One recording that somebody sends, from the permission to upload until the result on its audio. */
export interface Upload extends Aggregate {
  readonly kind: 'upload';
  readonly status: UploadStatus;
  readonly purpose: UploadPurpose;
  readonly fileName: string;
  readonly contentType?: string | undefined;
  readonly sizeBytes?: number | undefined;
  readonly source?: UploadSource | undefined;
  /** ETag of the blob as the event named it. */
  readonly blobETag?: string | undefined;
  /** The audio report (formats, measurements, checks with advice), as `libs/audio` makes it. */
  readonly report?: Readonly<Record<string, unknown>> | undefined;
  readonly rejection?: AudioRejection | undefined;
  readonly canonical?: CanonicalAudio | undefined;
  readonly archived?: ArchivedOriginal | undefined;
  /** The recording as it was sent, of an upload that was rejected: in the container `uploads`. Absent in those of an earlier release. */
  readonly raw?: RawRecording | undefined;
  /** Where retention has moved its files. */
  readonly tiers?: MovedTiers | undefined;
  readonly custody?: readonly CustodyEntry[] | undefined;
  readonly legalHold?: LegalHold | undefined;
  /** When a sweep announced that it removes it, RFC 3339: see `isBeingRemoved`. */
  readonly removingSince?: string | undefined;
}

export interface NewFetchedUpload {
  readonly id: string;
  readonly tenantId: string;
  readonly ownerId: string;
  readonly purpose: UploadPurpose;
  readonly sourceUrl: string;
  readonly host: string;
  readonly fileName?: string | undefined;
  /** `upload.fetch` */
  readonly message: OutboxMessage;
}

/** An upload whose recording is fetched from a URL. */
export function newFetchedUpload(given: NewFetchedUpload): Upload {
  const { id, tenantId, ownerId, purpose, sourceUrl, host, fileName, message } = given;
  return {
    id,
    kind: 'upload',
    tenantId,
    ownerId,
    status: 'awaiting',
    purpose,
    fileName: fileName ?? fileNameOf(sourceUrl),
    source: { host, url: sourceUrl },
    createdAt: message.occurredAt,
    updatedAt: message.occurredAt,
    outbox: [message],
  };
}

/** The upload without the URL that it is, or was, fetched from. */
export function withoutSourceUrl<U extends Upload>(upload: U): U {
  return upload.source?.url === undefined ? upload : { ...upload, source: { host: upload.source.host } };
}

const MAX_FILE_NAME = 255;

/** The last part of the path, in letters that a file name can have. */
function fileNameOf(url: string): string {
  const path = /^[a-z]+:\/\/[^/?#]*([^?#]*)/.exec(url)?.[1] ?? '';
  const name =
    path
      .split('/')
      .at(-1)
      ?.replaceAll(/[^\w.-]+/g, '-') ?? '';
  return name === '' ? 'recording' : name.slice(-MAX_FILE_NAME);
}

/** Name of an upload's blob in the container `uploads`; the tenant is in it because a blob event carries nothing else. */
export function uploadBlobName(tenantId: string, uploadId: string): string {
  return `${tenantId}/${uploadId}`;
}
