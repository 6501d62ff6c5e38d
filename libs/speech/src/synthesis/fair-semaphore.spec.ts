import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairSemaphore } from './fair-semaphore.ts';

const MINUTE = 60_000;

describe('FairSemaphore', () => {
  it('never lets more run than its limit, loses no slot and no waiter, whatever the order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.record({ tenant: fc.constantFrom('a', 'b', 'c'), abort: fc.boolean() }), { maxLength: 20 }),
        async (scheduler, limit, jobs) => {
          const semaphore = new FairSemaphore({ limit, queueLimit: 100, waitMs: MINUTE });
          let running = 0;
          const results = jobs.map(async ({ tenant, abort }) => {
            const controller = new AbortController();
            if (abort) void scheduler.schedule(Promise.resolve()).then(() => controller.abort());
            const release = await semaphore.acquire(tenant, controller.signal);
            running += 1;
            expect(running).toBeLessThanOrEqual(limit);
            await scheduler.schedule(Promise.resolve());
            running -= 1;
            release();
            release();
          });
          const settled = Promise.allSettled(results);
          await scheduler.waitFor(settled);
          for (const [index, outcome] of (await settled).entries()) {
            if (jobs[index]?.abort === false) expect(outcome.status).toBe('fulfilled');
          }
          expect(semaphore.stats()).toEqual({ running: 0, waiting: 0 });
        },
      ),
    );
  });

  /** Waits for a slot, notes in `order` that it came, and releases it. */
  const join = async (semaphore: FairSemaphore, tenant: string, order: string[]): Promise<void> => {
    const release = await semaphore.acquire(tenant);
    order.push(tenant);
    release();
  };

  it('lets tenants take turns, however many of one are waiting', async () => {
    const semaphore = new FairSemaphore({ limit: 1, queueLimit: 100, waitMs: MINUTE });
    const release = await semaphore.acquire('busy');
    const order: string[] = [];
    const tenants = ['busy', 'busy', 'busy', 'quiet', 'quiet', 'other', 'other'];
    const waiting = tenants.map((tenant) => join(semaphore, tenant, order));
    release();
    await Promise.all(waiting);
    expect(order).toEqual(['busy', 'quiet', 'other', 'busy', 'quiet', 'other', 'busy']);
    expect(semaphore.stats()).toEqual({ running: 0, waiting: 0 });
  });

  it('gives a free slot to the tenant that has the fewest', async () => {
    const semaphore = new FairSemaphore({ limit: 2, queueLimit: 100, waitMs: MINUTE });
    const held = [await semaphore.acquire('busy'), await semaphore.acquire('busy')];
    const order: string[] = [];
    const waiting = ['busy', 'quiet', 'quiet'].map((tenant) => join(semaphore, tenant, order));
    held[0]?.();
    await Promise.all(waiting);
    expect(order).toEqual(['quiet', 'quiet', 'busy']);
    held[1]?.();
    expect(semaphore.stats()).toEqual({ running: 0, waiting: 0 });
  });

  it('refuses who waits too long, with a time to come back', async () => {
    const semaphore = new FairSemaphore({ limit: 1, queueLimit: 100, waitMs: 20 });
    const release = await semaphore.acquire('a');
    await expect(semaphore.acquire('b')).rejects.toMatchObject({ code: 'concurrency-limited', retryAfterMs: 1000 });
    release();
    (await semaphore.acquire('b'))();
    expect(semaphore.stats()).toEqual({ running: 0, waiting: 0 });
  });

  it('refuses at once when its queue is full, but never a tenant because of what another one queued', async () => {
    const semaphore = new FairSemaphore({ limit: 1, queueLimit: 3, waitMs: MINUTE });
    const release = await semaphore.acquire('greedy');
    const order: string[] = [];
    const greedy = Array.from({ length: 3 }, () => join(semaphore, 'greedy', order));
    await expect(semaphore.acquire('greedy')).rejects.toMatchObject({ code: 'concurrency-limited' });
    const modest = join(semaphore, 'modest', order);
    await expect(greedy[2]).rejects.toMatchObject({ code: 'concurrency-limited' });
    expect(semaphore.stats()).toEqual({ running: 1, waiting: 3 });
    release();
    await Promise.all([modest, ...greedy.slice(0, 2)]);
    expect(order.toSorted()).toEqual(['greedy', 'greedy', 'modest']);
  });

  it('lets any number wait for any time, if nothing else is said, until they go away themselves', async () => {
    const semaphore = new FairSemaphore({ limit: 1 });
    const release = await semaphore.acquire('a');
    const controller = new AbortController();
    const waiting = Array.from({ length: 2_000 }, () => semaphore.acquire('a', controller.signal));
    const settled = Promise.allSettled(waiting);
    expect(semaphore.stats()).toEqual({ running: 1, waiting: 2_000 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(semaphore.stats()).toEqual({ running: 1, waiting: 2_000 });
    controller.abort(new Error('gone'));
    expect(new Set((await settled).map(({ status }) => status))).toEqual(new Set(['rejected']));
    release();
    expect(semaphore.stats()).toEqual({ running: 0, waiting: 0 });
  });

  it('forgets who went away while waiting', async () => {
    const semaphore = new FairSemaphore({ limit: 1, queueLimit: 3, waitMs: MINUTE });
    const release = await semaphore.acquire('a');
    const controller = new AbortController();
    const waiting = semaphore.acquire('a', controller.signal);
    controller.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    await expect(semaphore.acquire('a', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    release();
    expect(semaphore.stats()).toEqual({ running: 0, waiting: 0 });
  });
});
