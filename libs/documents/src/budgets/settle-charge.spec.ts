import { beforeEach, describe, expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import type { Charged, Spending, Usage } from '#domain';
import { aBatch, aSynthesis, stub, TENANT } from '#domain/testing';
import { UsageStore } from '#storage';
import { MemoryContainer } from '#storage/testing';
import type { Budgets, Settlement } from './budgets.ts';
import { SettleCharge } from './settle-charge.ts';

const charged: Charged = { id: 'charge', characters: 100, costMicros: 2_400, period: '2026-11', scopes: ['tenant'] };
const usage: Usage = {
  tenantId: TENANT,
  day: '2026-11-22',
  voiceId: 'vce_1',
  kind: 'queued',
  requests: 1,
  billedCharacters: 30,
  audioMs: 1_000,
};

let store: UsageStore;
let settled: (readonly [operationId: string, spent: Spending])[];
let settle: SettleCharge;

beforeEach(() => {
  store = new UsageStore(new MemoryContainer().asContainer);
  settled = [];
  const budgets = stub<Budgets>({
    settle: ({ operationId }: Settlement, spent: Spending) => Promise.resolve(void settled.push([operationId, spent])),
  });
  const perMillion = { live: 24, queued: 24, batch: 12 };
  settle = new SettleCharge(budgets, store, aConfig({ prices: { perMillion, currency: 'USD' } }));
});

describe(SettleCharge.name, () => {
  it('settles the charge of a synthesis by what was counted as its usage', async () => {
    const synthesis = aSynthesis({ charged });
    await settle.execute(synthesis);
    await store.count(synthesis.id, usage);
    await store.count(`${synthesis.id.slice(0, -1)}Z`, usage);
    await settle.execute(synthesis);
    expect(settled).toEqual([
      [synthesis.operationId, { characters: 0, costMicros: 0 }],
      [synthesis.operationId, { characters: 30, costMicros: 720 }],
    ]);
  });

  it('adds up the jobs of a batch, of each attempt', async () => {
    const batch = aBatch({ charged });
    await store.count(`${batch.id}-1-1`, { ...usage, kind: 'batch' });
    await store.count(`${batch.id}-2-2`, { ...usage, kind: 'batch' });
    await settle.execute(batch);
    expect(settled).toEqual([[batch.operationId, { characters: 60, costMicros: 720 }]]);
  });

  it('asks for nothing where no budget was in force', async () => {
    await settle.execute(aSynthesis());
    expect(settled).toEqual([]);
  });
});
