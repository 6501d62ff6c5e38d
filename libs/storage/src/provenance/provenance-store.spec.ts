import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failure, MemoryContainer } from '../../testing/memory-container.ts';
import { aProvenanceRecord } from '../../testing/provenance-record.ts';
import { ProvenanceStore } from './provenance-store.ts';

const DAY_MS = 86_400_000;
const KEPT_DAYS = 400;
const [ONE, OTHER] = ['D', 'E'].map((end) => `prv_01JD8F3R5V6W7X8Y9Z0A1B2C3${end}`) as [string, string];
const VOICE = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const { signal } = new AbortController();
const nobody = { tenantId: 'contoso', voiceIds: [], consentIds: [] };

let container: MemoryContainer;
let store: ProvenanceStore;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-22T12:00:00.000Z') });
  container = new MemoryContainer();
  store = new ProvenanceStore(container.asContainer, KEPT_DAYS * DAY_MS);
});
afterEach(() => void vi.useRealTimers());

describe(ProvenanceStore.name, () => {
  it('keeps the first record with an id, by one call, in the month of the id', async () => {
    const first = aProvenanceRecord();
    expect(await store.create(first)).toBe(true);
    expect(container.calls).toBe(1);
    expect(await store.create(aProvenanceRecord({ statement: { bytes: 5 } }))).toBe(false);
    expect(container.calls).toBe(2);
    expect(await store.find('contoso', ONE)).toEqual(first);
    expect(container.stored.get(ONE)).toMatchObject({ partitionKey: 'contoso:2024-11', ttl: KEPT_DAYS * 86_400 });
  });

  it('finds a record of any tenant by its id, and by the hash of a file or of its audio', async () => {
    await store.create(aProvenanceRecord({ statement: { sha256: 'aa', audioSha256: 'bb' } }));
    expect((await store.findAnywhere(ONE))?.id).toBe(ONE);
    expect(await store.findAnywhere(OTHER)).toBeUndefined();
    for (const sha256 of ['aa', 'bb']) expect((await store.findByAudio(sha256))?.id).toBe(ONE);
    expect(await store.findByAudio('cc')).toBeUndefined();
    expect(await store.find('fabrikam', OTHER)).toBeUndefined();
    await expect(store.find('contoso', 'prv_not-an-id')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('removes every id of an erased voice from its records, and leaves statement and signature', async () => {
    const record = {
      ...aProvenanceRecord(),
      signature: { algorithm: 'Ed25519', keyId: 'k', publicKey: 'p', value: 'v' },
    } as const;
    await store.create(record);
    await store.create(aProvenanceRecord({ id: OTHER, voiceIds: ['vce_other', VOICE] }));
    const third = `${OTHER.slice(0, -1)}F`;
    await store.create(aProvenanceRecord({ id: third, voiceIds: ['vce_other'], consentIds: ['cns_other'] }));
    const person = { ...nobody, voiceIds: [VOICE] };
    expect(await store.namesAny(person)).toBe(true);
    expect(await store.namesAny({ ...person, tenantId: 'fabrikam' })).toBe(false);
    vi.setSystemTime(Date.now() + 100 * DAY_MS);
    const at = new Date().toISOString();
    expect(await store.withdraw(person, at, signal)).toBe(2);
    expect(await store.namesAny(person)).toBe(false);
    const { details: _, ...kept } = record;
    expect(await store.find('contoso', ONE)).toEqual({ ...kept, withdrawnAt: at });
    // An erasure does not make a record live longer.
    expect(container.stored.get(ONE)?.['ttl']).toBe(300 * 86_400);
    expect(JSON.stringify([ONE, OTHER].map((id) => container.stored.get(id)))).not.toMatch(/vce_|cns_|syn_|someone/);
    expect((await store.find('contoso', third))?.details?.voiceIds).toEqual(['vce_other']);
    expect(await store.withdraw(person, at, signal)).toBe(0);
  });

  it('removes the ids by a consent too, and goes on until none is left', async () => {
    for (let number = 0; number < 60; number++) {
      const id = `prv_01JD8F3R5V6W7X8Y9Z0A1B2C${String(number).padStart(2, '0')}`;
      await store.create(aProvenanceRecord({ id, consentIds: ['cns_1'] }));
    }
    expect(await store.withdraw({ ...nobody, consentIds: ['cns_1'] }, 'now', signal)).toBe(60);
  });

  it('keeps the record of a chunk with the most items, and nothing more after an erasure', async () => {
    const chunk = (count: number) => aProvenanceRecord({ statement: { items: { count, sha256: String(count) } } });
    const items = async () => (await store.find('contoso', ONE))?.statement.items?.count;
    await store.keepFuller(chunk(2));
    expect(container.calls).toBe(1);
    await store.keepFuller(chunk(3));
    expect(await items()).toBe(3);
    await store.keepFuller(chunk(2));
    expect(await items()).toBe(3);
    await store.withdraw({ ...nobody, voiceIds: [VOICE] }, 'now', signal);
    await store.keepFuller(chunk(4));
    expect(await store.find('contoso', ONE)).toMatchObject({ withdrawnAt: 'now', statement: { items: { count: 3 } } });
  });

  it('says that the database is away when it is, or has no such container yet', async () => {
    for (const status of [503, 404]) {
      container.failures.push(failure(status));
      await expect(store.create(aProvenanceRecord())).rejects.toMatchObject({ code: 'dependency-unavailable' });
    }
    expect(await store.create(aProvenanceRecord())).toBe(true);
  });
});
