import { describe, expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import { type Usage } from '#domain';
import { anId, stub, TENANT } from '#domain/testing';
import type { ReadUsage } from './read-usage.service.ts';
import { UsageTotals } from './usage-totals.service.ts';

const [ONE, OTHER] = [anId('voice', 1), anId('voice', 2)];
const usage: Usage = {
  tenantId: TENANT,
  day: '2026-11-22',
  voiceId: ONE,
  kind: 'live',
  requests: 1,
  billedCharacters: 10,
  audioMs: 500,
};

describe(UsageTotals.name, () => {
  it('adds up the UTC month of all voices and of each, by the price of each kind', async () => {
    const asked: object[] = [];
    const read = stub<ReadUsage>({
      sums: (query) => {
        asked.push(query);
        return Promise.resolve([usage, { ...usage, kind: 'batch' }, { ...usage, voiceId: OTHER }]);
      },
    });
    const perMillion = { live: 24, queued: 24, batch: 12 };
    const totals = new UsageTotals(read, aConfig({ prices: { perMillion, currency: 'USD' } }));
    const { all, byVoice } = await totals.ofMonth(TENANT, Date.parse('2026-11-25T23:59:00.000Z'));
    expect(asked).toEqual([{ tenantId: TENANT, from: '2026-11-01', to: '2026-11-25' }]);
    expect(all).toEqual({ characters: 30, costMicros: 600 });
    expect([ONE, OTHER].map((id) => byVoice.get(id)?.costMicros)).toEqual([360, 240]);
  });
});
