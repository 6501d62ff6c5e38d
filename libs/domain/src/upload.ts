import type { Aggregate } from './aggregate.ts';
import type { TransitionTable } from './state-machine.ts';

export const UPLOAD_PURPOSES = ['consent', 'sample'] as const;
export type UploadPurpose = (typeof UPLOAD_PURPOSES)[number];

export const UPLOAD_STATUSES = [
  'awaiting',
  'received',
  'processing',
  'accepted',
  'rejected',
  'expired',
  'deleted',
] as const;
export type UploadStatus = (typeof UPLOAD_STATUSES)[number];

export const UPLOAD_TRANSITIONS: TransitionTable<UploadStatus> = {
  awaiting: ['received', 'expired', 'deleted'],
  received: ['processing', 'deleted'],
  processing: ['accepted', 'rejected', 'deleted'],
  accepted: ['deleted'],
  rejected: ['deleted'],
  expired: ['deleted'],
  deleted: [],
};

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

export const CUSTODY_EVENTS = ['received', 'examined', 'converted', 'archived', 'discarded'] as const;

/** One link of the chain that leads from the file that was sent to the file that is used. */
export interface CustodyEntry {
  readonly at: string;
  readonly event: (typeof CUSTODY_EVENTS)[number];
  /** Hex, of the file as it was at this link. */
  readonly sha256?: string | undefined;
  readonly sizeBytes?: number | undefined;
}

/** One recording that somebody sends, from the permission to upload until the verdict on its audio. */
export interface Upload extends Aggregate {
  readonly kind: 'upload';
  readonly status: UploadStatus;
  readonly purpose: UploadPurpose;
  readonly fileName: string;
  readonly contentType?: string | undefined;
  readonly sizeBytes?: number | undefined;
  /** ETag of the blob as the event named it. */
  readonly blobETag?: string | undefined;
  /** The audio report (formats, measurements, checks with advice), as `libs/audio` makes it. */
  readonly report?: Readonly<Record<string, unknown>> | undefined;
  readonly rejection?: AudioRejection | undefined;
  readonly canonical?: CanonicalAudio | undefined;
  readonly archived?: ArchivedOriginal | undefined;
  readonly custody?: readonly CustodyEntry[] | undefined;
}

/** Name of an upload's blob in the container `uploads`; the tenant is in it because a blob event carries nothing else. */
export function uploadBlobName(tenantId: string, uploadId: string): string {
  return `${tenantId}/${uploadId}`;
}

export function parseUploadBlobName(blobName: string): { tenantId: string; uploadId: string } | undefined {
  const [tenantId, uploadId, ...rest] = blobName.split('/');
  return tenantId && uploadId && rest.length === 0 ? { tenantId, uploadId } : undefined;
}
