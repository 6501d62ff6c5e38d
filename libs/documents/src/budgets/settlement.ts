import {
  type BudgetAccount,
  type Charged,
  isNoSpending,
  mostSpending,
  returnToBudget,
  type Spending,
  sumOfSpending,
} from '#domain';
import type { BudgetLedger, SettledOperation } from './budget-store.ts';

/** Far more than are settled between the write of the ledger and that of the note. */
export const SETTLED_KEPT = 200;

export interface Settlement {
  readonly tenantId: string;
  /** The id under which its charge is settled. */
  readonly operationId: string;
  readonly charged?: Charged | undefined;
}

/**
 * The ledger after an operation was settled: with the difference between what was counted for it before, first its charge, and what it has spent.
 * @param noted what was counted for it when it was settled before, where the ledger may have forgotten it
 * @returns undefined when there is nothing to change
 */
export function settledLedger<L extends BudgetLedger>(
  ledger: L,
  operationId: string,
  charged: Charged,
  spent: Spending,
  noted: Spending | undefined,
): L | undefined {
  const before = settledIn(ledger, operationId)?.counted ?? noted;
  // Usage only grows: a run that has counted less has looked earlier.
  const counted = before ? mostSpending(before, spent) : spent;
  const left = sumOfSpending(before ?? charged, counted, -1);
  if (isNoSpending(left)) return undefined;
  const accounts = { ...ledger.accounts };
  // A month that is over is not counted further.
  const open = charged.scopes.filter((scope) => accounts[scope]?.period === charged.period);
  if (open.length === 0) return undefined;
  for (const scope of open) accounts[scope] = returnToBudget(accounts[scope] as BudgetAccount, left);
  const others = ledger.settled.filter((each) => each.operationId !== operationId);
  return { ...ledger, accounts, settled: [{ operationId, counted }, ...others].slice(0, SETTLED_KEPT) };
}

export function settledIn({ settled }: BudgetLedger, operationId: string): SettledOperation | undefined {
  return settled.find((each) => each.operationId === operationId);
}
