import { createReadStream } from 'node:fs';
import { Inject, Injectable } from '@nestjs/common';
import type { AudioReport, CanonicalAudio as CanonicalReport } from '#audio';
import { type ArchivedOriginal, type CanonicalAudio, type CustodyEntry, type Upload } from '#domain';
import { BLOB_CONTAINERS, type BlobProperties, BlobStore } from '#storage';

/** An examined recording in local files. */
export interface ExaminedRecording {
  readonly originalPath: string;
  readonly original: BlobProperties;
  readonly canonicalPath: string;
  readonly report: AudioReport & { readonly canonical: CanonicalReport };
}

export interface KeptRecording {
  readonly canonical: CanonicalAudio;
  readonly archived: ArchivedOriginal;
  readonly custody: readonly CustodyEntry[];
}

/** Stores a usable recording: the canonical form for use, the original on a cool tier as what it was made from. */
@Injectable()
export class KeepRecording {
  constructor(@Inject(BlobStore) private readonly blobs: BlobStore) {}

  /** Writing it again after a crash overwrites the same two blobs with the same content. */
  async execute(upload: Upload, recording: ExaminedRecording): Promise<KeptRecording> {
    const { report, original } = recording;
    const { canonical } = report;
    const canonicalName = `${upload.tenantId}/${upload.id}.wav`;
    const archivedName = `${upload.tenantId}/${upload.id}`;
    await Promise.all([
      this.blobs.write(
        { container: BLOB_CONTAINERS.audio, name: canonicalName },
        createReadStream(recording.canonicalPath),
        { contentType: 'audio/wav', tags: tagsOf(upload, { sha256: canonical.sha256, source: report.sha256 }) },
      ),
      this.blobs.write(
        { container: BLOB_CONTAINERS.archive, name: archivedName },
        createReadStream(recording.originalPath),
        {
          contentType: original.contentType ?? 'application/octet-stream',
          tier: 'Cool',
          tags: tagsOf(upload, { sha256: report.sha256, ...formatTags(report) }),
        },
      ),
    ]);
    const at = new Date().toISOString();
    const receivedAt = (original.lastModified ?? new Date()).toISOString();
    return {
      canonical: {
        blobName: canonicalName,
        durationMs: canonical.durationMs,
        sizeBytes: canonical.sizeBytes,
        sha256: canonical.sha256,
      },
      archived: { blobName: archivedName, sizeBytes: report.sizeBytes, sha256: report.sha256 },
      custody: [
        { at: receivedAt, event: 'received', sizeBytes: original.sizeBytes },
        { at, event: 'examined', sha256: report.sha256, sizeBytes: report.sizeBytes },
        { at, event: 'converted', sha256: canonical.sha256, sizeBytes: canonical.sizeBytes },
        { at, event: 'archived', sha256: report.sha256, sizeBytes: report.sizeBytes },
      ],
    };
  }
}

/** Index tags, by which an operator finds blobs; ids and checksums only, since tags are not secret to whoever may list. */
function tagsOf(upload: Upload, more: Record<string, string>): Record<string, string> {
  return { upload: upload.id, tenant: upload.tenantId, purpose: upload.purpose, ...more };
}

function formatTags({ format }: AudioReport): Record<string, string> {
  return format ? { container: tagValue(format.container), codec: tagValue(format.codec) } : {};
}

/** Tag values allow letters, digits, spaces and `+-./:=_`. */
function tagValue(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9 +\-./:=_]/g, '_').slice(0, 256);
}
