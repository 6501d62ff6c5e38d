import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryContainer } from '#storage/testing';
import { EndpointSlots } from './endpoint-slots.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';

let container: MemoryContainer;
let existing: Set<string>;
let now: number;

beforeEach(() => {
  container = new MemoryContainer();
  existing = new Set();
  now = Date.parse('2026-11-22T10:00:00Z');
});

const known = {
  list: () => Promise.resolve([...existing]),
  exists: (id: string) => Promise.resolve(existing.has(id)),
};
const replica = () => new EndpointSlots(container.asContainer, () => now);
const claim = (id: string, slots = replica(), tenant = TENANT) => slots.claim(tenant, id, 5, known);

describe(EndpointSlots.name, () => {
  it('gives as many slots as there are, also to requests of several processes that come at once', async () => {
    const replicas = [replica(), replica(), replica()];
    const claims = await Promise.all(
      Array.from({ length: 18 }, (_, index) => claim(`whe_${index}`, replicas[index % replicas.length])),
    );
    expect(claims.filter(Boolean)).toHaveLength(5);
  });

  it('loses no slot to another process that claims one at the same time', async () => {
    await claim('a');
    expect(await Promise.all(['b', 'c', 'd', 'e'].map((id) => claim(id, replica())))).toEqual([true, true, true, true]);
    expect(await claim('f')).toBe(false);
  });

  it('gives each tenant its own, and an endpoint the one that it has', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) expect(await claim(id)).toBe(true);
    expect(await claim('f')).toBe(false);
    expect(await claim('a')).toBe(true);
    expect(await claim('f', replica(), OTHER)).toBe(true);
  });

  it('counts endpoints that were there before slots were', async () => {
    existing = new Set(['a', 'b', 'c', 'd', 'e']);
    expect(await claim('f')).toBe(false);
    existing.delete('a');
    expect(await claim('f')).toBe(true);
  });

  it('takes back a slot that was released', async () => {
    const slots = replica();
    for (const id of ['a', 'b', 'c', 'd', 'e']) await claim(id, slots);
    await slots.release(TENANT, 'c');
    await slots.release(TENANT, 'unknown');
    await slots.release(OTHER, 'c');
    expect(await claim('f')).toBe(true);
    expect(await claim('g')).toBe(false);
  });

  it('finds slots of endpoints that are gone or were never created, but not while they may be under way', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) await claim(id);
    existing = new Set(['a', 'b', 'c', 'd']);
    now += 60_000;
    expect(await claim('f')).toBe(false);
    now += 5 * 60_000;
    expect(await claim('f')).toBe(true);
    expect(await claim('g')).toBe(false);
  });

  it('says that the database is away', async () => {
    container.failures.push(Object.assign(new Error('down'), { code: 503 }));
    await expect(claim('a')).rejects.toMatchObject({ code: 'dependency-unavailable' });
    expect(await claim('a')).toBe(true);
  });
});
