import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type BudgetAccount, type BudgetLimits, errorCodeOf, NO_SPENDING, TENANT_SCOPE } from '#domain';
import { MemoryContainer } from '#storage/testing';
import { BudgetStore } from './budget-store.ts';
import { BUDGET_IDLE_MS, Budgets, type Charge } from './budgets.ts';
import { SETTLED_KEPT } from './settlement.ts';

const TENANT = 'contoso';
const VOICE = 'vce_1';
const PRICES = { live: 24, queued: 24, batch: 24 };

let now: number;
let container: MemoryContainer;
let store: BudgetStore;
let told: string[];
let warned: string[];
let pauses: number;

beforeEach(() => {
  now = Date.parse('2026-11-16T12:00:00.000Z');
  container = new MemoryContainer();
  store = new BudgetStore(container.asContainer);
  told = [];
  warned = [];
  pauses = 0;
});

function aProcess(): Budgets {
  return new Budgets({
    store,
    alerts: { tellSoftLimit: (_, scope, { period }) => Promise.resolve(void told.push(`${scope} ${period}`)) },
    prices: PRICES,
    logger: { warn: (_: unknown, line?: string) => void warned.push(line ?? '') },
    now: () => now,
    pause: () => Promise.resolve(void (pauses += 1)),
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
      id: expect.any(String),
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

  it('gives back a canceled batch at once, and keeps a canceled slice', async () => {
    await set({ [TENANT_SCOPE]: limits({ hard: 100_000 }) });
    const budgets = aProcess();
    const batch = await charge(budgets, 50_000);
    batch?.cancel();
    batch?.cancel();
    expect(await isCharged(aProcess(), 60_000)).toBe(true);
    await expect.poll(() => drawn()).toBe(60_000);
    (await charge(budgets, 10))?.cancel();
    const before = container.calls;
    await charge(budgets, 200);
    expect(container.calls).toBe(before);
  });

  it('cancels a charge unless the document holds it', async () => {
    await set({ [TENANT_SCOPE]: limits({ hard: 1_000 }) });
    const budgets = aProcess();
    const [one, other] = [await charge(budgets, 100), await charge(budgets, 100)];
    one?.cancelUnless(one.charged);
    other?.cancelUnless(one?.charged);
    await expect.poll(() => drawn()).toBe(100);
    one?.cancelUnless(undefined);
    await expect.poll(() => drawn()).toBe(0);
  });

  it('tells without a charge whether a budget covers a batch', async () => {
    await set({ [TENANT_SCOPE]: limits({ hard: 1_000 }), [VOICE]: limits({ hard: 500 }) });
    const budgets = aProcess();
    await budgets.check(TENANT, VOICE, 'batch', 500);
    expect(await budgets.check(TENANT, VOICE, 'batch', 501).catch(errorCodeOf)).toBe('budget-exhausted');
    expect(await budgets.check(TENANT, 'vce_2', 'batch', 1_001).catch(errorCodeOf)).toBe('budget-exhausted');
    expect([await drawn(), await drawn(VOICE)]).toEqual([0, 0]);
  });

  it('charges to the month in which it was drawn', async () => {
    await set({ [TENANT_SCOPE]: limits({ hard: 1_000 }) });
    const budgets = aProcess();
    await budgets.isLimited(TENANT, VOICE);
    const { promise: midnight, resolve: strike } = Promise.withResolvers<void>();
    const read = store.read.bind(store);
    vi.spyOn(store, 'read').mockImplementationOnce(async (tenantId) => {
      await midnight;
      return read(tenantId);
    });
    const before = budgets.change(TENANT, () => undefined);
    const counted = vi.fn(() => 500);
    const charging = budgets.charge(TENANT, VOICE, 'queued', counted);
    await expect.poll(() => counted.mock.calls.length).toBe(1);
    now = Date.parse('2026-12-01T00:00:00.000Z');
    strike();
    await before;
    expect((await charging)?.charged.period).toBe('2026-12');
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
    const { etag } = await store.read(TENANT);
    const { size } = container.stored;
    await budgets.settle({ ...failed, operationId: 'op_3' }, { characters: 500, costMicros: 12_000 });
    await budgets.settle({ tenantId: TENANT, operationId: 'op_4' }, NO_SPENDING);
    expect([(await store.read(TENANT)).etag, container.stored.size]).toEqual([etag, size]);
  });

  it('adds what was counted after a charge was settled, and takes nothing twice', async () => {
    await set({ [TENANT_SCOPE]: limits({ hard: 1_000_000 }) });
    const budgets = aProcess();
    const charged = (await charge(budgets, 5_000))?.charged;
    const canceled = { tenantId: TENANT, operationId: 'op_canceled', charged };
    const spent = (characters: number) => ({ characters, costMicros: 24 * characters });
    await budgets.settle(canceled, spent(1_000));
    await budgets.settle(canceled, spent(1_500));
    // By a run that has looked earlier.
    await budgets.settle(canceled, spent(1_000));
    expect(await drawn()).toBe(1_500);
    // The ledger has forgotten it by then.
    for (let each = 0; each <= SETTLED_KEPT; each++) {
      await budgets.settle({ ...canceled, operationId: `op_${each}` }, spent(5_001));
    }
    const before = 1_500 + SETTLED_KEPT + 1;
    expect(await drawn()).toBe(before);
    await aProcess().settle(canceled, spent(1_500));
    expect(await drawn()).toBe(before);
    await aProcess().settle(canceled, spent(1_600));
    expect(await drawn()).toBe(before + 100);
  });

  it('notes what was settled when the process that settled it has died before', async () => {
    await set({ [TENANT_SCOPE]: limits({ hard: 1_000 }) });
    const charged = (await charge(aProcess(), 500))?.charged;
    const canceled = { tenantId: TENANT, operationId: 'op_1', charged };
    vi.spyOn(store, 'noteSettlement').mockRejectedValueOnce(new Error('died'));
    await expect(aProcess().settle(canceled, NO_SPENDING)).rejects.toThrow('died');
    await aProcess().settle(canceled, NO_SPENDING);
    expect(await drawn()).toBe(0);
    expect(await store.findSettlement(TENANT, 'op_1')).toMatchObject({ counted: NO_SPENDING });
  });

  it('lets the writes of one process wait for each other instead of racing', async () => {
    await set({ [TENANT_SCOPE]: limits({ hard: 100_000 }) });
    const budgets = aProcess();
    const charged = (await charge(budgets, 500))?.charged;
    const settling = Array.from({ length: 50 }, (_, each) =>
      budgets.settle({ tenantId: TENANT, operationId: `op_${each}`, charged }, { characters: 501, costMicros: 12_000 }),
    );
    await Promise.all([...settling, charge(budgets, 700)]);
    expect([await drawn(), pauses]).toEqual([500 + 50 + 700, 0]);
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
    await expect.poll(() => warned).toEqual(['a budget has reached its soft limit']);
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
