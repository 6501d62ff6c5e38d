import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { stub } from '#domain/testing';
import { itemProvenanceId, ProvenanceItems, ProvenanceStore } from '#storage';
import { aProvenanceRecord, MemoryBlobs, MemoryContainer } from '#storage/testing';
import { ReadRecord } from './read-record.usecase.ts';

const reader = aPrincipal({ roles: ['Voice.Read'] });
const { tenantId } = reader;

let container: MemoryContainer;
let store: ProvenanceStore;
let items: ProvenanceItems;
let read: ReadRecord;

beforeEach(() => {
  container = new MemoryContainer();
  store = new ProvenanceStore(container.asContainer, 86_400_000);
  items = new ProvenanceItems(new MemoryBlobs());
  read = new ReadRecord(store, items);
});

describe(ReadRecord.name, () => {
  it('tells readers of the tenant all, by one point read', async () => {
    const record = aProvenanceRecord({ tenantId });
    await store.create(record);
    const { calls } = container;
    const { id, statement, details } = record;
    expect(await read.execute(reader, id)).toEqual({ id, status: 'recorded', statement, kind: 'queued', details });
    expect(container.calls - calls).toBe(1);
  });

  it.each([
    ['of the tenant without the role', aPrincipal({ roles: ['Webhook.Manage'] }), tenantId],
    ['of another tenant', aPrincipal({ roles: ['Voice.Admin'] }), 'fabrikam'],
  ] as const)('tells others %s what is signed, and no id of anybody', async (_, principal, ofTenant) => {
    const record = aProvenanceRecord({ tenantId: ofTenant });
    // As Cosmos DB: what is in another partition is not there.
    const find = (tenant: string) => Promise.resolve(tenant === ofTenant ? record : undefined);
    read = new ReadRecord(stub<ProvenanceStore>({ find, findAnywhere: () => Promise.resolve(record) }), items);
    const { id, statement } = record;
    const answer = await read.execute(principal, id);
    expect(answer).toEqual({ id, status: 'recorded', statement });
    expect(JSON.stringify(answer)).not.toMatch(/vce_|cns_|syn_|someone/);
  });

  it('says that a person was erased, and when', async () => {
    const record = aProvenanceRecord({ tenantId });
    await store.create(record);
    const { voiceIds = [], consentIds = [] } = record.details ?? {};
    await store.withdraw({ tenantId, voiceIds, consentIds }, '2026-11-22T12:00:00.000Z', new AbortController().signal);
    const { id, statement } = record;
    expect(await read.execute(reader, id)).toEqual({
      id,
      status: 'withdrawn',
      withdrawnAt: '2026-11-22T12:00:00.000Z',
      statement,
      kind: 'queued',
    });
  });

  it('finds an item of a batch by its number', async () => {
    const { id } = aProvenanceRecord();
    const list = await items.write({ tenantId, id }, [{ index: 41, audioSha256: 'aa' }]);
    await store.create(aProvenanceRecord({ tenantId, statement: { items: list } }));
    expect((await read.execute(reader, itemProvenanceId(id, 41))).item).toEqual({ index: 41, audioSha256: 'aa' });
    await expect(read.execute(reader, itemProvenanceId(id, 40))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('finds nothing under an id of nothing', async () => {
    await expect(read.execute(reader, aProvenanceRecord().id)).rejects.toMatchObject({ code: 'not-found' });
  });
});
