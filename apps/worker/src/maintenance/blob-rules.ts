import type { Config } from '#config';
import type { Documents, Stored } from '#documents';
import { type DocumentKind, hasBatchEnded, isHeld, isUnfinished } from '#domain';
import { BLOB_CONTAINERS, type BlobEntry, isJoinedFile } from '#storage';

/** `expired`: its time is over; `orphan`: it is unreferenced. */
export type BlobResult = 'kept' | 'orphan' | 'expired';

/** What happens to the blobs that are named after documents of one kind: `{tenant}/{id}…`. */
export interface BlobRule<K extends DocumentKind = DocumentKind> {
  readonly kind: K;
  judge(this: void, blob: BlobEntry, document: Stored<Documents[K]> | undefined, ageMs: number): BlobResult;
}

export interface SweptContainer {
  readonly container: string;
  readonly rules: readonly BlobRule[];
}

export const BLOB_PARTS = ['raw', 'originals', 'audio', 'results'] as const;
export type BlobPart = (typeof BLOB_PARTS)[number];

/** Originals and rejected recordings that have a time are found by their uploads: see `DueDocuments`. See ADR 203. */
export function blobRules({
  rawMs,
  orphanGraceMs,
}: Pick<Config['retention'], 'rawMs' | 'orphanGraceMs'>): Readonly<Record<BlobPart, SweptContainer>> {
  const referred = (name: string | undefined, blob: BlobEntry, ageMs: number): BlobResult =>
    name === blob.name || ageMs < orphanGraceMs ? 'kept' : 'orphan';
  const raw: BlobRule<'upload'> = {
    kind: 'upload',
    judge: (blob, upload, ageMs) => {
      if (ageMs < rawMs) return 'kept';
      if (!upload) return 'orphan';
      // Rejected ones have a class of their own. What is left are copies of what the archive has, and what came too late.
      const isKept = isUnfinished(upload) || isHeld(upload) || upload.raw?.blobName === blob.name;
      return isKept ? 'kept' : 'expired';
    },
  };
  const originals: BlobRule<'upload'> = {
    kind: 'upload',
    judge: (blob, upload, ageMs) =>
      upload && isHeld(upload) ? 'kept' : referred(upload?.archived?.blobName, blob, ageMs),
  };
  const audio: BlobRule<'upload'> = {
    kind: 'upload',
    judge: (blob, upload, ageMs) =>
      upload && isHeld(upload) ? 'kept' : referred(upload?.canonical?.blobName, blob, ageMs),
  };
  const speech: BlobRule<'synthesis'> = {
    kind: 'synthesis',
    judge: (blob, synthesis, ageMs) => {
      // Parts, and audio whose run has not come to saying so: the next run goes on with them.
      if (synthesis && (isUnfinished(synthesis) || isHeld(synthesis))) return 'kept';
      const { blobName, timingsBlobName } = synthesis?.result ?? {};
      if (synthesis?.textBlob?.blobName === blob.name) return 'kept';
      return referred(timingsBlobName === blob.name ? timingsBlobName : blobName, blob, ageMs);
    },
  };
  const batches: BlobRule<'batch'> = {
    kind: 'batch',
    // Texts, plans and states; what lies there before the document is written counts once it is.
    judge: (blob, batch, ageMs) => {
      // A retry makes another file of all items, and a run that dies may leave one; while the batch is open, a run may go on with it.
      const isLeft = batch && isJoinedFile(blob.name) && hasBatchEnded(batch);
      return referred(isLeft ? batch.joined?.stored?.blobName : batch && blob.name, blob, ageMs);
    },
  };
  const batchSpeech: BlobRule<'voice'> = {
    kind: 'voice',
    // Later batches take it over, however old it is.
    judge: (blob, voice, ageMs) => referred(voice?.status === 'deleted' ? undefined : voice && blob.name, blob, ageMs),
  };
  return {
    raw: { container: BLOB_CONTAINERS.uploads, rules: [raw] },
    originals: { container: BLOB_CONTAINERS.archive, rules: [originals] },
    audio: { container: BLOB_CONTAINERS.audio, rules: [audio] },
    results: { container: BLOB_CONTAINERS.results, rules: [speech, batches, batchSpeech] },
  };
}
