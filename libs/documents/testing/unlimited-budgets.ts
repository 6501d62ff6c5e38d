import { stub } from '#domain/testing';
import type { Budgets } from '../src/index.ts';

/** Budgets of tenants that have set none. */
export function unlimitedBudgets(): Budgets {
  return stub<Budgets>({
    charge: () => Promise.resolve(undefined),
    isLimited: () => Promise.resolve(false),
  });
}
