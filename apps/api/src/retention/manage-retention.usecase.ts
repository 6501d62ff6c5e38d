import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { CONFIG, type Config } from '#config';
import { cursorOf, type DuePage, DueDocuments, RetentionStore, type StoredRetention } from '#documents';
import { kindOfId, ServiceError } from '#domain';
import { AuditTrail, invalidRequest } from '#intake';
import { checkIfMatch } from '../platform/resources/if-match.ts';
import {
  ownDaysOf,
  type PreviewRetentionBody,
  type ShownRetention,
  type UpdateRetentionBody,
} from './retention.schema.ts';

const PREVIEWED_AT_ONCE = 100;

/** Shows and changes how long the data of a tenant is kept, and shows what that removes. See ADR 188. */
@Injectable()
export class ManageRetention {
  constructor(
    private readonly policies: RetentionStore,
    private readonly due: DueDocuments,
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
    const days = ownDaysOf(body);
    await this.audit.recordFirst(principal, {
      action: 'retention.update',
      subject: { kind: 'route', id: '/v1/retention' },
      eventId: `retention.update:${randomUUID()}`,
      details: Object.fromEntries(Object.entries(days).map(([name, set]) => [name, set ?? 'keep'])),
    });
    const written = await this.policies.write(tenantId, days, new Date(now).toISOString(), found);
    if (written) return this.shown(written);
    throw new ServiceError('etag-mismatch', 'Somebody else changed the policy in this moment. Read it again.');
  }

  /**
   * What the sweep would remove now, of this tenant: one page.
   * @throws ServiceError `invalid-request` for a cursor that is none, `dependency-unavailable`
   */
  async preview(
    { tenantId }: Principal,
    { class: name, afterDays, limit = PREVIEWED_AT_ONCE, after }: PreviewRetentionBody,
    now = Date.now(),
  ): Promise<DuePage> {
    const { days } = await this.policies.read(tenantId);
    const page = await this.due.page(name, {
      tenantId,
      policies: new Map([[tenantId, afterDays === undefined ? days : { ...days, [name]: afterDays }]]),
      defaults: this.config.retention.days,
      now,
      limit,
      after: after === undefined ? undefined : idOf(after),
    });
    return { ...page, next: page.next === undefined ? undefined : cursorOf(page.next) };
  }

  private shown(stored: StoredRetention): ShownRetention {
    const { days: defaults, usageDays } = this.config.retention;
    return { stored, defaults, usageDays, etag: stored.etag ?? '0' };
  }
}

function idOf(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (kindOfId(id) !== undefined) return id;
  const detail = 'is not a cursor of this list. Use the `next` of an earlier page';
  throw invalidRequest([{ pointer: '/after', code: 'invalid-cursor', detail }]);
}
