import type { Container } from '@azure/cosmos';
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

/** What is stored of it. */
interface RetentionItem {
  readonly id: string;
  readonly partitionKey: string;
  readonly type: typeof TYPE;
  readonly tenantId: string;
  readonly days: OwnRetention;
  readonly updatedAt: string;
}

/** The policy of a tenant, as it was read or written. */
export interface StoredRetention {
  readonly days: OwnRetention;
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
    return found ? { days: found.days, updatedAt: found.updatedAt, etag: found._etag } : { days: {} };
  }

  /** @param before as it was read. @returns undefined when another process has written it in the meantime */
  async write(
    tenantId: string,
    days: OwnRetention,
    updatedAt: string,
    before: StoredRetention,
  ): Promise<StoredRetention | undefined> {
    const id = idOf(tenantId);
    const item: RetentionItem = { id, partitionKey: id, type: TYPE, tenantId, days, updatedAt };
    const etag =
      before.etag === undefined
        ? await createItem(this.container, item)
        : await replaceItem(this.container, item, before.etag);
    return etag === undefined ? undefined : { days, updatedAt, etag };
  }

  /** The policies of all tenants that have one, by tenant. */
  async all(): Promise<ReadonlyMap<string, OwnRetention>> {
    const query = 'SELECT * FROM c WHERE c.type = @type';
    const found = await queryItems<RetentionItem>(this.container, query, { type: TYPE });
    return new Map(found.map(({ tenantId, days }) => [tenantId, days]));
  }
}

function idOf(tenantId: string): string {
  return `retention:${tenantId}`;
}
