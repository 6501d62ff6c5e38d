import { beforeEach, describe, expect, it } from 'vitest';
import type { Usage } from '#domain';
import { anId, TENANT } from '#domain/testing';
import { UsageStore } from '#storage';
import { MemoryContainer } from '#storage/testing';
import { ReadUsage } from './read-usage.service.ts';

const usage: Usage = {
  tenantId: TENANT,
  day: '2026-11-22',
  voiceId: anId('voice'),
  kind: 'live',
  requests: 1,
  billedCharacters: 10,
  audioMs: 500,
};

let store: UsageStore;
beforeEach(() => {
  store = new UsageStore(new MemoryContainer().asContainer);
});

const sums = (from: string, to: string) => new ReadUsage(store).sums({ tenantId: TENANT, from, to });

describe(ReadUsage.name, () => {
  it('adds up the parts of days that are not summed up, newest day first', async () => {
    await store.count('syn_1', usage);
    await store.count('syn_2', usage);
    await store.count('syn_3', { ...usage, day: '2026-11-21' });
    expect((await sums('2026-11-21', '2026-11-22')).map(({ day, requests }) => [day, requests])).toEqual([
      ['2026-11-22', 2],
      ['2026-11-21', 1],
    ]);
    expect(await sums('2026-11-23', '2026-11-30')).toEqual([]);
  });

  it('takes the sum of a day that is summed up', async () => {
    await store.count('syn_1', usage);
    await store.sumUp({ ...usage, requests: 7 });
    await store.noteSummed(usage.day);
    expect((await sums(usage.day, usage.day)).map(({ requests }) => requests)).toEqual([7]);
  });
});
