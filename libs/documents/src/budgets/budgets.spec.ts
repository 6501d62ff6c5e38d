import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type BudgetAccount, type BudgetLimits, errorCodeOf, NO_SPENDING, TENANT_SCOPE } from '#domain';
import { MemoryContainer } from '#storage/testing';
import { BudgetStore } from './budget-store.ts';
import { BUDGET_IDLE_MS, Budgets, type Charge } from './budgets.ts';

const TENANT = 'contoso';
const VOICE = 'vce_1';
const PRICES = { live: 24, queued: 24, batch: 24 };

let now: number;
let container: MemoryContainer;
let store: BudgetStore;
let told: string[];

beforeEach(() => {
  now = Date.parse('2026-11-16T12:00:00.000Z');
  container = new MemoryContainer();
  store = new BudgetStore(container.asContainer);
  told = [];
});

function aProcess(): Budgets {
  return new Budgets({
    store,
    alerts: { tellSoftLimit: (_, scope, { period }) => Promise.resolve(void told.push(`${scope} ${period}`)) },
    prices: PRICES,
    logger: { warn: vi.fn() },
    now: () => now,
    pause: () => Promise.resolve(),
  });
}

function limits(characters: BudgetLimits['characters'], costMicros: BudgetLimits['costMicros'] = {}): BudgetLimits {
  return { characters, costMicros };
}

async function set(scopes: Readonly<Record<string, BudgetLimits>>): Promise<void> {
  const account = (of: BudgetLimits): BudgetAccount => ({
    limits: of,
    version: 1,
    updatedAt: '2026-11-01T00:00:00.000Z',
    period: '2026-11',
    drawn: NO_SPENDING,
    leases: [],
  });
  const accounts = Object.fromEntries(Object.entries(scopes).map(([scope, of]) => [scope, account(of)]));
  await store.write(TENANT, { accounts, version: 1, settled: [], etag: undefined });
}

const drawn = async (scope = TENANT_SCOPE) => (await store.read(TENANT)).accounts[scope]?.drawn.characters;

function charge(of: Budgets, characters: number, voiceId = VOICE): Promise<Charge | undefined> {
  return of.charge(TENANT, voiceId, 'queued', () => characters);
}

async function isCharged(of: Budgets, characters: number): Promise<boolean> {
  try {
    await charge(of, characters);
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'budget-exhausted') return false;
    throw error;
  }
}

