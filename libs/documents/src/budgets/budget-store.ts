import type { Container } from '@azure/cosmos';
import type { BudgetAccount, Spending } from '#domain';
import { createItem, readItem, replaceItem } from '#storage';

const DAY_S = 86_400;
/** A charge counts for its month: longer than that, nobody settles it. */
const SETTLEMENT_KEPT_S = 40 * DAY_S;

/** An operation whose charge was settled, and what budgets count for it since. */
export interface SettledOperation {
  readonly operationId: string;
  readonly counted: Spending;
}

/** The budgets of a tenant, as they were read or written. */
export interface BudgetLedger {
  /** By scope: `tenant`, or the id of a voice. A scope without limits has none. */
  readonly accounts: Readonly<Record<string, BudgetAccount>>;
  /** Grows with each change of limits. */
  readonly version: number;
  /** The last ones, the latest first: until each has a note of its own. */
  readonly settled: readonly SettledOperation[];
}

/** What is stored of it. */
interface BudgetItem extends BudgetLedger {
  readonly id: string;
  readonly partitionKey: string;
}

/** The note of an operation whose charge was settled: the ledger keeps only the last ones. */
interface SettlementItem {
  readonly id: string;
  readonly partitionKey: string;
  readonly counted: Spending;
  /** Seconds after its last change after which Cosmos DB removes it. */
  readonly ttl: number;
}

export interface NotedSettlement {
  readonly counted: Spending;
  readonly etag: string;
}

export interface StoredLedger extends BudgetLedger {
  /** Undefined while there is no document. */
  readonly etag: string | undefined;
}

/**
 * One document for each tenant that has set a budget, in the container `usage`, without a time to live: the limits of all its budgets, and
 * what was drawn from them. Beside it, a note for each operation whose charge was settled. All methods throw ServiceError `dependency-unavailable`.
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

  async findSettlement(tenantId: string, operationId: string): Promise<NotedSettlement | undefined> {
    const found = await readItem<SettlementItem>(this.container.item(settlementIdOf(operationId), idOf(tenantId)));
    return found && { counted: found.counted, etag: found._etag };
  }

  /** @param etag of the note before, if there was one. @returns whether it was written: not when another process was faster */
  async noteSettlement(tenantId: string, settled: SettledOperation, etag: string | undefined): Promise<boolean> {
    const { operationId, counted } = settled;
    const item: SettlementItem = {
      id: settlementIdOf(operationId),
      partitionKey: idOf(tenantId),
      counted,
      ttl: SETTLEMENT_KEPT_S,
    };
    const written =
      etag === undefined ? await createItem(this.container, item) : await replaceItem(this.container, item, etag);
    return written !== undefined;
  }
}

function idOf(tenantId: string): string {
  return `budgets:${tenantId}`;
}

function settlementIdOf(operationId: string): string {
  return `settled:${operationId}`;
}
