import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IndexedHeap } from './indexed-heap.ts';

interface Entry {
  readonly rank: number;
  place: number;
}

const newHeap = () => new IndexedHeap<'place', Entry>('place', (a, b) => a.rank < b.rank);

describe('IndexedHeap', () => {
  it('yields what was not removed in rising order, whatever was pushed and removed before', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ rank: fc.integer({ min: 0, max: 50 }), isRemoved: fc.boolean() })), (plan) => {
        const heap = newHeap();
        const entries = plan.map(({ rank }) => ({ rank, place: -1 }));
        for (const entry of entries) heap.push(entry);
        for (const [index, { isRemoved }] of plan.entries()) {
          if (isRemoved) expect(heap.remove(entries[index] as Entry)).toBe(true);
        }
        const popped: number[] = [];
        for (let entry = heap.pop(); entry !== undefined; entry = heap.pop()) popped.push(entry.rank);
        const kept = plan.filter(({ isRemoved }) => !isRemoved).map(({ rank }) => rank);
        expect(popped).toEqual(kept.sort((a, b) => a - b));
        expect(entries.every(({ place }) => place === -1)).toBe(true);
      }),
    );
  });

  it('says that an entry it does not hold was not removed', () => {
    const heap = newHeap();
    const entry = { rank: 1, place: -1 };
    expect(heap.remove(entry)).toBe(false);
    heap.push(entry);
    expect(() => heap.push(entry)).toThrow('already in the heap');
    expect(heap.pop()).toBe(entry);
    expect(heap.remove(entry)).toBe(false);
  });
});
