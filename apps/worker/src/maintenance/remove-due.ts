import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import {
  Commit,
  DocumentStore,
  type DueDocument,
  DueDocuments,
  ErasedSubjects,
  OutboxRelay,
  RemoveSynthesis,
  type Stored,
} from '#documents';
import { type Consent, isHeld, removalSettlesInMs, type RetentionClass, ServiceError, type Upload } from '#domain';
import { AuditLog, BLOB_CONTAINERS, BlobEraser } from '#storage';
import { RemoveBatch } from '../batches/remove-batch.service.ts';

const { uploads, audio, archive, consents } = BLOB_CONTAINERS;

/**
 * Removes one document, or what belongs to it, because its time is over. The audit log knows of it first. Each step may be repeated: a run
 * that dies is followed by one that finds the same document and does the rest.
 * See ADR 188.
 */
@Injectable()
export class RemoveDue {
  constructor(
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
    private readonly outbox: OutboxRelay,
    private readonly due: DueDocuments,
    private readonly erased: ErasedSubjects,
    private readonly blobs: BlobEraser,
    private readonly removing: RemoveSynthesis,
    private readonly batches: RemoveBatch,
    private readonly auditLog: AuditLog,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * @returns milliseconds until it can be removed, when its removal has only been announced; undefined when it is removed
   * @throws ServiceError `etag-mismatch` when it has changed in this moment, `erasure-incomplete`, `dependency-unavailable`
   */
  async execute(name: RetentionClass, { document, dueAt }: DueDocument): Promise<number | undefined> {
    const recordFirst = (): Promise<void> => this.record(name, document, dueAt);
    if (document.kind === 'upload' && name === 'sample') return this.removeUpload(document, recordFirst);
    await this.removeAtOnce(name, document, recordFirst);
    return undefined;
  }

  /** A voice was enrolled with it before its removal was announced: it stays, and can be used again. */
  async keep({ tenantId, id }: Stored<Upload>): Promise<void> {
    await this.commit.update('upload', tenantId, id, (upload) =>
      upload.removingSince === undefined ? undefined : { ...upload, removingSince: undefined },
    );
  }

  private async removeAtOnce(
    name: RetentionClass,
    document: DueDocument['document'],
    recordFirst: () => Promise<void>,
  ): Promise<void> {
    switch (document.kind) {
      case 'synthesis':
        await this.removing.removeDocument(document, recordFirst);
        return this.removing.removeAudio(document.tenantId, document.id);
      case 'batch':
        return this.batches.execute(document, recordFirst);
      case 'delivery': {
        const delivery = await this.outbox.relay(document);
        await recordFirst();
        return this.documents.remove(delivery);
      }
      case 'consent':
        return this.removeEvidence(document, recordFirst);
      case 'upload':
        await recordFirst();
        return name === 'raw' ? this.removeRaw(document) : this.removeOriginal(document);
    }
  }

  /**
   * Announced first: after that, no voice is enrolled with it, and no hold is set on it. What was accepted before is written when the announcement
   * has settled. The document last: what is left to do is found by it.
   */
  private async removeUpload(found: Stored<Upload>, recordFirst: () => Promise<void>): Promise<number | undefined> {
    const { tenantId, id } = found;
    const upload = await this.outbox.relay(found);
    const { erasureSettleMs } = this.config.retention;
    const now = Date.now();
    const leftMs = removalSettlesInMs(upload.removingSince, now, erasureSettleMs);
    if (leftMs === undefined) {
      await this.commit.save({ ...upload, removingSince: new Date(now).toISOString() });
      return erasureSettleMs;
    }
    if (leftMs > 0) return leftMs;
    if (await this.due.isNeeded(upload)) {
      await this.keep(upload);
      throw new ServiceError('etag-mismatch', 'A voice was enrolled with this upload in this moment.');
    }
    await recordFirst();
    await this.erased.add(tenantId, id);
    for (const container of [uploads, audio, archive]) await this.blobs.erase(container, `${tenantId}/${id}`);
    await this.documents.remove(upload);
    return undefined;
  }

  /** The document first: without it, the blob is unreferenced, and the sweep of the archive deletes it. */
  private async removeOriginal({ tenantId, id, archived }: Stored<Upload>): Promise<void> {
    if (!archived) return;
    const entry = { at: new Date().toISOString(), event: 'discarded' as const, sha256: archived.sha256 };
    const left = await this.commit.update('upload', tenantId, id, (upload) =>
      upload.archived?.blobName === archived.blobName && !isHeld(upload)
        ? { ...upload, archived: undefined, custody: [...(upload.custody ?? []), entry] }
        : undefined,
    );
    // A hold was set in this moment.
    if (left?.archived !== undefined) return;
    await this.blobs.erase(archive, archived.blobName);
  }

  /** As an original. Only accepted uploads can be held. */
  private async removeRaw({ tenantId, id, raw }: Stored<Upload>): Promise<void> {
    if (!raw) return;
    await this.commit.update('upload', tenantId, id, (upload) =>
      upload.raw?.blobName === raw.blobName ? { ...upload, raw: undefined } : undefined,
    );
    await this.blobs.erase(uploads, raw.blobName);
  }

  /** Announced first: after that, no hold is set on it. The document last: the sweep of blobs deletes no evidence. */
  private async removeEvidence(found: Stored<Consent>, recordFirst: () => Promise<void>): Promise<void> {
    const { tenantId, id } = found;
    const removingSince = new Date().toISOString();
    // Not by a commit, whose time would restart the days of the evidence.
    await this.documents.replace<Consent>({ ...found, removingSince });
    await recordFirst();
    await this.blobs.erase(consents, `${tenantId}/${id}`);
    await this.commit.update('consent', tenantId, id, (consent) =>
      consent.evidenceRemovedAt === undefined
        ? { ...consent, evidenceRemovedAt: new Date().toISOString(), removingSince: undefined }
        : undefined,
    );
  }

  private async record(
    name: RetentionClass,
    { tenantId, id, kind }: DueDocument['document'],
    at: string,
  ): Promise<void> {
    await this.auditLog.append(tenantId, {
      eventId: `${id}:retention.delete:${name}`,
      action: 'retention.delete',
      outcome: 'accepted',
      // The same each time that it is recorded, so that it is appended once.
      at,
      actor: { kind: 'system', id: 'worker' },
      subject: { kind, id },
      details: { class: name },
    });
  }
}
