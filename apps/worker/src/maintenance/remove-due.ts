import { Injectable } from '@nestjs/common';
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
import { type Consent, type RetentionClass, ServiceError, type Upload } from '#domain';
import { AuditLog, BLOB_CONTAINERS, BlobEraser } from '#storage';

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
    private readonly auditLog: AuditLog,
  ) {}

  /** @throws ServiceError `etag-mismatch` when it has changed in this moment, `erasure-incomplete`, `dependency-unavailable` */
  async execute(name: RetentionClass, { document, dueAt }: DueDocument): Promise<void> {
    const recordFirst = (): Promise<void> => this.record(name, document, dueAt);
    switch (document.kind) {
      case 'synthesis':
        await this.removing.removeDocument(document, recordFirst);
        return this.removing.removeAudio(document.tenantId, document.id);
      case 'delivery': {
        const delivery = await this.outbox.relay(document);
        await recordFirst();
        return this.documents.remove(delivery);
      }
      case 'consent':
        await recordFirst();
        return this.removeEvidence(document);
      case 'upload':
        if (name === 'sample') return this.removeUpload(document, recordFirst);
        await recordFirst();
        return this.removeOriginal(document);
    }
  }

  /** The document last: what is left to do is found by it. */
  private async removeUpload(found: Stored<Upload>, recordFirst: () => Promise<void>): Promise<void> {
    const { tenantId, id } = found;
    const upload = await this.outbox.relay(found);
    await this.checkNotNeeded(found);
    await recordFirst();
    // What was enrolled while that was written down must find its recording.
    await this.checkNotNeeded(found);
    await this.erased.add(tenantId, id);
    for (const container of [uploads, audio, archive]) await this.blobs.erase(container, `${tenantId}/${id}`);
    await this.documents.remove(upload);
  }

  /** The page that it was found with is read before others are removed, which takes a while. */
  private async checkNotNeeded(upload: Stored<Upload>): Promise<void> {
    if (!(await this.due.isNeeded(upload))) return;
    throw new ServiceError('etag-mismatch', 'A voice was enrolled with this upload in this moment.');
  }

  /** The document first: without it, the blob is unreferenced, and the sweep of the archive deletes it. */
  private async removeOriginal({ tenantId, id, archived }: Stored<Upload>): Promise<void> {
    if (!archived) return;
    const entry = { at: new Date().toISOString(), event: 'discarded' as const, sha256: archived.sha256 };
    await this.commit.update('upload', tenantId, id, (upload) =>
      upload.archived?.blobName === archived.blobName
        ? { ...upload, archived: undefined, custody: [...(upload.custody ?? []), entry] }
        : undefined,
    );
    await this.blobs.erase(archive, archived.blobName);
  }

  private async removeEvidence({ tenantId, id }: Stored<Consent>): Promise<void> {
    await this.blobs.erase(consents, `${tenantId}/${id}`);
    await this.commit.update('consent', tenantId, id, (consent) =>
      consent.evidenceRemovedAt === undefined ? { ...consent, evidenceRemovedAt: new Date().toISOString() } : undefined,
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
