import { Injectable } from '@nestjs/common';
import { type DueMove, DocumentStore } from '#documents';
import type { MovableClass, RetentionTier } from '#domain';
import { AuditLog, BLOB_CONTAINERS, BlobTiers, type OnlineTier } from '#storage';

const { uploads, audio, archive, consents, results } = BLOB_CONTAINERS;

/** Where the files of a class are, each named after its document. */
const CONTAINERS: Readonly<Record<MovableClass, string>> = {
  raw: uploads,
  sample: audio,
  archive,
  consentEvidence: consents,
  result: results,
  batch: results,
};
const TIERS: Readonly<Record<RetentionTier, OnlineTier>> = { cool: 'Cool', cold: 'Cold' };

/**
 * Moves the files of one document to another tier. The audit log knows of it first, and the document last: a run that dies is followed by one
 * that finds the same document and does the rest.
 * See ADR 213.
 */
@Injectable()
export class MoveDue {
  constructor(
    private readonly documents: DocumentStore,
    private readonly tiers: BlobTiers,
    private readonly auditLog: AuditLog,
  ) {}

  /** @throws ServiceError `etag-mismatch` when it has changed in this moment, `state-conflict` when Storage refuses it, `dependency-unavailable` */
  async execute(name: MovableClass, { document, dueAt, tier }: DueMove, signal?: AbortSignal): Promise<void> {
    const { tenantId, id, kind } = document;
    await this.auditLog.append(tenantId, {
      eventId: `${id}:retention.move:${name}:${tier}`,
      action: 'retention.move',
      outcome: 'accepted',
      // The same each time that it is recorded, so that it is appended once.
      at: dueAt,
      actor: { kind: 'system', id: 'worker' },
      subject: { kind, id },
      details: { class: name, tier },
    });
    await this.tiers.move(CONTAINERS[name], `${tenantId}/${id}`, TIERS[tier], signal);
    // Not by a commit, whose time would restart the days of evidence.
    await this.documents.replace<DueMove['document']>({ ...document, tiers: { ...document.tiers, [name]: tier } });
  }
}
