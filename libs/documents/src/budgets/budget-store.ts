import type { Container } from '@azure/cosmos';
import type { BudgetAccount } from '#domain';
import { createItem, readItem, replaceItem } from '#storage';

/** The budgets of a tenant, as they were read or written. */
export interface BudgetLedger {
  /** By scope: `tenant`, or the id of a voice. A scope without limits has none. */
  readonly accounts: Readonly<Record<string, BudgetAccount>>;
  /** Grows with each change of limits. */
  readonly version: number;
  /** Operations whose charge was settled, the latest first: each is settled once. */
  readonly settled: readonly string[];
}

/** What is stored of it. */
interface BudgetItem extends BudgetLedger {
  readonly id: string;
  readonly partitionKey: string;
}

export interface StoredLedger extends BudgetLedger {
  /** Undefined while there is no document. */
  readonly etag: string | undefined;
}

/**
 * One document for each tenant that has set a budget, in the container `usage`, without a time to live: the limits of all its budgets, and
 * what was drawn from them. All methods throw ServiceError `dependency-unavailable`.
 */
export class BudgetStore {
  constructor(private readonly container: Container) {}

  async read(tenantId: string): Promise<StoredLedger> {
    const id = idOf(tenantId);
    const found = await readItem<BudgetItem>(this.container.item(id, id));
    if (!found) return { accounts: {}, version: 0, settled: [], etag: undefined };
    const { accounts, version, settled, _etag: etag } = found;
    return { accounts, version, settled, etag };
  }

  /** @returns undefined when another process has written it in the meantime */
  async write(tenantId: string, { etag, ...ledger }: StoredLedger): Promise<StoredLedger | undefined> {
    const id = idOf(tenantId);
    const { accounts, version, settled } = ledger;
    const item: BudgetItem = { id, partitionKey: id, accounts, version, settled };
    const written =
      etag === undefined ? await createItem(this.container, item) : await replaceItem(this.container, item, etag);
    return written === undefined ? undefined : { ...ledger, etag: written };
  }
}

function idOf(tenantId: string): string {
  return `budgets:${tenantId}`;
}
