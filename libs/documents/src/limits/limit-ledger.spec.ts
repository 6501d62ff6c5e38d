import { describe, expect, it } from 'vitest';
import { claimed, fairShare, type Slice } from './limit-ledger.ts';

const LIMIT = 50;

function slice(holder: string, permits: number, wanted = LIMIT): Slice {
  return { holder, writes: 1, permits, wanted };
}

function permitsOf(slices: readonly Slice[], holder: string): number | undefined {
  return slices.find((each) => each.holder === holder)?.permits;
}

describe(claimed, () => {
  it('gives a lone worker what it wants, up to the limit', () => {
    expect(permitsOf(claimed([], { holder: 'a', wanted: 3, busy: 0 }, LIMIT), 'a')).toBe(3);
    expect(permitsOf(claimed([], { holder: 'a', wanted: 400, busy: 0 }, LIMIT), 'a')).toBe(50);
  });

  it('never gives what another one holds', () => {
    const slices = claimed([slice('a', 45)], { holder: 'b', wanted: 40, busy: 0 }, LIMIT);
    expect(permitsOf(slices, 'b')).toBe(5);
    expect(permitsOf(claimed([slice('a', 50)], { holder: 'b', wanted: 40, busy: 0 }, LIMIT), 'b')).toBe(0);
  });

  it('takes what is above the share of a worker when it writes, except what was used less than a window ago', () => {
    const slices = [slice('a', 50), slice('b', 0)];
    expect(permitsOf(claimed(slices, { holder: 'a', wanted: 50, busy: 10 }, LIMIT), 'a')).toBe(25);
    expect(permitsOf(claimed(slices, { holder: 'a', wanted: 50, busy: 40 }, LIMIT), 'a')).toBe(40);
  });

  it('counts the writes, and removes the slice of a worker that wants nothing', () => {
    const slices = claimed([slice('a', 10)], { holder: 'a', wanted: 10, busy: 0 }, LIMIT);
    expect(slices).toEqual([{ holder: 'a', writes: 2, permits: 10, wanted: 10 }]);
    expect(claimed(slices, { holder: 'a', wanted: 0, busy: 0 }, LIMIT)).toEqual([]);
  });

  it('grants no more than is free to a worker whose slice was taken while its requests ran', () => {
    expect(permitsOf(claimed([slice('a', 48)], { holder: 'b', wanted: 50, busy: 20 }, LIMIT), 'b')).toBe(2);
  });
});

describe(fairShare, () => {
  it.each([
    [1, 50],
    [3, 50],
    [8, 50],
    [8, 100],
    [60, 50],
  ])('divides the limit among %i workers that want all of it, to the last request of %i', (workers, limit) => {
    const all = Array.from({ length: workers }, (_, index) => slice(`worker-${index}`, 0, limit));
    const shares = all.map((one) =>
      fairShare(
        all.filter((other) => other !== one),
        one,
        limit,
      ),
    );
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(limit);
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
  });

  it('gives to others what one does not want', () => {
    const others = [slice('b', 0, 2), slice('c', 0, 8)];
    expect(fairShare(others, { holder: 'a', wanted: 50 }, LIMIT)).toBe(40);
    expect(fairShare([slice('a', 0), slice('c', 0, 8)], { holder: 'b', wanted: 2 }, LIMIT)).toBe(2);
  });

  it('does not depend on how long the lines of busy workers are', () => {
    const share = (wanted: number): number =>
      fairShare([slice('b', 0, 17), slice('c', 0, 40)], { holder: 'a', wanted }, 50);
    expect([17, 25, 50].map(share)).toEqual([16, 16, 16]);
  });
});
