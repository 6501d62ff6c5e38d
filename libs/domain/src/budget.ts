import { type UsageKind, usageDay } from './usage.ts';

/** Characters as Azure bills them, and their cost in millionths of the currency of the price table. Both are integers. */
export interface Spending {
  readonly characters: number;
  readonly costMicros: number;
}

export const NO_SPENDING: Spending = { characters: 0, costMicros: 0 };

/** Limits of one measure. `soft` tells, `hard` refuses; an absent one does neither. */
export interface BudgetLimit {
  readonly soft?: number | undefined;
  readonly hard?: number | undefined;
}

export type BudgetLimits = Readonly<Record<keyof Spending, BudgetLimit>>;

/** The scope of a budget: all speech of the tenant, or one voice by its id. */
export const TENANT_SCOPE = 'tenant';

/** What one process holds of a budget: it may spend that without asking. */
export interface BudgetLease {
  /** The process: a new id at each start. */
  readonly holder: string;
  readonly held: Spending;
  /** When it was drawn, epoch milliseconds. */
  readonly at: number;
}

/** A budget and what was drawn from it in a month. */
export interface BudgetAccount {
  readonly limits: BudgetLimits;
  /** Counts the changes of the limits within the tenant. */
  readonly version: number;
  /** RFC 3339 UTC. */
  readonly updatedAt: string;
  /** The UTC month that `drawn` is of, as `2026-11`. */
  readonly period: string;
  /** Spent, or held by a process. */
  readonly drawn: Spending;
  readonly leases: readonly BudgetLease[];
  /** The month in which the soft limit was last told. */
  readonly toldFor?: string | undefined;
}

/** What a job was charged when it was accepted; absent from jobs that no budget was in force for. */
export interface Charged extends Spending {
  /** Tells the charges of two runs of one request apart. */
  readonly id: string;
  readonly period: string;
  /** The budgets that it was charged to. */
  readonly scopes: readonly string[];
}

/** All processes together hold at most this share of a limit: so much of it may be unspent when the first request is refused. */
const MAX_HELD_SHARE = 0.008;
/** One process draws at most this share at a time. */
const SLICE_SHARE = 0.002;
/** Near its limit a budget gives at most this share of what is left. */
const REMAINING_SHARE = 0.25;
/** A slice that was drawn longer ago is not counted as held: its process has spent it, returned it or died. */
export const BUDGET_LEASE_MS = 600_000;

/** The UTC month of a time in epoch milliseconds, as `2026-11`. */
export function budgetPeriod(at: number): string {
  return usageDay(at).slice(0, 7);
}

/** When a month begins and ends, epoch milliseconds; the end is not part of it. */
export function periodBounds(period: string): { readonly from: number; readonly to: number } {
  const [year = 0, month = 1] = period.split('-').map(Number);
  return { from: Date.UTC(year, month - 1, 1), to: Date.UTC(year, month, 1) };
}

/** The spending at the end of the month if it goes on as until now. In the first hour it counts as if that hour was over. */
export function spendingForecast(spent: Spending, now: number): Spending {
  const { from, to } = periodBounds(budgetPeriod(now));
  const factor = (to - from) / Math.max(now - from, 3_600_000);
  return { characters: Math.round(spent.characters * factor), costMicros: Math.round(spent.costMicros * factor) };
}

/** The cost of characters of one kind of speech. @param prices of a million characters, in units of the currency */
export function costOf(prices: Readonly<Record<UsageKind, number>>, kind: UsageKind, characters: number): Spending {
  // A price of a million in units is the price of one in millionths.
  return { characters, costMicros: Math.ceil(characters * prices[kind]) };
}

export function sumOfSpending(one: Spending, other: Spending, sign: 1 | -1 = 1): Spending {
  return {
    characters: one.characters + sign * other.characters,
    costMicros: one.costMicros + sign * other.costMicros,
  };
}

export function coversSpending(held: Spending, need: Spending): boolean {
  return held.characters >= need.characters && held.costMicros >= need.costMicros;
}

/** The larger of both in each measure. */
export function mostSpending(one: Spending, other: Spending): Spending {
  return {
    characters: Math.max(one.characters, other.characters),
    costMicros: Math.max(one.costMicros, other.costMicros),
  };
}

/**
 * The account in this month: a new month begins with nothing drawn. A process whose clock is behind leaves the new month as it is. A month further
 * ahead was written by a process whose clock is wrong, and does not stay.
 */
export function accountInPeriod(account: BudgetAccount, period: string): BudgetAccount {
  const next = budgetPeriod(periodBounds(period).to);
  if (account.period >= period && account.period <= next) return account;
  return { ...account, period, drawn: NO_SPENDING, leases: [] };
}

