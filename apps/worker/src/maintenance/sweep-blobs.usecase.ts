import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { type DocumentKind, isId, isUnfinished, sampleContainerName, type Upload } from '#domain';
import { type Logger, LOGGER } from '#observability';
import { BLOB_CONTAINERS, type BlobEntry, BlobStore, DocumentStore, type Documents, type Stored } from '#storage';
import { DocumentWriter } from '../documents/document-writer.ts';
import { looksLikeLostDocuments, type SweptPage } from './swept-page.ts';

const BLOBS_AT_ONCE = 100;
const SAMPLE_CONTAINER = /^samples-vce-([0-9a-z]{26})$/;
/** The states in which Azure may be reading the samples, or is going to. */
const READING_SAMPLES: readonly string[] = ['draft', 'validating', 'training'];

/** `expired`: its time is over; `orphan`: nothing refers to it. */
type Verdict = 'kept' | 'orphan' | 'expired';

interface Rule<K extends DocumentKind> {
  readonly container: string;
  readonly kind: K;
  /** `{tenant}/{id}…`, with the id of a document of this kind. */
  readonly judge: (blob: BlobEntry, document: Stored<Documents[K]> | undefined, ageMs: number) => Verdict;
  readonly onExpired?: (document: Stored<Documents[K]>) => Promise<void>;
}

export const BLOB_PARTS = ['raw', 'originals', 'audio', 'results', 'batches', 'batch-speech'] as const;
export type BlobPart = (typeof BLOB_PARTS)[number];

