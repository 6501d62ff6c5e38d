import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import { Commit, cursorOf, DocumentStore, HELD_SUBJECT, type HeldDocument, HeldDocuments, type Page } from '#documents';
import {
  type AuditAction,
  type HoldableKind,
  holdableKindOf,
  type LegalHold,
  type OutboxMessage,
  ServiceError,
} from '#domain';
import { AuditTrail } from '#intake';
import { messages } from '#messaging';
import { checkIfMatch } from '../platform/resources/if-match.ts';
import { conflict, Holdable } from './holdable.ts';
import { holdOf, type HoldsQuery, type UpdateHoldBody } from './holds.schema.ts';

/** Sets and clears legal holds, and shows them. The worker places them at Storage, and clears them there. See ADR 207. */
@Injectable()
export class ManageHolds {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly held: HeldDocuments,
    private readonly commit: Commit,
    private readonly holdable: Holdable,
    private readonly audit: AuditTrail,
  ) {}

  /** Of the tenant, in the order of ids. @throws ServiceError `invalid-request` for a cursor that is none */
  async list({ tenantId }: Principal, { limit, after }: HoldsQuery): Promise<Page<HeldDocument>> {
    const { data, next } = await this.held.page(tenantId, limit, after);
    return { data, next: next === undefined ? undefined : cursorOf(next) };
  }

  /** @throws ServiceError `not-found`, also when it has no hold */
  async get({ tenantId }: Principal, id: string): Promise<HeldDocument> {
    const document = await this.documents.get(kindOf(id), tenantId, id);
    holdOf(document);
    return document;
  }

  /**
   * Recorded before it is done: an administrator must not act unseen.
   * @throws ServiceError `legal-holds-disabled`, `not-found`, `state-conflict` for what is being removed or has no files, `etag-mismatch`
   */
  async set(
    principal: Principal,
    id: string,
    { reason }: UpdateHoldBody,
    ifMatch?: string,
    now = Date.now(),
  ): Promise<HeldDocument> {
    if (!this.config.retention.legalHolds) {
      throw new ServiceError(
        'legal-holds-disabled',
        'The storage of this deployment takes no legal holds. Its operator sets `retention.legalHolds` of the template, and LEGAL_HOLDS.',
      );
    }
    const change = async (document: HeldDocument): Promise<HeldDocument | undefined> => {
      const before = document.legalHold;
      if (before?.releasedAt !== undefined) {
        throw conflict('The hold is being cleared. Wait until it is gone, and set it again.');
      }
      if (before?.reason === reason) return undefined;
      if (before) return changed(document, { ...before, reason });
      await this.holdable.check(document, now);
      const setAt = new Date(now).toISOString();
      return changed(document, { reason, setBy: principal.objectId, setAt }, messageOf(document, `hold-${now}`));
    };
    return this.write(principal, id, { action: 'legal-hold.set', ifMatch, change });
  }

  /**
   * Also while it is being placed: placing may fail permanently.
   * @throws ServiceError `not-found`, also when it has no hold; `etag-mismatch`
   */
  async clear(principal: Principal, id: string, ifMatch?: string, now = Date.now()): Promise<HeldDocument> {
    const change = async (document: HeldDocument): Promise<HeldDocument | undefined> => {
      const hold = holdOf(document);
      if (hold.releasedAt !== undefined) return undefined;
      return changed(
        document,
        { ...hold, releasedAt: new Date(now).toISOString() },
        messageOf(document, `release-${now}`),
      );
    };
    return this.write(principal, id, { action: 'legal-hold.clear', ifMatch, change });
  }

  private async write(
    principal: Principal,
    id: string,
    options: {
      readonly action: AuditAction;
      readonly ifMatch: string | undefined;
      readonly change: (document: HeldDocument) => Promise<HeldDocument | undefined>;
    },
  ): Promise<HeldDocument> {
    const { action, ifMatch, change } = options;
    const { tenantId } = principal;
    const kind = kindOf(id);
    const found: HeldDocument = await this.documents.get<HoldableKind>(kind, tenantId, id);
    checkIfMatch(ifMatch, found);
    if ((await change(found)) === undefined) return found;
    await this.audit.recordFirst(principal, {
      action,
      subject: { kind, id },
      eventId: `${action}:${randomUUID()}`,
    });
    const written = await this.commit.update<HoldableKind>(kind, tenantId, id, change, { found, following: 'moment' });
    if (written) return written;
    throw new ServiceError('not-found', 'It was removed in this moment.');
  }
}

function changed<D extends HeldDocument>(document: D, legalHold: LegalHold, message?: OutboxMessage): D {
  return { ...document, legalHold, outbox: [...document.outbox, ...(message ? [message] : [])] };
}

function messageOf({ tenantId, id: subjectId }: HeldDocument, part: string): OutboxMessage {
  return messages.retentionSweep({ tenantId, subjectId, data: { part: HELD_SUBJECT }, part });
}

function kindOf(id: string): HoldableKind {
  const kind = holdableKindOf(id);
  if (kind) return kind;
  throw new ServiceError('not-found', 'There is nothing with this id that can be held.');
}
