import { describe, expect, it } from 'vitest';
import {
  accountInPeriod,
  type BudgetAccount,
  BUDGET_LEASE_MS,
  budgetPeriod,
  costOf,
  drawFromBudget,
  hasReachedLimit,
  isToBeTold,
  isWithinSlice,
  keptAccounts,
  NO_SPENDING,
  periodBounds,
  returnToBudget,
  spendingForecast,
} from './budget.ts';

const NOW = Date.parse('2026-11-16T00:00:00.000Z');
const account: BudgetAccount = {
  limits: { characters: { soft: 80_000, hard: 100_000 }, costMicros: {} },
  version: 1,
  updatedAt: '2026-11-01T00:00:00.000Z',
  period: '2026-11',
  drawn: NO_SPENDING,
  leases: [],
};
const need = { characters: 10, costMicros: 240 };
const draw = (from: BudgetAccount, given: Partial<Parameters<typeof drawFromBudget>[1]> = {}) =>
  drawFromBudget(from, { holder: 'a', held: NO_SPENDING, need, now: NOW, ...given });

describe(drawFromBudget.name, () => {
  it('draws a slice of 0.2 % of the limit, in the measures of the request', () => {
    const drawn = draw(account);
    expect(drawn?.held).toEqual({ characters: 200, costMicros: 4_800 });
    expect(drawn?.account.drawn).toEqual(drawn?.held);
    expect(drawn?.account.leases).toEqual([{ holder: 'a', held: { characters: 190, costMicros: 4_560 }, at: NOW }]);
  });

  it('draws what a large request needs, and nothing beyond it', () => {
    const large = { characters: 50_000, costMicros: 1_200_000 };
    expect(draw(account, { need: large })).toMatchObject({ held: large, account: { drawn: large, leases: [] } });
  });

  it('draws less near the limit, and refuses what goes beyond it', () => {
    const near = { ...account, drawn: { characters: 99_900, costMicros: 0 } };
    expect(draw(near)?.held.characters).toBe(25);
    const full = { ...account, drawn: { characters: 99_991, costMicros: 0 } };
    expect(draw(full)).toBeUndefined();
    expect(draw({ ...full, drawn: { characters: 99_990, costMicros: 0 } })?.held.characters).toBe(10);
  });

  it('draws no slice while others hold 0.8 % of the limit, unless they have had it for long', () => {
    const lease = { holder: 'b', held: { characters: 795, costMicros: 0 }, at: NOW };
    expect(draw({ ...account, leases: [lease] })?.held.characters).toBe(10);
    const old = { ...lease, at: NOW - BUDGET_LEASE_MS };
    expect(draw({ ...account, leases: [old] })?.held.characters).toBe(200);
  });

  it('takes back what the process still holds', () => {
    const before = { ...account, drawn: { characters: 1_000, costMicros: 24_000 } };
    const held = { characters: 4, costMicros: 96 };
    expect(draw(before, { held })?.account.drawn.characters).toBe(1_000 - 4 + 200);
  });

  it('keeps to the cost as well, whichever is exhausted first', () => {
    const both: BudgetAccount = {
      ...account,
      limits: { characters: { hard: 100_000 }, costMicros: { hard: 1_000_000 } },
      drawn: { characters: 0, costMicros: 999_800 },
    };
    expect(draw(both)).toBeUndefined();
    expect(draw({ ...both, drawn: { characters: 0, costMicros: 0 } })?.held.costMicros).toBe(2_000);
  });

  it('refuses nothing by a soft limit, and draws slices beyond it', () => {
    const soft: BudgetAccount = {
      ...account,
      limits: { characters: { soft: 80_000 }, costMicros: {} },
      drawn: { characters: 90_000, costMicros: 0 },
    };
    expect(draw(soft)?.held.characters).toBe(160);
  });
});

