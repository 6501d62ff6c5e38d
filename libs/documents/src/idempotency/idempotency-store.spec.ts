import { beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '#domain';
import { MemoryContainer } from '#storage/testing';
import {
  type IdempotencyLease,
  IDEMPOTENCY_KEPT_MS,
  IDEMPOTENCY_LEASE_MS,
  IdempotencyStore,
} from './idempotency-store.ts';

const SCOPE = { tenantId: 't', principalId: 'p', route: 'POST /v1/voices', key: 'k' };
const ANSWER = { status: 202, headers: { location: '/v1/operations/op_1' }, body: { id: 'op_1' } };

let container: MemoryContainer;
let now: number;
let store: IdempotencyStore;

beforeEach(() => {
  container = new MemoryContainer();
  now = Date.parse('2026-11-22T10:00:00Z');
  store = new IdempotencyStore(container.asContainer, () => now);
});

async function leased(scope = SCOPE, fingerprint = 'f'): Promise<IdempotencyLease> {
  const result = await store.lease(scope, fingerprint);
  if (result.outcome !== 'leased') throw new Error(`the attempt ended ${result.outcome}`);
  return result.lease;
}

describe('IdempotencyStore', () => {
  it('lets one of many run the request, and tells the others to wait', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => store.lease(SCOPE, 'f')));
    const outcomes = results.map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'leased')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'in-progress')).toHaveLength(19);
  });

  it('gives ids before the key is recorded, to be written with only if it is', async () => {
    const first = store.begin(SCOPE, 'f');
    const second = store.begin(SCOPE, 'f');
    await first.ids.claimed();
    await expect(second.ids.claimed()).rejects.toMatchObject({ code: 'idempotency-in-progress' });
    const held = await second.result;
    if (held.outcome !== 'in-progress') throw new Error(held.outcome);
    expect(held.ids).toMatchObject({ resumed: true, isHeld: true });
    expect(held.ids.id('synthesis')).toBe(first.ids.id('synthesis'));
    now += IDEMPOTENCY_LEASE_MS + 1;
    const later = store.begin(SCOPE, 'f');
    await expect(later.ids.claimed()).rejects.toMatchObject({ code: 'idempotency-in-progress' });
    expect(await later.result).toMatchObject({ outcome: 'leased', lease: { ids: { resumed: true, isHeld: false } } });
    await expect(store.begin(SCOPE, 'other').ids.claimed()).rejects.toThrow();
    now += IDEMPOTENCY_KEPT_MS;
    await store.begin(SCOPE, 'other').ids.claimed();
  });

  it('knows its own record again when the answer to creating it was lost', async () => {
    const { create } = container.items;
    let repeated = false;
    container.items.create = async (...args: Parameters<typeof create>) => {
      const first = await create(...args);
      if (repeated) return first;
      repeated = true;
      // As the SDK meets it when it sends a create again whose answer did not come.
      return create(...args);
    };
    await store.complete(await leased(), ANSWER);
    expect(await store.lease(SCOPE, 'f')).toMatchObject({ outcome: 'done', answer: ANSWER });
  });

  it('gives the first answer to a repeated request, with two calls for either', async () => {
    await store.complete(await leased(), ANSWER);
    expect(container.calls).toBe(2);
    expect(await store.lease(SCOPE, 'f')).toMatchObject({ outcome: 'done', answer: ANSWER });
    expect(container.calls).toBe(4);
  });

  it('refuses a different request with the key, while the first one runs and after it', async () => {
    const first = await leased();
    expect(await store.lease(SCOPE, 'g')).toEqual({ outcome: 'reused' });
    await store.complete(first, ANSWER);
    expect(await store.lease(SCOPE, 'g')).toEqual({ outcome: 'reused' });
  });

  it.each([
    ['tenant', { tenantId: 'u' }],
    ['principal', { principalId: 'q' }],
    ['route', { route: 'POST /v1/syntheses' }],
    ['key', { key: 'K' }],
  ])('keeps the keys of each %s apart', async (_, other) => {
    const [mine, theirs] = [await leased(), await leased({ ...SCOPE, ...other })];
    expect(mine.record.id).not.toBe(theirs.record.id);
    expect(mine.ids.id('voice')).not.toBe(theirs.ids.id('voice'));
  });

  it('lets somebody else run the request, with the same ids, when its process has died', async () => {
    const dead = await leased();
    const id = dead.ids.id('synthesis');
    now += IDEMPOTENCY_LEASE_MS - 1;
    expect((await store.lease(SCOPE, 'f')).outcome).toBe('in-progress');
    now += 1;
    const results = await Promise.all([store.lease(SCOPE, 'f'), store.lease(SCOPE, 'f')]);
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['in-progress', 'leased']);
    const next = results.find((result) => result.outcome === 'leased');
    expect(next?.lease.ids.resumed).toBe(true);
    expect(next?.lease.ids.id('synthesis')).toBe(id);
    expect((await store.lease(SCOPE, 'g')).outcome).toBe('reused');
  });

  it('keeps the lease of a process that is alive', async () => {
    let running = await leased();
    for (let renewals = 0; renewals < 3; renewals++) {
      now += IDEMPOTENCY_LEASE_MS - 1;
      running = (await store.renew(running)) ?? running;
      expect((await store.lease(SCOPE, 'f')).outcome).toBe('in-progress');
    }
    await store.complete(running, ANSWER);
    expect((await store.lease(SCOPE, 'f')).outcome).toBe('done');
  });

  it('takes no answer from a process whose lease another process holds', async () => {
    const slow = await leased();
    now += IDEMPOTENCY_LEASE_MS;
    const next = await leased();
    await store.complete(slow, { ...ANSWER, status: 500 });
    expect(await store.renew(slow)).toBeUndefined();
    await store.release(slow);
    await store.complete(next, ANSWER);
    expect(await store.lease(SCOPE, 'f')).toMatchObject({ outcome: 'done', answer: { status: 202 } });
  });

  it('forgets a request that wrote nothing', async () => {
    await store.release(await leased());
    expect(container.stored.size).toBe(0);
    expect((await leased(SCOPE, 'g')).ids.resumed).toBe(false);
  });

  it('keeps the ids of a request that may have written something, and lets it run again at once', async () => {
    const failed = await leased();
    const id = failed.ids.id('voice');
    await store.release(failed);
    expect((await store.lease(SCOPE, 'g')).outcome).toBe('reused');
    const again = await leased();
    expect(again.ids.resumed).toBe(true);
    expect(again.ids.id('voice')).toBe(id);
  });

  it('takes no notice of a record that has expired, deleted or not', async () => {
    const old = await leased();
    await store.complete(old, ANSWER);
    now += IDEMPOTENCY_KEPT_MS;
    const fresh = await leased(SCOPE, 'g');
    expect(fresh.ids.resumed).toBe(false);
    expect(fresh.ids.id('voice')).not.toBe(old.ids.id('voice'));
  });

  it('keeps neither the key nor who used it in readable form', async () => {
    await leased({ ...SCOPE, key: 'canary-key', principalId: 'canary-principal' });
    expect(JSON.stringify([...container.stored.values()])).not.toContain('canary');
  });

  it('says that the database is down when it is', async () => {
    container.failures.push(Object.assign(new Error('down'), { code: 503 }));
    await expect(store.lease(SCOPE, 'f')).rejects.toMatchObject({ code: 'dependency-unavailable' });
    container.failures.push(...Array.from({ length: 10 }, () => Object.assign(new Error('exists'), { code: 409 })));
    await expect(store.lease({ ...SCOPE, key: 'x' }, 'f')).rejects.toThrow(ServiceError);
  });
});
