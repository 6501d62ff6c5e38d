import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SynthesisStatus } from '#domain';
import { WATCH_EVERY_MS, watchForEnd } from './watch-for-end.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe(watchForEnd.name, () => {
  it('aborts soon after the synthesis was canceled, and looks no more', async () => {
    let status: SynthesisStatus = 'running';
    const read = vi.fn(() => Promise.resolve(status));
    using watch = watchForEnd(read);
    await vi.advanceTimersByTimeAsync(5 * WATCH_EVERY_MS);
    expect(watch.ended.aborted).toBe(false);
    status = 'canceled';
    await vi.advanceTimersByTimeAsync(WATCH_EVERY_MS);
    expect(watch.ended.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(5 * WATCH_EVERY_MS);
    expect(read).toHaveBeenCalledTimes(6);
  });

  it('goes on when the database does not answer', async () => {
    const read = vi.fn(() => Promise.reject(new Error('down')));
    using watch = watchForEnd(read);
    await vi.advanceTimersByTimeAsync(3 * WATCH_EVERY_MS);
    expect(read).toHaveBeenCalledTimes(3);
    expect(watch.ended.aborted).toBe(false);
  });

  it('leaves no timer behind', () => {
    watchForEnd(() => Promise.resolve('running'))[Symbol.dispose]();
    expect(vi.getTimerCount()).toBe(0);
  });
});
