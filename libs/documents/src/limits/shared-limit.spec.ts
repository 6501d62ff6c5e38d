import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '#documents/testing';
import { MemoryContainer } from '#storage/testing';
import type { Slice } from './limit-ledger.ts';
import { type Priority, withPriority } from './priority.ts';
import { MAX_PERMIT_WAIT_MS, SharedLimit, SLICE_LEASE_MS } from './shared-limit.ts';
import { type Ledger, SliceStore } from './slice-store.ts';

const WINDOW_MS = 10_000;
const MINUTE_MS = 60_000;

let clock: VirtualClock;
let container: MemoryContainer;
/** When Azure saw each request, on the clock of nobody. */
let requests: number[];
let random: () => number;

beforeEach(() => {
  clock = new VirtualClock();
  container = new MemoryContainer();
  requests = [];
  let seed = 1;
  // Park and Miller.
  random = () => (seed = (seed * 48_271) % 0x7fff_ffff) / 0x7fff_ffff;
});

/** A store that takes time, of one worker. */
class SlowStore extends SliceStore {
  calls = 0;
  /** Whether its worker ever hears of it again. */
  answers = true;

  constructor() {
    super(container.asContainer, 'limit:test');
  }

  override read(): Promise<Ledger> {
    return this.slowly(() => super.read());
  }

  override write(slices: readonly Slice[], etag: string | undefined): Promise<Ledger | undefined> {
    return this.slowly(() => super.write(slices, etag));
  }

  private async slowly<R>(call: () => Promise<R>): Promise<R> {
    this.calls++;
    if (!this.answers) return new Promise(() => undefined);
    await clock.pause(5 + random() * 20);
    const answer = await call();
    await clock.pause(5 + random() * 20);
    return answer;
  }
}

function worker({ limit = 50, skewMs = 0 } = {}): { limit: SharedLimit; store: SlowStore } {
  const store = new SlowStore();
  const shared = new SharedLimit(store, { limit, windowMs: WINDOW_MS, clock: clock.skewed(skewMs), random });
  return { limit: shared, store };
}

/** One request that takes a while to Azure and back. */
async function request(limit: SharedLimit, signal?: AbortSignal): Promise<void> {
  const leave = await limit.enter(signal);
  await clock.pause(10 + random() * 200);
  requests.push(clock.now());
  await clock.pause(10 + random() * 200);
  leave();
}

/** So many that ask for another one when theirs has ended. */
function keepBusy(limit: SharedLimit, atOnce: number, until: number): void {
  for (let index = 0; index < atOnce; index++) {
    void (async () => {
      while (clock.now() < until) await request(limit);
    })();
  }
}

function peak(): number {
  const times = requests.toSorted((a, b) => a - b);
  let from = 0;
  let most = 0;
  for (const [index, at] of times.entries()) {
    while ((times[from] ?? 0) <= at - WINDOW_MS) from++;
    most = Math.max(most, index - from + 1);
  }
  return most;
}

function between(from: number, to: number): number {
  return requests.filter((at) => at >= from && at < to).length;
}

