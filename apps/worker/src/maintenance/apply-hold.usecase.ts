import { Inject, Injectable } from '@nestjs/common';
import { Commit, DocumentStore, ErasedSubjects, type HeldDocument, HeldDocuments } from '#documents';
import {
  erasedConsent,
  type HoldableKind,
  holdableKindOf,
  isExpired,
  type RetentionClass,
  resultPrefix,
  ServiceError,
  type Synthesis,
} from '#domain';
import type { MessageSubject } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { AuditLog, BLOB_CONTAINERS, BlobEraser, BlobHolds } from '#storage';
import type { SweptPage } from '../platform/swept-page.ts';
import { ExpireSyntheses } from '../syntheses/expire-syntheses.service.ts';

const { uploads, audio, archive, consents, results } = BLOB_CONTAINERS;
const HOLDS_AT_ONCE = 100;
/** A message about a hold that is younger is still under way. */
const UNSETTLED_AFTER_MS = 3_600_000;

const CONTAINERS: Readonly<Record<HoldableKind, readonly string[]>> = {
  upload: [uploads, audio, archive],
  consent: [consents],
  synthesis: [results],
};
const CLASSES: Readonly<Record<HoldableKind, RetentionClass>> = {
  upload: 'sample',
  consent: 'consentEvidence',
  synthesis: 'result',
};

/**
 * Brings the legal hold of a document to the files of it at Storage, or clears it there. What an erasure has left out because of the hold is removed
 * when it is cleared. Each step may be repeated: a run that dies is followed by one that does the same. See ADR 207.
 */
@Injectable()
export class ApplyHold {
  constructor(
    private readonly documents: DocumentStore,
    private readonly held: HeldDocuments,
    private readonly commit: Commit,
    private readonly holds: BlobHolds,
    private readonly blobs: BlobEraser,
    private readonly erased: ErasedSubjects,
    private readonly expireSyntheses: ExpireSyntheses,
    private readonly auditLog: AuditLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws ServiceError `etag-mismatch` when it has changed meanwhile: then all of it is done again */
  async one({ tenantId, subjectId }: MessageSubject, signal: AbortSignal): Promise<void> {
    const kind = holdableKindOf(subjectId);
    if (kind === undefined) return;
    const document: HeldDocument | undefined = await this.documents.findLatest<HoldableKind>(kind, tenantId, subjectId);
    const hold = document?.legalHold;
    const isWanted = hold !== undefined && hold.releasedAt === undefined;
    if (isWanted && hold.placedAt !== undefined) return;
    for (const container of CONTAINERS[kind]) {
      await this.holds.set(container, resultPrefix(tenantId, subjectId), isWanted, signal);
    }
    if (!document || !hold) return;
    if (isWanted) {
      const placedAt = new Date().toISOString();
      await this.commit.save<HeldDocument>({ ...document, legalHold: { ...hold, placedAt } });
    } else {
      await this.release(document);
    }
  }

  /** One page of those of which Storage has not heard for an hour. One that fails keeps neither the others nor the rest of the sweep. */
  async execute(after: string | undefined, signal: AbortSignal): Promise<SweptPage> {
    const before = new Date(Date.now() - UNSETTLED_AFTER_MS).toISOString();
    const { data, next } = await this.held.unsettled(before, HOLDS_AT_ONCE, after);
    let settled = 0;
    let failed = 0;
    for (const { tenantId, id: subjectId } of data) {
      signal.throwIfAborted();
      try {
        await this.one({ tenantId, subjectId }, signal);
        settled += 1;
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        // It has changed in this moment: its message, or the next sweep, goes on.
        if (error.code === 'etag-mismatch') continue;
        failed += 1;
        this.logger.error({ subjectId, code: error.code }, 'a legal hold could not be brought to the file store');
      }
    }
    return { counts: { holdsSettled: settled, holdsFailed: failed }, next };
  }

  private async release(document: HeldDocument): Promise<void> {
    const { tenantId, id } = document;
    const released: HeldDocument = { ...document, legalHold: undefined };
    if (released.kind === 'synthesis') {
      const left = await this.commit.save<Synthesis>(released);
      if (isExpired(left, Date.now())) await this.expireSyntheses.one({ tenantId, subjectId: id });
      return;
    }
    if (released.status !== 'deleted') {
      await this.commit.save(released);
      return;
    }
    await this.recordRemoval(document);
    await this.erased.add(tenantId, id);
    for (const container of CONTAINERS[released.kind]) await this.blobs.erase(container, resultPrefix(tenantId, id));
    if (released.kind === 'upload') await this.documents.remove(document);
    else if (released.receipt) await this.commit.save(erasedConsent(released, released.receipt));
  }

  private async recordRemoval({ tenantId, id, kind, legalHold }: HeldDocument): Promise<void> {
    await this.auditLog.append(tenantId, {
      eventId: `${id}:retention.delete:legal-hold`,
      action: 'retention.delete',
      outcome: 'accepted',
      // The same each time that it is recorded, so that it is appended once.
      at: legalHold?.releasedAt ?? '',
      actor: { kind: 'system', id: 'worker' },
      subject: { kind, id },
      details: { class: CLASSES[kind], after: 'legal-hold' },
    });
  }
}
