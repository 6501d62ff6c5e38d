import { beforeEach, describe, expect, it } from 'vitest';
import type { Usage } from '#domain';
import { failure, MemoryContainer } from '../../testing/memory-container.ts';
import { UsageStore } from './usage-store.ts';

const CONTOSO = '11111111-1111-4111-8111-111111111111';
const FABRIKAM = '22222222-2222-4222-8222-222222222222';
const usage: Usage = {
  tenantId: CONTOSO,
  day: '2026-11-22',
  voiceId: 'vce_1',
  kind: 'queued',
  requests: 1,
  billedCharacters: 30,
  audioMs: 1_500,
};
const query = { tenantId: CONTOSO, from: '2026-11-01', to: '2026-11-30' };

let container: MemoryContainer;
let store: UsageStore;

beforeEach(() => {
  container = new MemoryContainer();
  store = new UsageStore(container.asContainer);
});

async function all(pages: AsyncGenerator<readonly Usage[]>): Promise<Usage[]> {
  const found: Usage[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

describe(UsageStore.name, () => {
  it('counts what has one id once, on the day on which it was first counted', async () => {
    await store.count('syn_1', usage);
    await store.count('syn_1', { ...usage, day: '2026-11-24' });
    expect(await all(store.parts(query))).toEqual([expect.objectContaining(usage)]);
  });

  it('does not take a failure for a count', async () => {
    container.failures.push(failure(503));
    await expect(store.count('syn_1', usage)).rejects.toMatchObject({ code: 'dependency-unavailable' });
    expect(await all(store.parts(query))).toEqual([]);
  });

  it('waits for a container that was not created yet', async () => {
    container.failures.push(failure(404), failure(404));
    await expect(store.count('syn_1', usage)).rejects.toMatchObject({ code: 'dependency-unavailable' });
    await expect(all(store.parts(query))).rejects.toMatchObject({ code: 'dependency-unavailable' });
  });

  it('keeps how much something has come to be, also when an answer was lost', async () => {
    const etag = await store.keep('live:1', usage);
    const more = await store.keep('live:1', { ...usage, requests: 2 }, etag);
    expect(more).not.toBe(etag);
    // As if the writer had heard of neither.
    await store.keep('live:1', { ...usage, requests: 3 });
    await store.keep('live:1', { ...usage, requests: 4 }, etag);
    expect(await all(store.parts(query))).toEqual([expect.objectContaining({ requests: 4 })]);
  });

  it('lets a sum grow, and never shrink', async () => {
    await store.sumUp({ ...usage, requests: 2, billedCharacters: 60 });
    await store.sumUp({ ...usage, requests: 5, billedCharacters: 90 });
    await store.sumUp(usage);
    expect(await all(store.sums(query))).toEqual([expect.objectContaining({ requests: 5, billedCharacters: 90 })]);
    expect(await all(store.parts(query))).toEqual([]);
  });

  it('reads the days, the voice and the tenant that are requested, both ends included', async () => {
    for (const [index, day] of ['2026-10-31', '2026-11-01', '2026-11-15', '2026-11-30', '2026-12-01'].entries()) {
      await store.count(`syn_${index}`, { ...usage, day, voiceId: index === 2 ? 'vce_2' : 'vce_1' });
    }
    await store.count('syn_other', { ...usage, tenantId: FABRIKAM });
    const daysOf = async (voiceId?: string): Promise<string[]> =>
      (await all(store.parts({ ...query, voiceId }))).map(({ day }) => day);
    expect(await daysOf()).toEqual(['2026-11-01', '2026-11-15', '2026-11-30']);
    expect(await daysOf('vce_2')).toEqual(['2026-11-15']);
    expect((await all(store.partsOfDay('2026-11-22'))).map(({ tenantId }) => tenantId)).toEqual([FABRIKAM]);
  });

  it('asks for one tenant by its partition and in the query, so that neither alone keeps tenants apart', async () => {
    const asked: { readonly query: { readonly query: string }; readonly options: unknown }[] = [];
    const { query: ask } = container.items;
    container.items.query = (given, options) => {
      asked.push({ query: given, options });
      return ask(given, options);
    };
    await all(store.parts(query));
    await all(store.sums(query));
    expect(asked).toHaveLength(2);
    for (const { query: given, options } of asked) {
      expect(given.query).toContain('c.partitionKey = @tenantId');
      expect(options).toMatchObject({ partitionKey: CONTOSO });
    }
  });

  it('reads more than fits into one page', async () => {
    for (let index = 0; index < 1_001; index++) await store.count(`syn_${index}`, usage);
    expect(await all(store.parts(query))).toHaveLength(1_001);
  });

  it('knows which days are summed up', async () => {
    for (const day of ['2026-10-31', '2026-11-01', '2026-11-01', '2026-11-30']) await store.noteSummed(day);
    expect([...(await store.summedDays('2026-11-01', '2026-11-30'))]).toEqual(['2026-11-01', '2026-11-30']);
  });

  it('keeps nothing forever, and parts for longer than their day can be summed up', async () => {
    await store.count('syn_1', usage);
    await store.sumUp(usage);
    await store.noteSummed(usage.day);
    const days = [...container.stored.values()].map(({ ttl }) => Number(ttl) / 86_400);
    expect(days).toEqual([40, 400, 400]);
  });
});
