import { describe, expect, it } from 'vitest';
import { MemoryContainer } from '#storage/testing';
import { RetentionStore } from './retention-store.ts';

const AT = '2026-11-22T10:00:00.000Z';

describe(RetentionStore.name, () => {
  it('keeps the policy of each tenant, and changes only what was read', async () => {
    const store = new RetentionStore(new MemoryContainer().asContainer);
    const nothing = await store.read('a');
    expect(nothing).toEqual({ days: {} });
    const first = await store.write('a', { result: 90 }, AT, nothing);
    expect(await store.read('a')).toEqual(first);
    expect(await store.write('a', { result: 1 }, AT, nothing)).toBeUndefined();
    expect(first && (await store.write('a', { sample: null }, AT, first))).toMatchObject({ days: { sample: null } });
    expect(first && (await store.write('a', { result: 1 }, AT, first))).toBeUndefined();
    await store.write('b', { result: 7 }, AT, await store.read('b'));
    expect([...(await store.all())]).toEqual([
      ['a', { sample: null }],
      ['b', { result: 7 }],
    ]);
  });
});
