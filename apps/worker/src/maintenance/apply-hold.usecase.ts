import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, ErasedSubjects, type HeldDocument, HeldDocuments } from '#documents';
import {
  erasedConsent,
  type ErrorCode,
  type HoldableKind,
  holdableKindOf,
  isExpired,
  type LegalHold,
  resultPrefix,
  ServiceError,
  type Synthesis,
} from '#domain';
import type { MessageSubject } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { AuditLog, BlobEraser, BlobHolds } from '#storage';
import type { SweptPage } from '../platform/swept-page.ts';
import { ExpireSyntheses } from '../syntheses/expire-syntheses.service.ts';
import { HELD_CONTAINERS, removalOfHeld } from './held-files.ts';

const HOLDS_AT_ONCE = 100;
/** A message about a hold that is younger is still under way. */
const UNSETTLED_AFTER_MS = 3_600_000;

/** What a container answers that takes no holds. A hold that was never placed may be cleared all the same. */
const TAKES_NO_HOLDS: ReadonlySet<ErrorCode> = new Set(['state-conflict', 'internal']);

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
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @returns milliseconds until it can be cleared; undefined when all is done
   * @throws ServiceError `etag-mismatch` when it has changed meanwhile: then all of it is done again
   */
  async one({ tenantId, subjectId }: MessageSubject, signal: AbortSignal): Promise<number | undefined> {
    const kind = holdableKindOf(subjectId);
    if (kind === undefined) return undefined;
    const document: HeldDocument | undefined = await this.documents.findLatest<HoldableKind>(kind, tenantId, subjectId);
    const hold = document?.legalHold;
    if (document && hold && hold.releasedAt === undefined) {
      if (hold.placedAt === undefined) await this.place(document, hold, signal);
      return undefined;
    }
    const leftMs = hold ? this.settlesInMs(hold) : 0;
    if (leftMs > 0) return leftMs;
    const wasPlaced = hold?.placedAt !== undefined;
    for (const container of HELD_CONTAINERS[kind]) {
      await this.free(container, resultPrefix(tenantId, subjectId), wasPlaced, signal);
    }
    if (document && hold) await this.release(document);
    return undefined;
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
        if ((await this.one({ tenantId, subjectId }, signal)) === undefined) settled += 1;
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

  private async place(document: HeldDocument, hold: LegalHold, signal: AbortSignal): Promise<void> {
    const { kind, tenantId, id, etag } = document;
    for (const container of HELD_CONTAINERS[kind]) {
      const latest: HeldDocument | undefined = await this.documents.findLatest<HoldableKind>(kind, tenantId, id);
      if (latest?.etag !== etag) throw new ServiceError('etag-mismatch', 'It has changed while the hold was placed.');
      await this.holds.set(container, resultPrefix(tenantId, id), true, signal);
    }
    const placedAt = new Date().toISOString();
    await this.commit.save<HeldDocument>({ ...document, legalHold: { ...hold, placedAt } });
  }

  /** By then, nobody still places it who had read the document before. */
  private settlesInMs({ placedAt, releasedAt = '' }: LegalHold): number {
    return Date.parse(placedAt ?? releasedAt) + this.config.retention.erasureSettleMs - Date.now();
  }

  private async free(container: string, prefix: string, wasPlaced: boolean, signal: AbortSignal): Promise<void> {
    try {
      await this.holds.set(container, prefix, false, signal);
    } catch (error) {
      const takesNone = error instanceof ServiceError && TAKES_NO_HOLDS.has(error.code);
      if (wasPlaced || !takesNone) throw error;
    }
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
    await this.auditLog.append(tenantId, removalOfHeld(document));
    await this.erased.add(tenantId, id);
    for (const container of HELD_CONTAINERS[released.kind])
      await this.blobs.erase(container, resultPrefix(tenantId, id));
    if (released.kind === 'upload') await this.documents.remove(document);
    else if (released.receipt) await this.commit.save(erasedConsent(released, released.receipt));
  }
}