/** Deletes blobs whose time is over, and old blobs that no document refers to. Consent evidence is never touched. */
@Injectable()
export class SweepBlobs {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DocumentStore) private readonly documents: DocumentStore,
    @Inject(BlobStore) private readonly blobs: BlobStore,
    @Inject(DocumentWriter) private readonly writer: DocumentWriter,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  execute(part: BlobPart, after: string | undefined, signal: AbortSignal): Promise<SweptPage> {
    const { rawMs, originalsMs = Infinity, orphanGraceMs } = this.config.retention;
    const referred = (name: string | undefined, blob: BlobEntry, ageMs: number): Verdict =>
      name === blob.name || ageMs < orphanGraceMs ? 'kept' : 'orphan';
    switch (part) {
      case 'raw':
        return this.sweep(
          { container: BLOB_CONTAINERS.uploads, kind: 'upload', judge: rawVerdict(rawMs) },
          after,
          signal,
        );
      case 'originals':
        return this.sweep(
          {
            container: BLOB_CONTAINERS.archive,
            kind: 'upload',
            judge: (blob, upload, ageMs) =>
              upload?.archived?.blobName === blob.name && ageMs > originalsMs
                ? 'expired'
                : referred(upload?.archived?.blobName, blob, ageMs),
            onExpired: (upload) => this.forgetOriginal(upload),
          },
          after,
          signal,
        );
      case 'audio':
        return this.sweep(
          {
            container: BLOB_CONTAINERS.audio,
            kind: 'upload',
            judge: (blob, upload, ageMs) => referred(upload?.canonical?.blobName, blob, ageMs),
          },
          after,
          signal,
        );
      case 'results':
        return this.sweep(
          {
            container: BLOB_CONTAINERS.results,
            kind: 'synthesis',
            judge: (blob, synthesis, ageMs) => {
              // Parts, and audio whose run has not come to saying so: the next run goes on with them.
              if (synthesis && isUnfinished(synthesis)) return 'kept';
              const { blobName, timingsBlobName } = synthesis?.result ?? {};
              return referred(timingsBlobName === blob.name ? timingsBlobName : blobName, blob, ageMs);
            },
          },
          after,
          signal,
        );
      case 'batches':
        return this.sweep(
          {
            container: BLOB_CONTAINERS.results,
            kind: 'batch',
            // Texts, plans and states; what lies there before the document is written counts once it is.
            judge: (blob, batch, ageMs) => referred(batch && blob.name, blob, ageMs),
          },
          after,
          signal,
        );
      case 'batch-speech':
        return this.sweep(
          {
            container: BLOB_CONTAINERS.results,
            kind: 'voice',
            // Later batches take it over, however old it is.
            judge: (blob, voice, ageMs) =>
              referred(voice?.status === 'deleted' ? undefined : voice && blob.name, blob, ageMs),
          },
          after,
          signal,
        );
    }
  }

  /** Containers of samples whose voice is done with them. */
  async sampleContainers(after: string | undefined, signal: AbortSignal): Promise<SweptPage> {
    const { entries, next } = await this.blobs.listContainers('samples-vce-', BLOBS_AT_ONCE, after);
    const oldest = Date.now() - this.config.retention.orphanGraceMs;
    const old = entries.filter(({ lastModified }) => lastModified.getTime() < oldest);
    const voiceIds = old.flatMap(({ name }) => voiceIdOf(name) ?? []);
    const voices = await this.documents.findAll('voice', voiceIds);
    const orphans = voiceIds.filter((id) => !READING_SAMPLES.includes(voices.get(id)?.status ?? 'gone'));
    for (const voiceId of orphans) {
      signal.throwIfAborted();
      await this.blobs.deleteContainer(sampleContainerName(voiceId));
      this.logger.warn({ voiceId }, 'a container of samples that nobody reads was deleted');
    }
    return { counts: { orphanContainers: orphans.length }, next };
  }

  private async sweep<K extends DocumentKind>(
    { container, kind, judge, onExpired }: Rule<K>,
    after: string | undefined,
    signal: AbortSignal,
  ): Promise<SweptPage> {
    const { entries, next } = await this.blobs.list(container, BLOBS_AT_ONCE, after);
    const now = Date.now();
    // What is young is not even asked about.
    const { rawMs, orphanGraceMs, originalsMs = Infinity } = this.config.retention;
    const youngest = now - Math.min(rawMs, orphanGraceMs, originalsMs);
    const candidates = entries.flatMap((blob) => {
      const id = idOf(kind, blob.name);
      return id !== undefined && blob.lastModified.getTime() < youngest ? [{ blob, id }] : [];
    });
    const documents = await this.documents.findAll(
      kind,
      candidates.map(({ id }) => id),
    );
    const judged = candidates.map(({ blob, id }) => {
      const document = documents.get(id);
      return { blob, document, verdict: judge(blob, document, now - blob.lastModified.getTime()) };
    });
    const orphans = judged.filter(({ verdict }) => verdict === 'orphan');
    if (looksLikeLostDocuments(orphans.length, candidates.length)) {
      this.logger.error(
        { container, orphans: orphans.length, examined: candidates.length },
        'nothing was deleted: for so many blobs without a document it is more likely that documents are missing',
      );
      return { counts: { [`${container}Suspicious`]: orphans.length }, next };
    }
    const counts = { orphan: 0, expired: 0 };
    for (const { blob, document, verdict } of judged) {
      if (verdict === 'kept') continue;
      signal.throwIfAborted();
      if (verdict === 'expired' && document) await onExpired?.(document);
      if (await this.blobs.deleteIfUnchanged({ container, name: blob.name }, blob.etag)) counts[verdict] += 1;
    }
    return { counts: { [`${container}Orphans`]: counts.orphan, [`${container}Expired`]: counts.expired }, next };
  }

  /** The document first: without it, the blob is one that nobody refers to. */
  private async forgetOriginal(upload: Stored<Upload>): Promise<void> {
    const entry = { at: new Date().toISOString(), event: 'discarded' as const, sha256: upload.archived?.sha256 };
    await this.writer.save({ ...upload, archived: undefined, custody: [...(upload.custody ?? []), entry] });
  }
}

function rawVerdict(rawMs: number): Rule<'upload'>['judge'] {
  return (_, upload, ageMs) => {
    if (ageMs < rawMs || (upload && isUnfinished(upload))) return 'kept';
    return 'expired';
  };
}

function idOf(kind: DocumentKind, blobName: string): string | undefined {
  const [, id = ''] = /^[^/]+\/([a-z]{2,4}_[0-9A-Z]{26})(?![0-9A-Za-z_])/.exec(blobName) ?? [];
  return isId(kind, id) ? id : undefined;
}

function voiceIdOf(container: string): string | undefined {
  const id = `vce_${SAMPLE_CONTAINER.exec(container)?.[1]?.toUpperCase() ?? ''}`;
  return isId('voice', id) ? id : undefined;
}
