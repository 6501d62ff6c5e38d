import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TickedReads } from './ticked-reads.ts';

const EVERY_MS = 500;
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

describe(TickedReads.name, () => {
  it('reads once in a tick for all who watch the same', async () => {
    const read = vi.fn((key: string) => Promise.resolve(`${key}${read.mock.calls.length}`));
    const reads = new TickedReads(read, EVERY_MS);
    const watchers = Array.from({ length: 300 }, () => reads.watch('a'));
    expect(new Set(await Promise.all(watchers.map((each) => each.read())))).toEqual(new Set(['a1']));
    vi.advanceTimersByTime(EVERY_MS - 1);
    expect(await watchers[7]?.read()).toBe('a1');
    vi.advanceTimersByTime(1);
    expect(new Set(await Promise.all(watchers.map((each) => each.read())))).toEqual(new Set(['a2']));
    expect(await reads.watch('b').read()).toBe('b3');
  });

  it('reads again when someone watches what nobody had watched for a while, and after a failure', async () => {
    const read = vi.fn(() => Promise.resolve(read.mock.calls.length));
    const reads = new TickedReads(read, EVERY_MS);
    const [first, second] = [reads.watch('a'), reads.watch('a')];
    await first.read();
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    expect(await second.read()).toBe(1);
    second[Symbol.dispose]();
    expect(await reads.watch('a').read()).toBe(2);
    read.mockRejectedValueOnce(new Error('down'));
    const other = reads.watch('b');
    await expect(other.read()).rejects.toThrow('down');
    vi.advanceTimersByTime(EVERY_MS);
    expect(await other.read()).toBe(4);
  });
});
