import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { DocumentStore, type StoredDocument } from '#documents';
import { type DocumentKind, errorCodeOf, isId } from '#domain';
import { type Logger, LOGGER } from '#observability';
import { type BlobEntry, BlobStore, isProvenanceList } from '#storage';
import { type BlobPart, type BlobRule, blobRules } from './blob-rules.ts';
import { looksLikeLostDocuments, type SweptPage } from '../platform/swept-page.ts';

const BLOBS_AT_ONCE = 100;

interface Counts {
  orphan: number;
  expired: number;
  suspicious: number;
  refused: number;
}

/**
 * Deletes blobs whose time is over, and old blobs that no document refers to. Consent evidence is never touched.
 * See ADR 16.
 */
@Injectable()
export class SweepBlobs {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly blobs: BlobStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** One page of the blobs of this part. */
  async execute(part: BlobPart, after: string | undefined, signal: AbortSignal): Promise<SweptPage> {
    const { retention } = this.config;
    const { container, rules } = blobRules(retention)[part];
    const { entries, next } = await this.blobs.list(container, BLOBS_AT_ONCE, after);
    const now = Date.now();
    // What is young is not even asked about.
    const youngest = now - Math.min(retention.rawMs, retention.orphanGraceMs);
    const old = entries.filter(({ lastModified }) => lastModified.getTime() < youngest);
    const counts: Counts = { orphan: 0, expired: 0, suspicious: 0, refused: 0 };
    for (const rule of rules) await this.apply(rule, { container, blobs: old, now, counts, signal });
    await this.expireLists(container, old, now, counts);
    return {
      counts: {
        [`${container}Orphans`]: counts.orphan,
        [`${container}Expired`]: counts.expired,
        ...(counts.suspicious > 0 && { [`${container}Suspicious`]: counts.suspicious }),
        ...(counts.refused > 0 && { [`${container}Refused`]: counts.refused }),
      },
      next,
    };
  }

  private async apply(
    { kind, judge }: BlobRule,
    page: { container: string; blobs: readonly BlobEntry[]; now: number; counts: Counts; signal: AbortSignal },
  ): Promise<void> {
    const { container, counts } = page;
    const candidates = page.blobs.flatMap((blob) => {
      const id = idOf(kind, blob.name);
      return id === undefined ? [] : [{ blob, id }];
    });
    const ids = new Set(candidates.map(({ id }) => id));
    const documents = await this.documents.findAll(kind, [...ids]);
    const judged = candidates.map(({ blob, id }) => {
      const document = documents.get(id);
      return { blob, document, result: judge(blob, document, page.now - blob.lastModified.getTime()) };
    });
    const orphans = judged.filter(({ result }) => result === 'orphan').length;
    if (looksLikeLostDocuments(orphans, candidates.length)) {
      counts.suspicious += orphans;
      this.logger.error(
        { container, kind, orphans, examined: candidates.length },
        'nothing was deleted: so many unreferenced blobs mean that documents are probably missing',
      );
      return;
    }
    const latest = this.latestOf(kind);
    for (const { blob, document: found, result: supposed } of judged) {
      if (supposed === 'kept') continue;
      page.signal.throwIfAborted();
      // What ended may have been opened again a moment ago, which the replica that was asked does not know yet: parts of it are used again.
      const document = found && (await latest(found));
      const result = judge(blob, document, page.now - blob.lastModified.getTime());
      if (result === 'kept') continue;
      await this.delete(container, blob, result, counts);
    }
  }

  /** Lists beside the records of speech outlast the batches that they are about, and live as long as the records. */
  private async expireLists(
    container: string,
    blobs: readonly BlobEntry[],
    now: number,
    counts: Counts,
  ): Promise<void> {
    const diesBefore = now - this.config.provenance.retentionMs;
    for (const blob of blobs) {
      if (!isProvenanceList(blob.name) || blob.lastModified.getTime() >= diesBefore) continue;
      await this.delete(container, blob, 'expired', counts);
    }
  }

  /** Storage may refuse it, by a legal hold of its own or by a policy. That must not keep the others. */
  private async delete(
    container: string,
    { name, etag }: BlobEntry,
    why: 'orphan' | 'expired',
    counts: Counts,
  ): Promise<void> {
    try {
      if (await this.blobs.deleteIfUnchanged({ container, name }, etag)) counts[why] += 1;
    } catch (err) {
      if (errorCodeOf(err) !== 'state-conflict') throw err;
      counts.refused += 1;
      this.logger.error({ err, container, name }, 'the file store refuses to delete a blob');
    }
  }

  /** Asks once for each document: many blobs may belong to one. */
  private latestOf(kind: DocumentKind): (document: StoredDocument) => Promise<StoredDocument | undefined> {
    const asked = new Map<string, Promise<StoredDocument | undefined>>();
    return ({ tenantId, id }) => {
      const answer = asked.get(id) ?? this.documents.findLatest(kind, tenantId, id);
      asked.set(id, answer);
      return answer;
    };
  }
}

function idOf(kind: DocumentKind, blobName: string): string | undefined {
  const [, id = ''] = /^[^/]+\/([a-z]{2,4}_[0-9A-Z]{26})(?![0-9A-Za-z_])/.exec(blobName) ?? [];
  return isId(kind, id) ? id : undefined;
}
