import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { leaseOf, RUN_LEASE_MS, type RunLease } from '#domain';
import { LeaseKeeper, LOOK_EVERY_MS } from './lease-keeper.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Work {
  readonly status: 'running' | 'canceled';
  readonly run?: RunLease | undefined;
}

function keeperOf(initial: Partial<Work> = {}) {
  const state: { work: Work | undefined } = {
    work: { status: 'running', run: leaseOf('mine', Date.now()), ...initial },
  };
  const read = vi.fn(() => Promise.resolve(state.work));
  const renew = vi.fn((work: Work, run: RunLease) => Promise.resolve(void (state.work = { ...work, run })));
  const hasEnded = ({ status }: Work) => status === 'canceled';
  const keeper = new LeaseKeeper({ runId: 'mine', takenAt: Date.now(), read, renew, hasEnded }).start();
  return { state, read, renew, keeper };
}

describe(LeaseKeeper.name, () => {
  it('stops the run soon after its work was canceled, and looks no more', async () => {
    const { state, read, keeper } = keeperOf();
    await vi.advanceTimersByTimeAsync(5 * LOOK_EVERY_MS);
    expect(keeper.lost.aborted).toBe(false);
    state.work = { ...state.work, status: 'canceled' };
    await vi.advanceTimersByTimeAsync(LOOK_EVERY_MS);
    expect(keeper.lost.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(5 * LOOK_EVERY_MS);
    expect(read).toHaveBeenCalledTimes(6);
  });

  it('renews the lease for as long as the run works', async () => {
    const { state, renew, keeper } = keeperOf();
    for (let minute = 0; minute < 10; minute++) {
      await vi.advanceTimersByTimeAsync(RUN_LEASE_MS);
      expect(Date.parse(state.work?.run?.leaseUntil ?? '')).toBeGreaterThan(Date.now());
    }
    expect(keeper.lost.aborted).toBe(false);
    expect(renew.mock.calls.length).toBeLessThanOrEqual(40);
    keeper[Symbol.dispose]();
  });

  it('stops the run when another one has taken over', async () => {
    const { state, keeper } = keeperOf();
    state.work = { status: 'running', run: leaseOf('other', Date.now()) };
    await vi.advanceTimersByTimeAsync(LOOK_EVERY_MS);
    expect(keeper.lost.aborted).toBe(true);
  });

  it.each(['read', 'renew'] as const)(
    'stops the run when its lease ends, and not before, while it can not %s',
    async (method) => {
      const { keeper, ...calls } = keeperOf();
      calls[method].mockRejectedValue(new Error('down'));
      await vi.advanceTimersByTimeAsync(RUN_LEASE_MS - 1);
      expect(keeper.lost.aborted).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(keeper.lost.aborted).toBe(true);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it('stops the run when the database does not even answer', async () => {
    const { read, keeper } = keeperOf();
    read.mockReturnValue(new Promise(() => {}));
    await vi.advanceTimersByTimeAsync(RUN_LEASE_MS);
    expect(keeper.lost.aborted).toBe(true);
  });

  it('leaves no timer behind', () => {
    const { keeper } = keeperOf();
    keeper[Symbol.dispose]();
    expect(vi.getTimerCount()).toBe(0);
  });
});