describe('the month of a budget', () => {
  it('is that of UTC, and begins with nothing drawn', () => {
    expect(budgetPeriod(Date.parse('2026-11-30T23:59:59.999Z'))).toBe('2026-11');
    const before = { ...account, drawn: { characters: 5, costMicros: 5 }, toldFor: '2026-11' };
    expect(accountInPeriod(before, '2026-12')).toMatchObject({ period: '2026-12', drawn: NO_SPENDING, leases: [] });
    expect(accountInPeriod(before, '2026-11')).toBe(before);
  });

  it('is not set back by a process whose clock is behind', () => {
    const next = { ...account, period: '2026-12' };
    expect(accountInPeriod(next, '2026-11')).toBe(next);
  });

  it('does not stay where a process has set it whose clock was far ahead', () => {
    const wrong = { ...account, period: '2027-01', drawn: need };
    expect(accountInPeriod(wrong, '2026-11')).toMatchObject({ period: '2026-11', drawn: NO_SPENDING });
    const december = { ...account, period: '2027-01' };
    expect(accountInPeriod(december, '2026-12')).toBe(december);
  });

  it('has its bounds also in December', () => {
    expect(periodBounds('2026-12')).toEqual({ from: Date.UTC(2026, 11, 1), to: Date.UTC(2027, 0, 1) });
  });

  it('ends with as much again in its middle', () => {
    const spent = { characters: 300, costMicros: 7_200 };
    expect(spendingForecast(spent, NOW)).toEqual({ characters: 600, costMicros: 14_400 });
    expect(spendingForecast(spent, Date.parse('2026-11-01T00:00:00.000Z')).characters).toBe(300 * 24 * 30);
  });
});

describe('what was drawn', () => {
  it('is given back, and never below nothing', () => {
    const before = {
      ...account,
      drawn: { characters: 100, costMicros: 10 },
      leases: [{ holder: 'a', held: need, at: 0 }],
    };
    expect(returnToBudget(before, need, 'a')).toMatchObject({ drawn: { characters: 90, costMicros: 0 }, leases: [] });
    expect(returnToBudget(before, { characters: -5, costMicros: 0 }).drawn.characters).toBe(105);
  });

  it('reaches a limit at its value, and the soft one is told once in a month', () => {
    const at = (characters: number) => ({ ...account, drawn: { characters, costMicros: 0 } });
    expect([79_999, 80_000].map((each) => hasReachedLimit(at(each), 'soft'))).toEqual([false, true]);
    expect(isToBeTold(at(80_000))).toBe(true);
    expect(isToBeTold({ ...at(80_000), toldFor: '2026-11' })).toBe(false);
    expect(isToBeTold({ ...at(80_000), toldFor: '2026-10' })).toBe(true);
  });
});

describe(costOf.name, () => {
  it('is the price of a million, rounded up to a millionth of the currency', () => {
    const prices = { live: 24, queued: 0.3, batch: 0 };
    expect(costOf(prices, 'live', 1_000_000)).toEqual({ characters: 1_000_000, costMicros: 24_000_000 });
    expect(costOf(prices, 'queued', 1).costMicros).toBe(1);
    expect(costOf(prices, 'batch', 10).costMicros).toBe(0);
  });
});

describe(isWithinSlice.name, () => {
  it('is a share of each limit', () => {
    const both = { ...account, limits: { characters: { hard: 100_000 }, costMicros: { soft: 1_000_000 } } };
    expect(isWithinSlice(both, { characters: 200, costMicros: 2_000 })).toBe(true);
    expect(isWithinSlice(both, { characters: 201, costMicros: 0 })).toBe(false);
    expect(isWithinSlice(both, { characters: 0, costMicros: 2_001 })).toBe(false);
  });
});

describe(keptAccounts.name, () => {
  it('keeps all with limits, and of those without the latest of the month', () => {
    const limits = { characters: {}, costMicros: {} };
    const removed = (day: number, period = '2026-11') => ({
      ...account,
      limits,
      period,
      updatedAt: `2026-11-0${day}T00:00:00.000Z`,
    });
    const accounts = { a: removed(1), b: removed(3), c: removed(2), d: removed(4, '2026-10'), e: account };
    expect(Object.keys(keptAccounts(accounts, '2026-11', 2)).toSorted()).toEqual(['b', 'c', 'e']);
  });
});
