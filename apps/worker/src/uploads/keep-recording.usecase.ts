import { createReadStream } from 'node:fs';
import { Injectable } from '@nestjs/common';
import type { AudioReport, CanonicalAudio as CanonicalReport } from '#audio';
import { type ArchivedOriginal, type CanonicalAudio, type CustodyEntry, type Upload } from '#domain';
import { BLOB_CONTAINERS, type BlobAddress, type BlobProperties, BlobStore } from '#storage';

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

/**
 * Stores a usable recording: the canonical form for use, the original on a cool tier as what it was made from.
 * See ADR 7.
 */
@Injectable()
export class KeepRecording {
  constructor(private readonly blobs: BlobStore) {}

  /** Removes what was kept of a recording that ended rejected. */
  async discard(upload: Upload): Promise<void> {
    const { canonical, archived } = addressesOf(upload);
    await Promise.all([this.blobs.delete(canonical), this.blobs.delete(archived)]);
  }

  /** Writing it again after a crash overwrites the same two blobs with the same content. */
  async execute(upload: Upload, recording: ExaminedRecording): Promise<KeptRecording> {
    const { report, original } = recording;
    const { canonical } = report;
    const addresses = addressesOf(upload);
    await Promise.all([
      this.blobs.write(addresses.canonical, createReadStream(recording.canonicalPath), {
        contentType: 'audio/wav',
        tags: tagsOf(upload, { sha256: canonical.sha256, source: report.sha256 }),
      }),
      this.blobs.write(addresses.archived, createReadStream(recording.originalPath), {
        contentType: original.contentType ?? 'application/octet-stream',
        tier: 'Cool',
        tags: tagsOf(upload, { sha256: report.sha256, ...formatTags(report) }),
      }),
    ]);
    const at = new Date().toISOString();
    const receivedAt = (original.lastModified ?? new Date()).toISOString();
    return {
      canonical: {
        blobName: addresses.canonical.name,
        durationMs: canonical.durationMs,
        sizeBytes: canonical.sizeBytes,
        sha256: canonical.sha256,
      },
      archived: { blobName: addresses.archived.name, sizeBytes: report.sizeBytes, sha256: report.sha256 },
      custody: [
        { at: receivedAt, event: 'received', sizeBytes: original.sizeBytes },
        { at, event: 'examined', sha256: report.sha256, sizeBytes: report.sizeBytes },
        { at, event: 'converted', sha256: canonical.sha256, sizeBytes: canonical.sizeBytes },
        { at, event: 'archived', sha256: report.sha256, sizeBytes: report.sizeBytes },
      ],
    };
  }
}

function addressesOf({ tenantId, id }: Upload): { canonical: BlobAddress; archived: BlobAddress } {
  return {
    canonical: { container: BLOB_CONTAINERS.audio, name: `${tenantId}/${id}.wav` },
    archived: { container: BLOB_CONTAINERS.archive, name: `${tenantId}/${id}` },
  };
}

/** Index tags, by which an operator finds blobs; ids and checksums only, since tags are not secret to anyone who may list. */
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
