import { beforeEach, describe, expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import { TestDocuments } from '#documents/testing';
import type { Usage } from '#domain';
import { anId, aVoice, TENANT } from '#domain/testing';
import { UsageStore } from '#storage';
import { MemoryContainer } from '#storage/testing';
import { GroupUsage } from './group-usage.usecase.ts';
import { ReadUsage } from './read-usage.service.ts';
import type { UsageGrouping } from './usage.schema.ts';

const [ONE, OTHER, GONE] = [anId('voice', 1), anId('voice', 2), anId('voice', 3)];
const usage: Usage = {
  tenantId: TENANT,
  day: '2026-11-22',
  voiceId: ONE,
  kind: 'live',
  requests: 1,
  billedCharacters: 10,
  audioMs: 500,
};
const DAYS = { from: '2026-11-01', to: '2026-11-30', limit: 100 };
const config = aConfig({ prices: { perMillion: { live: 24, queued: 24, batch: 12 }, currency: 'USD' } });

let store: UsageStore;
let group: GroupUsage;
let counted = 0;

beforeEach(async () => {
  store = new UsageStore(new MemoryContainer().asContainer);
  const documents = new TestDocuments();
  await documents.store.create(aVoice({ id: ONE, ownerId: 'ada' }));
  await documents.store.create(aVoice({ id: OTHER, ownerId: 'ada' }));
  group = new GroupUsage(new ReadUsage(store), documents.store, config);
  for (const voiceId of [ONE, OTHER, GONE]) await count({ voiceId });
  await count({ kind: 'batch', day: '2026-11-02' });
});

function count(changes: Partial<Usage>): Promise<void> {
  return store.count(`syn_${++counted}`, { ...usage, ...changes });
}

const keys = async (groupBy: UsageGrouping, more: { voiceId?: string } = {}) =>
  (await group.execute(TENANT, { ...DAYS, ...more, groupBy })).data.map(({ key, requests, costMicros }) => [
    key,
    requests,
    costMicros,
  ]);

describe(GroupUsage.name, () => {
  it('adds up by day, by voice and by the owner of the voice, with the cost of each kind', async () => {
    expect(await keys('day')).toEqual([
      ['2026-11-22', 3, 720],
      ['2026-11-02', 1, 120],
    ]);
    expect(new Map((await keys('voice')).map(([key, ...sums]) => [key, sums]))).toEqual(
      new Map([
        [ONE, [2, 360]],
        [OTHER, [1, 240]],
        [GONE, [1, 240]],
      ]),
    );
    expect(await keys('owner')).toEqual([
      ['unknown', 1, 240],
      ['ada', 3, 600],
    ]);
    expect(await keys('owner', { voiceId: ONE })).toEqual([['ada', 2, 360]]);
  });

  it('goes on behind a cursor', async () => {
    const first = await group.execute(TENANT, { ...DAYS, limit: 1, groupBy: 'day' });
    const second = await group.execute(TENANT, { ...DAYS, limit: 1, groupBy: 'day', after: first.next });
    expect([first, second].flatMap(({ data }) => data.map(({ key }) => key))).toEqual(['2026-11-22', '2026-11-02']);
    expect(second.next).toBeUndefined();
    await expect(group.execute(TENANT, { ...DAYS, groupBy: 'day', after: '' })).rejects.toMatchObject({
      code: 'invalid-request',
    });
  });
});
