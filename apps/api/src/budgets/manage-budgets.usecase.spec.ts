import { beforeEach, describe, expect, it, vi } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { aConfig } from '#config/testing';
import { Budgets, BudgetStore } from '#documents';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, NO_SPENDING, type Spending } from '#domain';
import { anId, aVoice, stub, TENANT } from '#domain/testing';
import { MemoryContainer } from '#storage/testing';
import type { AuditTrail } from '#intake';
import type { UsageTotals } from '../usage/usage-totals.service.ts';
import { budgetParamsSchema, budgetView, updateBudgetSchema } from './budgets.schema.ts';
import { ManageBudgets, MAX_VOICE_BUDGETS } from './manage-budgets.usecase.ts';

const VOICE = anId('voice');
const NOW = Date.parse('2026-11-16T00:00:00.000Z');
const prices = { perMillion: { live: 24, queued: 24, batch: 24 }, currency: 'EUR' };

let audited: unknown[];
let used: Spending;
let budgets: Budgets;
let manage: ManageBudgets;

beforeEach(async () => {
  audited = [];
  used = { characters: 300, costMicros: 7_200 };
  const documents = new TestDocuments();
  await documents.store.create(aVoice());
  budgets = new Budgets({
    store: new BudgetStore(new MemoryContainer().asContainer),
    alerts: { tellSoftLimit: () => Promise.resolve() },
    prices: prices.perMillion,
    logger: { warn: vi.fn() },
    now: () => NOW,
  });
  manage = new ManageBudgets(
    budgets,
    documents.store,
    stub<UsageTotals>({ ofMonth: () => Promise.resolve({ all: used, byVoice: new Map([[VOICE, used]]) }) }),
    stub<AuditTrail>({ recordFirst: (_, event) => Promise.resolve(void audited.push(event)) }),
    aConfig({ prices }),
  );
});

const update = (scope: string, body: unknown, ifMatch?: string) =>
  manage.update(aPrincipal(), scope, updateBudgetSchema.parse(body), ifMatch, NOW);

describe(ManageBudgets.name, () => {
  it('sets limits, after the audit log has them, and shows them', async () => {
    const updated = await update('tenant', { characters: { soft: 800, hard: 1_000 }, cost: { hard: 0.024 } });
    expect(budgetView(updated)).toEqual({
      scope: 'tenant',
      characters: { soft: 800, hard: 1_000 },
      cost: { hard: 0.024 },
      currency: 'EUR',
      updatedAt: '2026-11-16T00:00:00.000Z',
    });
    expect(await manage.get(aPrincipal(), 'tenant')).toEqual(updated);
    expect(audited).toMatchObject([
      {
        action: 'budget.update',
        subject: { kind: 'route', id: '/v1/budgets/tenant' },
        details: { 'characters.soft': 800, 'characters.hard': 1_000, 'costMicros.hard': 24_000 },
      },
    ]);
  });

  it('counts what was spoken in the month before there was a budget, and forecasts its end', async () => {
    await update('tenant', { characters: { soft: 200, hard: 1_000 } });
    await update(VOICE, { characters: { hard: 300 } });
    expect(await manage.list(aPrincipal(), NOW)).toEqual({
      period: '2026-11',
      endsAt: '2026-12-01T00:00:00.000Z',
      currency: 'EUR',
      usage: { characters: 300, cost: 0.0072 },
      forecast: { characters: 600, cost: 0.0144 },
      data: [
        expect.objectContaining({
          scope: 'tenant',
          used: { characters: 300, cost: 0.0072 },
          forecast: { characters: 600, cost: 0.0144 },
          state: 'soft-limit-reached',
        }),
        expect.objectContaining({ scope: VOICE, state: 'exhausted' }),
      ],
    });
  });

  it('keeps what is used when limits change, and shows nothing without limits', async () => {
    await update('tenant', { characters: { hard: 1_000 } });
    await budgets.charge(TENANT, VOICE, 'queued', () => 700);
    used = { characters: 0, costMicros: 0 };
    await update('tenant', { characters: { hard: 2_000 } });
    expect((await manage.list(aPrincipal(), NOW)).data[0]?.used.characters).toBeGreaterThanOrEqual(1_000);
    await update('tenant', {});
    expect((await manage.list(aPrincipal(), NOW)).data).toEqual([]);
    expect((await manage.get(aPrincipal(), 'tenant')).account).toBeUndefined();
    expect(await budgets.isLimited(TENANT, VOICE)).toBe(false);
  });

  it('goes on counting when limits are removed and set again in a month', async () => {
    await update('tenant', { characters: { hard: 1_000 } });
    const charge = await budgets.charge(TENANT, VOICE, 'queued', () => 500);
    await update('tenant', {});
    await update('tenant', { characters: { hard: 1_000 } });
    const isUsed = async () => (await manage.list(aPrincipal(), NOW)).data[0]?.used.characters;
    expect(await isUsed()).toBe(300 + 500);
    await budgets.settle({ tenantId: TENANT, operationId: 'op_1', charged: charge?.charged }, NO_SPENDING);
    expect(await isUsed()).toBe(300);
    await update('tenant', {});
    // Spoken while there was no budget.
    used = { characters: 900, costMicros: 21_600 };
    await update('tenant', { characters: { hard: 1_000 } });
    expect(await isUsed()).toBe(900);
  });

  it('has an ETag that only a change of the limits changes', async () => {
    const { etag } = await update('tenant', { characters: { hard: 1_000 } });
    await budgets.charge(TENANT, VOICE, 'queued', () => 100);
    const next = await update('tenant', { characters: { hard: 2_000 } }, `"${etag}"`);
    expect(next.etag).not.toBe(etag);
    expect(await update('tenant', {}, `"${etag}"`).catch(errorCodeOf)).toBe('etag-mismatch');
    expect(audited).toHaveLength(2);
  });

  it('refuses the budget of a voice that is not there, and one voice too many', async () => {
    expect(await update(anId('voice', 9), { characters: { hard: 1 } }).catch(errorCodeOf)).toBe('not-found');
    const ledger = await budgets.read(TENANT);
    const { account } = await update(VOICE, { characters: { hard: 1 } });
    if (!account) throw new Error('no account');
    await update(VOICE, {});
    await budgets.change(TENANT, (current) => ({
      ...current,
      version: ledger.version,
      accounts: Object.fromEntries(
        Array.from({ length: MAX_VOICE_BUDGETS }, (_, index) => [anId('voice', index + 10), account]),
      ),
    }));
    expect(await update(VOICE, { characters: { hard: 1 } }).catch(errorCodeOf)).toBe('state-conflict');
    await expect(update('tenant', { characters: { hard: 1 } })).resolves.toMatchObject({ scope: 'tenant' });
  });
});

describe('limits', () => {
  it.each([
    { characters: { soft: 2, hard: 1 } },
    { characters: { hard: -1 } },
    { characters: { hard: 1.5 } },
    { cost: { hard: -0.1 } },
    { money: {} },
  ])('are not %j', (body) => {
    expect(updateBudgetSchema.safeParse(body).success).toBe(false);
  });

  it('belong to the tenant or a voice', () => {
    expect(['tenant', VOICE].every((scope) => budgetParamsSchema.safeParse({ scope }).success)).toBe(true);
    expect(['tenants', 'voice', `x${VOICE}`].some((scope) => budgetParamsSchema.safeParse({ scope }).success)).toBe(
      false,
    );
  });
});
