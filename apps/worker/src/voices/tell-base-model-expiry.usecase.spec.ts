import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TraceStore } from '#documents';
import { TestDocuments } from '#documents/testing';
import { ServiceError, type Voice } from '#domain';
import { anEndpoint, anId, aVoice, stub, TENANT } from '#domain/testing';
import type { BaseModel } from '#speech';
import { MakeDeliveries } from '../webhooks/make-deliveries.service.ts';
import { TellBaseModelExpiry } from './tell-base-model-expiry.usecase.ts';

const END = '2027-10-01T00:00:00.000Z';
const DAY_MS = 86_400_000;
const { signal } = new AbortController();

let documents: TestDocuments;
let traces: TraceStore;
let models: readonly BaseModel[];
let tell: TellBaseModelExpiry;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  documents = new TestDocuments();
  traces = new TraceStore(documents.container.asContainer);
  models = [{ name: 'Old', expirationDateTime: '2027-10-01T00:00:00Z' }, { name: 'New' }];
  const { store, commit } = documents;
  const customVoice = { listBaseModels: () => Promise.resolve(models) };
  tell = new TellBaseModelExpiry(stub(customVoice), traces, new MakeDeliveries(store, commit), commit);
  await store.create(anEndpoint({ events: ['voice.base-model-expiring'] }));
});
afterEach(() => void vi.useRealTimers());

const voice = (number: number, changes: Partial<Voice> = {}) =>
  documents.store.create(
    aVoice({ id: anId('voice', number), baseModel: 'Old', announced: { status: 'ready', count: 1 }, ...changes }),
  );
const runAt = async (daysBefore: number) => {
  vi.setSystemTime(Date.parse(END) - daysBefore * DAY_MS);
  return (await tell.execute(undefined, signal)).counts;
};
const told = async () => (await documents.store.list('delivery', TENANT, { limit: 100 })).data;

describe(TellBaseModelExpiry.name, () => {
  it('tells the owner 90, 30 and 7 days before, once each, however often it runs', async () => {
    await voice(1);
    const counts: number[] = [];
    for (let days = 100; days >= -3; days -= 0.5) counts.push((await runAt(days))['ownersTold'] ?? 0);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
    const times = (await told()).map(({ payload }) => (JSON.parse(payload) as { timestamp: string }).timestamp);
    const before = times.map((time) => (Date.parse(END) - Date.parse(time)) / DAY_MS);
    expect(before.toSorted((a, b) => b - a)).toEqual([90, 30, 7]);
    expect(await documents.store.get('voice', TENANT, anId('voice', 1))).toMatchObject({
      status: 'ready',
      baseModelNotice: { expiresAt: END, daysBefore: 7 },
    });
  });

  it('catches up with one notice after an outage, and for a voice that is enrolled late', async () => {
    await voice(1);
    await voice(2, { createdAt: new Date(Date.parse(END) - 20 * DAY_MS).toISOString() });
    expect(await runAt(19)).toEqual({ ownersTold: 2 });
    expect(await runAt(18)).toEqual({ ownersTold: 0 });
    expect(await told()).toHaveLength(2);
  });

  it('tells again when Azure names another end', async () => {
    await voice(1);
    await runAt(80);
    models = [{ name: 'Old', expirationDateTime: '2027-09-01T00:00:00Z' }];
    expect(await runAt(79)).toEqual({ ownersTold: 1 });
  });

  it('leaves alone voices of other base models, and voices that are not enrolled', async () => {
    await voice(1, { baseModel: 'New' });
    await voice(2, { status: 'training' });
    await voice(3, { status: 'deleted' });
    expect(await runAt(5)).toEqual({ ownersTold: 0 });
    await voice(4, { status: 'suspended', announced: { status: 'suspended', count: 1 } });
    expect(await runAt(5)).toEqual({ ownersTold: 1 });
  });

  it('looks for voices only when a base model expires soon', async () => {
    const find = vi.spyOn(traces, 'voicesOfBaseModels');
    await runAt(91);
    expect(find).not.toHaveBeenCalled();
    await runAt(90);
    expect(find).toHaveBeenCalledTimes(1);
  });

  it('makes the same delivery when it dies before the voice notes it', async () => {
    await voice(1);
    const save = vi.spyOn(documents.commit, 'save');
    save.mockRejectedValueOnce(new ServiceError('etag-mismatch', 'changed'));
    expect(await runAt(30)).toEqual({ ownersTold: 0 });
    expect(await runAt(29)).toEqual({ ownersTold: 1 });
    expect(await told()).toHaveLength(1);
  });

  it('goes through many voices page by page', async () => {
    for (let number = 1; number <= 101; number++) await voice(number);
    vi.setSystemTime(Date.parse(END));
    const first = await tell.execute(undefined, signal);
    expect(first).toEqual({ counts: { ownersTold: 100 }, next: anId('voice', 100) });
    expect(await tell.execute(first.next, signal)).toEqual({ counts: { ownersTold: 1 }, next: undefined });
  });
});