export function hasLimits({ characters, costMicros }: BudgetLimits): boolean {
  return [characters.soft, characters.hard, costMicros.soft, costMicros.hard].some((limit) => limit !== undefined);
}

/**
 * The accounts with limits, and of those without the latest of this month. What was charged to these may still be settled, and counts when they get
 * limits again.
 * @param max of those without
 */
export function keptAccounts(
  accounts: Readonly<Record<string, BudgetAccount>>,
  period: string,
  max: number,
): Readonly<Record<string, BudgetAccount>> {
  const limited = Object.entries(accounts).filter(([, { limits }]) => hasLimits(limits));
  const removed = Object.entries(accounts)
    .filter(([, account]) => !hasLimits(account.limits) && account.period >= period)
    .toSorted(([, one], [, other]) => (one.updatedAt > other.updatedAt ? -1 : 1));
  return Object.fromEntries([...limited, ...removed.slice(0, max)]);
}

/** Whether a process may keep this much of a budget for its next requests. */
export function isWithinSlice({ limits }: BudgetAccount, held: Spending): boolean {
  return (['characters', 'costMicros'] as const).every((measure) => {
    const { soft, hard } = limits[measure];
    const limit = hard ?? soft;
    return limit === undefined || held[measure] <= limit * SLICE_SHARE;
  });
}

/**
 * Draws what a request needs and a slice for the requests after it, and takes back what the process still holds.
 * @param account in the present month
 * @param held what the process has not spent of its last slice
 * @returns the account and what the process holds then, `need` included; undefined when a hard limit does not allow `need`
 */
export function drawFromBudget(
  account: BudgetAccount,
  { holder, held, need, now }: { holder: string; held: Spending; need: Spending; now: number },
): { readonly account: BudgetAccount; readonly held: Spending } | undefined {
  const before = atLeastZero(sumOfSpending(account.drawn, held, -1));
  const others = account.leases.filter((lease) => lease.holder !== holder && lease.at > now - BUDGET_LEASE_MS);
  let factor = Number.POSITIVE_INFINITY;
  for (const measure of ['characters', 'costMicros'] as const) {
    const { soft, hard } = account.limits[measure];
    const limit = hard ?? soft;
    if (limit === undefined) continue;
    const left = limit - before[measure];
    if (hard !== undefined && need[measure] > left) return undefined;
    // Beyond a soft limit slices are as large as far below it.
    const nearness = left > 0 ? left * REMAINING_SHARE : Number.POSITIVE_INFINITY;
    const heldByOthers = others.reduce((sum, lease) => sum + lease.held[measure], 0);
    const slice = Math.min(limit * SLICE_SHARE, limit * MAX_HELD_SHARE - heldByOthers, nearness);
    // A request that needs nothing of this measure sets it no bound.
    if (need[measure] > 0) factor = Math.min(factor, Math.max(slice, need[measure]) / need[measure]);
  }
  const granted = Number.isFinite(factor) ? times(need, factor) : need;
  const kept = sumOfSpending(granted, need, -1);
  const leases = isNoSpending(kept) ? others : [...others, { holder, held: kept, at: now }];
  return { account: { ...account, drawn: sumOfSpending(before, granted), leases }, held: granted };
}

/** Gives back what a process holds, or what a job did not spend. A negative amount is spent in addition. */
export function returnToBudget(account: BudgetAccount, amount: Spending, holder?: string): BudgetAccount {
  const leases = account.leases.filter((lease) => lease.holder !== holder);
  return { ...account, drawn: atLeastZero(sumOfSpending(account.drawn, amount, -1)), leases };
}

/** Whether a limit of this kind is reached in any measure. */
export function hasReachedLimit({ limits, drawn: sum }: BudgetAccount, kind: keyof BudgetLimit): boolean {
  return (['characters', 'costMicros'] as const).some((measure) => {
    const limit = limits[measure][kind];
    return limit !== undefined && sum[measure] >= limit;
  });
}

/** Whether the soft limit was reached in this account's month, and nobody was told yet. */
export function isToBeTold(account: BudgetAccount): boolean {
  return account.toldFor !== account.period && hasReachedLimit(account, 'soft');
}

function times({ characters, costMicros }: Spending, factor: number): Spending {
  return { characters: Math.floor(characters * factor), costMicros: Math.floor(costMicros * factor) };
}

function atLeastZero({ characters, costMicros }: Spending): Spending {
  return { characters: Math.max(0, characters), costMicros: Math.max(0, costMicros) };
}

export function isNoSpending({ characters, costMicros }: Spending): boolean {
  return characters === 0 && costMicros === 0;
}