describe(SharedLimit.name, () => {
  it.each([1, 2, 8, 20])('lets %i workers make 50 requests in any 10 s together, and nearly as many', async (count) => {
    const until = 5 * MINUTE_MS;
    // Clocks that differ by hours: nothing depends on them.
    const workers = Array.from({ length: count }, (_, index) => worker({ skewMs: index * 3_600_000 }));
    for (const { limit } of workers) keepBusy(limit, 12, until);
    await clock.run(until);
    expect(peak()).toBe(50);
    expect(between(MINUTE_MS, until) / (4 * 6 * 50)).toBeGreaterThan(0.95);
    const perMinute = workers.map(({ store }) => store.calls / 5);
    expect(Math.max(...perMinute)).toBeLessThan(60);
  });

  it('keeps to the limit while workers come and go, and all get a share', async () => {
    const until = 10 * MINUTE_MS;
    for (let index = 0; index < 10; index++) {
      clock.after(index * MINUTE_MS, () => keepBusy(worker().limit, 20, (index + 3) * MINUTE_MS));
    }
    await clock.run(until);
    expect(peak()).toBeLessThanOrEqual(50);
    expect(between(2 * MINUTE_MS, until) / (8 * 6 * 50)).toBeGreaterThan(0.85);
  });

  it('writes nothing while it is idle, and little for a single request', async () => {
    const { limit, store } = worker();
    await clock.run(MINUTE_MS);
    expect(store.calls).toBe(0);
    void request(limit);
    await clock.run(2 * MINUTE_MS);
    expect(requests).toHaveLength(1);
    // Read, taken, given back.
    expect(store.calls).toBe(3);
    expect(container.stored.get('limit:test')?.['slices']).toEqual([]);
    await clock.run(60 * MINUTE_MS);
    expect(store.calls).toBe(3);
    expect(limit.permits).toBe(0);
  });

  it('serves at once who comes just after a worker has given its slice back', async () => {
    const { limit } = worker();
    const waits: number[] = [];
    // The slice goes back when the last request is a window ago.
    for (let index = 0; index < 8; index++) {
      clock.after(index * (WINDOW_MS + 1_000), () => {
        const askedAt = clock.now();
        void request(limit).then(() => waits.push(clock.now() - askedAt));
      });
    }
    await clock.run(3 * MINUTE_MS);
    expect(waits).toHaveLength(8);
    expect(Math.max(...waits)).toBeLessThan(1_000);
  });

  it.each([2_300, 5_300, 7_100])(
    'serves soon who comes each %i ms, whatever it has renewed meanwhile',
    async (everyMs) => {
      const store = new SlowStore();
      const limit = new SharedLimit(store, { limit: 500, windowMs: MINUTE_MS, clock, random });
      const waits: number[] = [];
      for (let at = 0; at < 5 * MINUTE_MS; at += everyMs) {
        clock.after(at, () => {
          // As the limits of producers do.
          const release = limit.reserve(500);
          void request(limit).then(() => waits.push(clock.now() - at));
          clock.after(1_000, release);
        });
      }
      await clock.run(6 * MINUTE_MS);
      expect(waits).toHaveLength(Math.ceil((5 * MINUTE_MS) / everyMs));
      expect(Math.max(...waits)).toBeLessThan(2_500);
      expect(store.calls / 6).toBeLessThan(60);
    },
  );

  it('gets the slice of a worker that died, and not before its requests are a window ago', async () => {
    const dead = worker({ limit: 5 });
    for (let index = 0; index < 5; index++) void request(dead.limit);
    await clock.run(1_000);
    const atDeath = requests.length;
    expect(atDeath).toBe(5);
    dead.store.answers = false;
    const heir = worker({ limit: 5 });
    void request(heir.limit);
    const from = clock.now();
    await clock.run(from + SLICE_LEASE_MS + WINDOW_MS);
    expect(requests).toHaveLength(atDeath);
    await clock.run(from + MINUTE_MS);
    expect(requests).toHaveLength(atDeath + 1);
  });

  it('serves polls before work, and work before what has time, but nobody waits forever', async () => {
    const { limit } = worker({ limit: 1 });
    const order: Priority[] = [];
    const ask = (priority: Priority): void =>
      void withPriority(priority, async () => {
        const leave = await limit.enter();
        order.push(priority);
        leave();
      });
    ask('work');
    await clock.run(1_000);
    for (const priority of ['background', 'work', 'poll'] as const) ask(priority);
    await clock.run(2_000);
    for (let index = 1; index < 14; index++) clock.after(index * 9_000, () => ask('poll'));
    await clock.run(4 * MINUTE_MS);
    expect(order.slice(0, 3)).toEqual(['work', 'poll', 'poll']);
    expect(order.indexOf('work', 1)).toBeLessThan(6);
    expect(order).toContain('background');
  });

  it('ends a wait when its signal aborts, and gives the place to the next one', async () => {
    const { limit } = worker({ limit: 1 });
    void request(limit);
    await clock.run(500);
    const abort = new AbortController();
    const canceled = request(limit, abort.signal);
    void request(limit);
    await clock.run(1_000);
    abort.abort(new Error('enough'));
    await expect(canceled).rejects.toThrow('enough');
    await clock.run(30_000);
    expect(requests).toHaveLength(2);
  });

  it('says that the database did not answer to who waits for long', async () => {
    const { limit } = worker();
    for (let call = 0; call < 500; call++) container.failures.push(Object.assign(new Error('no'), { code: 503 }));
    const waited = limit.enter().then(
      () => 'entered',
      (error: unknown) => error,
    );
    await clock.run(MAX_PERMIT_WAIT_MS + 1_000);
    expect(await waited).toMatchObject({ code: 'dependency-unavailable', retryable: true });
  });

  it('tells how long calls would take', async () => {
    const { limit } = worker();
    expect(limit.waitMs(50)).toBe(50 * 200);
    const end = limit.reserve(100);
    expect(limit.waitMs(4)).toBe(104 * 200);
    end();
    expect(limit.waitMs(4)).toBe(4 * 200);
    await clock.run(1);
  });
});

describe('a request that waits', () => {
  it('keeps its process running, and no longer', async () => {
    const store = new SlowStore();
    store.answers = false;
    const limit = new SharedLimit(store, { limit: 1, windowMs: WINDOW_MS });
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const hangUp = new AbortController();
    const waiting = limit.enter(hangUp.signal);
    expect(timers()).toBe(before + 1);
    hangUp.abort(new Error('nobody waits'));
    await expect(waiting).rejects.toThrow('nobody waits');
    expect(timers()).toBe(before);
  });
});
