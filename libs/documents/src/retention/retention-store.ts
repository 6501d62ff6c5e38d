import type { Container } from '@azure/cosmos';
import type { TierMoves } from '#domain';
import { createItem, queryItems, readItem, replaceItem } from '#storage';

/** Days after the creation; `null`: kept, whatever the deployment says. A class that is absent follows the deployment. */
export interface OwnRetention {
  readonly raw?: number | null;
  readonly sample?: number | null;
  readonly archive?: number | null;
  readonly consentEvidence?: number | null;
  readonly result?: number | null;
  readonly batch?: number | null;
  readonly deliveryLog?: number | null;
}

/** Where the files of each class go, days after the creation. */
interface StoredMove {
  readonly tier: 'cool' | 'cold';
  readonly afterDays: number;
}

/** What is stored of it. */
interface RetentionItem {
  readonly id: string;
  readonly partitionKey: string;
  readonly type: typeof TYPE;
  readonly tenantId: string;
  readonly days: OwnRetention;
  /** Of classes with a rule; absent where nothing is moved. */
  readonly moves?: {
    readonly raw?: StoredMove;
    readonly sample?: StoredMove;
    readonly archive?: StoredMove;
    readonly consentEvidence?: StoredMove;
    readonly result?: StoredMove;
    readonly batch?: StoredMove;
  };
  readonly updatedAt: string;
}

/** What a tenant has set: the days of its rules, and where its files go. */
export interface OwnMoves {
  readonly days: OwnRetention;
  readonly moves: TierMoves;
}

/** The policy of a tenant, as it was read or written. */
export interface StoredRetention {
  readonly days: OwnRetention;
  /** Where the files of classes with a rule go. */
  readonly moves?: TierMoves | undefined;
  /** Undefined while the tenant has none. */
  readonly updatedAt?: string | undefined;
  readonly etag?: string | undefined;
}

const TYPE = 'retention';

/**
 * One document for each tenant that has set a policy, in the container `usage`, without a time to live. All methods throw ServiceError
 * `dependency-unavailable`.
 */
export class RetentionStore {
  constructor(private readonly container: Container) {}

  async read(tenantId: string): Promise<StoredRetention> {
    const id = idOf(tenantId);
    const found = await readItem<RetentionItem>(this.container.item(id, id));
    if (!found) return { days: {} };
    const { days, moves, updatedAt, _etag: etag } = found;
    return { days, moves, updatedAt, etag };
  }

  /** @param before as it was read. @returns undefined when another process has written it in the meantime */
  async write(
    tenantId: string,
    days: OwnRetention,
    updatedAt: string,
    before: StoredRetention,
    moves: TierMoves = {},
  ): Promise<StoredRetention | undefined> {
    const id = idOf(tenantId);
    const given = Object.keys(moves).length > 0 ? { moves } : {};
    const item: RetentionItem = { id, partitionKey: id, type: TYPE, tenantId, days, updatedAt, ...given };
    const etag =
      before.etag === undefined
        ? await createItem(this.container, item)
        : await replaceItem(this.container, item, before.etag);
    return etag === undefined ? undefined : { days, ...given, updatedAt, etag };
  }

  /** The policies of all tenants that have one, by tenant. */
  async all(): Promise<ReadonlyMap<string, OwnRetention>> {
    return new Map((await this.items()).map(({ tenantId, days }) => [tenantId, days]));
  }

  /** Like `all`, with where the files of their classes go. */
  async allMoves(): Promise<ReadonlyMap<string, OwnMoves>> {
    return new Map((await this.items()).map(({ tenantId, days, moves = {} }) => [tenantId, { days, moves }]));
  }

  private items(): Promise<RetentionItem[]> {
    return queryItems<RetentionItem>(this.container, 'SELECT * FROM c WHERE c.type = @type', { type: TYPE });
  }
}

function idOf(tenantId: string): string {
  return `retention:${tenantId}`;
}
