import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteStore } from '../data/sqlite-store.ts';
import { Clock } from '../faults/clock.ts';
import { ItemContainer } from './item-container.ts';

const OPTIONS = { id: 'documents', partitionKey: '/tenant', defaultTtl: -1 };
const PARTITION = '["contoso"]';

describe('documents that are kept', () => {
  let folder: string;
  let store: SqliteStore;
  let clock: Clock;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-documents-spec-'));
    clock = new Clock();
    store = new SqliteStore(join(folder, 'state.sqlite'));
  });
  afterEach(async () => {
    store.close();
    await rm(folder, { recursive: true, force: true });
  });

  const container = (): ItemContainer => new ItemContainer(OPTIONS, 1, clock, store);
  const reopened = (): ItemContainer => {
    store.close();
    store = new SqliteStore(join(folder, 'state.sqlite'));
    return container();
  };
  const document = (id: string, more: object = {}) => ({ id, tenant: 'contoso', ...more });

  it('are the same after a restart, with their ETags, ids and order', () => {
    const before = container();
    for (const id of ['b', 'a', 'c']) before.write(PARTITION, document(id, { text: 'ü' }));
    before.write(PARTITION, document('b', { text: 'changed' }));
    before.delete(PARTITION, 'c');
    const items = [...before.scan(undefined)];
    expect(items.map(({ id }) => id)).toEqual(['b', 'a']);
    expect([...reopened().scan(undefined)]).toEqual(items);
  });

  it('go on counting: writes for session tokens, and numbers for resource ids, also of what was deleted', () => {
    const before = container();
    before.write(PARTITION, document('a'));
    const { rid } = before.write(PARTITION, document('b'));
    before.delete(PARTITION, 'b');
    expect(before.lsn).toBe(3);
    const after = reopened();
    expect(after.lsn).toBe(3);
    expect(() => after.replicaFor('0:-1#4')).toThrow('not available');
    const next = after.write(PARTITION, document('b'));
    expect(next.rid).not.toBe(rid);
    expect(after.lsn).toBe(4);
  });

  it('keep their time to live', () => {
    container().write(PARTITION, document('short', { ttl: 60 }));
    container().write(PARTITION, document('long'));
    // It counts from `_ts`, which has whole seconds.
    clock.advance(58_000);
    expect(reopened().has(PARTITION, 'short')).toBe(true);
    clock.advance(3_000);
    expect([...reopened().scan(undefined)].map(({ id }) => id)).toEqual(['long']);
    clock.advance(-10_000);
    expect(reopened().has(PARTITION, 'short')).toBe(false);
  });

  it('put one that replaces an expired one at the end, as without a restart', () => {
    const before = container();
    before.write(PARTITION, document('first', { ttl: 60 }));
    before.write(PARTITION, document('second'));
    clock.advance(61_000);
    before.write(PARTITION, document('first'));
    expect([...before.scan(undefined)].map(({ id }) => id)).toEqual(['second', 'first']);
    expect([...reopened().scan(undefined)].map(({ id }) => id)).toEqual(['second', 'first']);
  });
});
