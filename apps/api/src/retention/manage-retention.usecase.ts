import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import { cursorOf, DueDocuments, DueMoves, RetentionStore, type StoredRetention } from '#documents';
import { kindOfId, movableClassOf, ServiceError } from '#domain';
import { AuditTrail, invalidRequest } from '#intake';
import { checkIfMatch } from '../platform/resources/if-match.ts';
import { previewPage, type PreviewPage } from './preview-page.ts';
import {
  ownDaysOf,
  ownMovesOf,
  type PreviewRetentionBody,
  type ShownRetention,
  type UpdateRetentionBody,
} from './retention.schema.ts';

const PREVIEWED_AT_ONCE = 100;
const NO_MOVES = { due: [], next: undefined };

/** Shows and changes how long the data of a tenant is kept, and shows what that removes. See ADR 188. */
@Injectable()
export class ManageRetention {
  constructor(
    private readonly policies: RetentionStore,
    private readonly due: DueDocuments,
    private readonly dueMoves: DueMoves,
    private readonly audit: AuditTrail,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws ServiceError `dependency-unavailable` */
  async get({ tenantId }: Principal): Promise<ShownRetention> {
    return this.shown(await this.policies.read(tenantId));
  }

  /**
   * Recorded before it is done: an administrator must not act unseen.
   * @throws ServiceError `etag-mismatch`, also when somebody else changes it in this moment, and `dependency-unavailable`
   */
  async update(
    principal: Principal,
    body: UpdateRetentionBody,
    ifMatch?: string,
    now = Date.now(),
  ): Promise<ShownRetention> {
    const { tenantId } = principal;
    const found = await this.policies.read(tenantId);
    checkIfMatch(ifMatch, this.shown(found));
    const [days, moves] = [ownDaysOf(body), ownMovesOf(body)];
    await this.audit.recordFirst(principal, {
      action: 'retention.update',
      subject: { kind: 'route', id: '/v1/retention' },
      eventId: `retention.update:${randomUUID()}`,
      details: Object.fromEntries([
        ...Object.entries(days).map(([name, set]) => [name, set ?? 'keep'] as const),
        ...Object.entries(moves).map(([name, { tier, afterDays }]) => [`${name}Tier`, `${tier}:${afterDays}`] as const),
      ]),
    });
    const written = await this.policies.write(tenantId, days, new Date(now).toISOString(), found, moves);
    if (written) return this.shown(written);
    throw new ServiceError('etag-mismatch', 'Somebody else changed the policy in this moment. Read it again.');
  }

  /**
   * What the sweep would remove or move now, of this tenant: one page.
   * @throws ServiceError `invalid-request` for a cursor that is none, `dependency-unavailable`
   */
  async preview(
    { tenantId }: Principal,
    { class: name, afterDays, moveTo, moveAfterDays, limit = PREVIEWED_AT_ONCE, after }: PreviewRetentionBody,
    now = Date.now(),
  ): Promise<PreviewPage> {
    const { days, moves = {} } = await this.policies.read(tenantId);
    const asked = { tenantId, now, limit, after: after === undefined ? undefined : idOf(after) };
    const removals = await this.due.page(name, {
      ...asked,
      policies: new Map([[tenantId, afterDays === undefined ? days : { ...days, [name]: afterDays }]]),
      defaults: this.config.retention.days,
    });
    const movable = movableClassOf(name);
    const given = moveTo !== undefined && moveAfterDays !== undefined && { tier: moveTo, afterDays: moveAfterDays };
    const own = given
      ? { days: { ...days, [name]: days[name] ?? null }, moves: { ...moves, [name]: given } }
      : { days, moves };
    const moved = movable && {
      ...asked,
      policies: new Map([[tenantId, own]]),
      defaults: this.config.retention.moves,
    };
    const page = previewPage(removals, movable && moved ? await this.dueMoves.page(movable, moved) : NO_MOVES, limit);
    return { ...page, next: page.next === undefined ? undefined : cursorOf(page.next) };
  }

  private shown(stored: StoredRetention): ShownRetention {
    const { days: defaults, moves: defaultMoves, usageDays } = this.config.retention;
    return { stored, defaults, defaultMoves, usageDays, etag: stored.etag ?? '0' };
  }
}

function idOf(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (kindOfId(id) !== undefined) return id;
  const detail = 'is not a cursor of this list. Use the `next` of an earlier page';
  throw invalidRequest([{ pointer: '/after', code: 'invalid-cursor', detail }]);
}