describe(Budgets.name, () => {
  it('counts nothing and reads once in half a minute where no budget is set', async () => {
    const budgets = aProcess();
    const characters = vi.fn(() => 1);
    for (let request = 0; request < 100; request++) {
      expect(await budgets.charge(TENANT, VOICE, 'live', characters)).toBeUndefined();
    }
    expect(await budgets.isLimited(TENANT, VOICE)).toBe(false);
    expect([container.calls, characters.mock.calls.length]).toEqual([1, 0]);
  });

  it('writes for a slice, not for a request', async () => {
    await set({ [TENANT_SCOPE]: limits({ hard: 10_000_000 }) });
    const budgets = aProcess();
    const before = container.calls;
    for (let request = 0; request < 200; request++) await charge(budgets, 100);
    // One read, and one write for each 20,000 characters.
    expect(container.calls - before).toBe(2);
  });

  it('refuses at the limit, says so without retry, and goes on with less', async () => {
    await set({ [TENANT_SCOPE]: limits({ hard: 100 }) });
    const budgets = aProcess();
    await charge(budgets, 90);
    await expect(charge(budgets, 11)).rejects.toMatchObject({
      code: 'budget-exhausted',
      retryable: false,
      retryAfterMs: undefined,
    });
    await charge(budgets, 10);
    const { calls } = container;
    for (let request = 0; request < 50; request++) expect(await isCharged(budgets, 20)).toBe(false);
    // The first of them asks; the others are refused by its answer.
    expect(container.calls - calls).toBeLessThanOrEqual(2);
  });

  it('charges the tenant and the voice, and refuses by either', async () => {
    await set({ [TENANT_SCOPE]: limits({ hard: 1_000 }), [VOICE]: limits({}, { hard: 2_400 }) });
    const budgets = aProcess();
    expect((await charge(budgets, 100))?.charged).toEqual({
      characters: 100,
      costMicros: 2_400,
      period: '2026-11',
      scopes: [TENANT_SCOPE, VOICE],
    });
    expect(await isCharged(budgets, 1)).toBe(false);
    expect((await charge(budgets, 1, 'vce_2'))?.charged.scopes).toEqual([TENANT_SCOPE]);
  });

  it('accepts as much again after a charge was canceled', async () => {
    await set({ [TENANT_SCOPE]: limits({ hard: 100 }) });
    const budgets = aProcess();
    (await charge(budgets, 100))?.cancel();
    expect(await isCharged(budgets, 100)).toBe(true);
    expect(await isCharged(budgets, 1)).toBe(false);
  });

  it('begins with nothing drawn in a new month, and learns of new limits within a minute', async () => {
    await set({ [TENANT_SCOPE]: limits({ hard: 100 }) });
    const budgets = aProcess();
    await charge(budgets, 100);
    now = Date.parse('2026-12-01T00:00:00.000Z');
    await charge(budgets, 100);
    expect(await isCharged(budgets, 1)).toBe(false);
    const { accounts, ...ledger } = await store.read(TENANT);
    const account = { ...(accounts[TENANT_SCOPE] as BudgetAccount), limits: limits({ hard: 200 }) };
    await store.write(TENANT, { ...ledger, accounts: { [TENANT_SCOPE]: account } });
    now += 60_000;
    expect(await isCharged(budgets, 100)).toBe(true);
  });

  it('settles the charge of a job once, for what it did not spend or spent beyond', async () => {
    await set({ [TENANT_SCOPE]: limits({ hard: 1_000 }) });
    const budgets = aProcess();
    const charged = (await charge(budgets, 500))?.charged;
    const failed = { tenantId: TENANT, operationId: 'op_1', charged };
    await budgets.settle(failed, NO_SPENDING);
    await aProcess().settle(failed, NO_SPENDING);
    expect(await drawn()).toBe(0);
    await budgets.settle({ ...failed, operationId: 'op_2' }, { characters: 600, costMicros: 14_400 });
    expect(await drawn()).toBe(100);
    const writes = container.calls;
    await budgets.settle({ ...failed, operationId: 'op_3' }, { characters: 500, costMicros: 12_000 });
    await budgets.settle({ tenantId: TENANT, operationId: 'op_4' }, NO_SPENDING);
    expect(container.calls).toBe(writes);
  });

  it('does not settle into another month', async () => {
    await set({ [TENANT_SCOPE]: limits({ hard: 1_000 }) });
    const budgets = aProcess();
    const charged = (await charge(budgets, 500))?.charged;
    now = Date.parse('2026-12-01T00:00:00.000Z');
    await charge(budgets, 300);
    await budgets.settle({ tenantId: TENANT, operationId: 'op_1', charged }, NO_SPENDING);
    expect(await drawn()).toBeGreaterThanOrEqual(300);
  });

  it('tells of the soft limit once in a month, whichever process finds it reached', async () => {
    await set({ [TENANT_SCOPE]: limits({ soft: 500, hard: 100_000 }) });
    const processes = [aProcess(), aProcess()];
    for (let request = 0; request < 20; request++) await Promise.all(processes.map((each) => charge(each, 500)));
    await expect.poll(async () => (await store.read(TENANT)).accounts[TENANT_SCOPE]?.toldFor).toBe('2026-11');
    expect(new Set(told)).toEqual(new Set(['tenant 2026-11']));
    told = [];
    await Promise.all([...processes, aProcess()].map((each) => charge(each, 500)));
    expect(told).toEqual([]);
  });

  it('gives back a slice that is idle, and all of them when the process stops', async () => {
    await set({ [TENANT_SCOPE]: limits({ hard: 100_000 }) });
    const budgets = aProcess();
    await charge(budgets, 10);
    expect(await drawn()).toBe(200);
    await budgets.returnIdle();
    expect(await drawn()).toBe(200);
    now += BUDGET_IDLE_MS;
    await budgets.returnIdle();
    expect(await drawn()).toBe(10);
    await charge(budgets, 10);
    await budgets.onApplicationShutdown();
    expect(await drawn()).toBe(20);
    const { calls } = container;
    now += BUDGET_IDLE_MS;
    await budgets.returnIdle();
    expect(container.calls).toBe(calls);
  });

  it('spends nothing that it may not have drawn, when the store fails', async () => {
    await set({ [TENANT_SCOPE]: limits({ hard: 1_000 }) });
    const budgets = aProcess();
    await charge(budgets, 100);
    container.failures.push(Object.assign(new Error('away'), { code: 503 }));
    await expect(charge(budgets, 500)).rejects.toMatchObject({ code: 'dependency-unavailable' });
    await charge(budgets, 900);
    expect(await isCharged(budgets, 1)).toBe(false);
  });

  it('lets 16 clients of several processes spend at least 99 % of the limit, and never more', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 20_000, max: 2_000_000 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 200 })),
        async (processCount, hard, sizes) => {
          container = new MemoryContainer();
          store = new BudgetStore(container.asContainer);
          await set({ [TENANT_SCOPE]: limits({ hard }) });
          const processes = Array.from({ length: processCount }, aProcess);
          let spent = 0;
          let atFirstRefusal: number | undefined;
          const client = async (index: number): Promise<void> => {
            const budgets = processes[index % processCount] as Budgets;
            for (;;) {
              const size = Math.ceil((sizes.next().value * hard) / 200_000);
              if (!(await isCharged(budgets, size))) {
                atFirstRefusal ??= spent + size;
                return;
              }
              spent += size;
            }
          };
          await Promise.all(Array.from({ length: 16 }, (_, index) => client(index)));
          expect(spent).toBeLessThanOrEqual(hard);
          expect(atFirstRefusal ?? 0).toBeGreaterThanOrEqual(hard * 0.99);
        },
      ),
      { numRuns: 8 },
    );
  });
});
