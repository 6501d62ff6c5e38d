import type { Container } from '@azure/cosmos';
import { type HoldableKind, HOLDABLE_KINDS, holdableKindOf, invalidCursor } from '#domain';
import { queryItems, type QueryValues, whereOf } from '#storage';
import type { Documents } from '../store/document-store.ts';
import { type CosmosItem, fromItem, type Stored } from '../store/stored-document.ts';

/** The part of `retention.sweep` that brings the legal hold of its subject to Storage, or clears it there. */
export const HELD_SUBJECT = 'hold';

export type HeldDocument = Stored<Documents[HoldableKind]>;

export interface HeldPage {
  readonly data: readonly HeldDocument[];
  /** Continues after this id; undefined at the end. */
  readonly next: string | undefined;
}

/** Finds documents with a legal hold. All methods throw ServiceError `dependency-unavailable`. See ADR 207. */
export class HeldDocuments {
  constructor(private readonly container: Container) {}

  /** Those of a tenant, in the order of ids. @param cursor a `next` of an earlier page, base64url. @throws ServiceError `invalid-request` */
  async page(tenantId: string, limit: number, cursor?: string): Promise<HeldPage> {
    const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
    if (after !== '' && holdableKindOf(after) === undefined) throw invalidCursor();
    return this.find({ tenantId, limit, after });
  }

  /** Those of all tenants of which Storage has not heard yet, since a worker died or the message was lost. @param before RFC 3339 */
  async unsettled(before: string, limit: number, after = ''): Promise<HeldPage> {
    return this.find({ before, limit, after });
  }

  private async find({ limit, ...given }: { limit: number; after: string; tenantId?: string; before?: string }) {
    const values: QueryValues = { kinds: [...HOLDABLE_KINDS], ...given };
    const conditions = [
      'ARRAY_CONTAINS(@kinds, c.kind)',
      'IS_DEFINED(c.legalHold)',
      'c.tenantId = @tenantId',
      'c.updatedAt < @before AND (NOT IS_DEFINED(c.legalHold.placedAt) OR IS_DEFINED(c.legalHold.releasedAt))',
      'c.id > @after',
    ];
    const query = `SELECT TOP ${Math.trunc(limit) + 1} * FROM c WHERE ${whereOf(conditions, values)} ORDER BY c.id`;
    const items = await queryItems<CosmosItem>(this.container, query, values);
    const data = items.slice(0, limit).map((item) => fromItem<Documents[HoldableKind]>(item));
    return { data, next: items.length > limit ? data.at(-1)?.id : undefined };
  }
}
