import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunksOf, submissionsOf } from './batch-chunks.ts';

describe('the chunks of a batch', () => {
  it('hold each item once, in order, within the limits of one job', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 200 });
    const limits = [fc.integer({ min: 1, max: 20 }), fc.integer({ min: 100, max: 500 })] as const;
    fc.assert(
      fc.property(sizes, ...limits, (bytes, mostItems, mostBytes) => {
        const chunks = chunksOf(bytes, mostItems, mostBytes);
        let next = 0;
        for (const [index, chunk] of chunks.entries()) {
          expect(chunk).toMatchObject({ index, first: next, attempt: 1, status: 'queued' });
          expect(chunk.count).toBeLessThanOrEqual(mostItems);
          const held = bytes.slice(next, next + chunk.count).reduce((sum, size) => sum + size, 0);
          expect(held).toBeLessThanOrEqual(mostBytes);
          next += chunk.count;
        }
        expect(next).toBe(bytes.length);
      }),
    );
  });

  it('are submitted by one message each, those that are queued', () => {
    const [first, second, third] = chunksOf([1, 1, 1], 1);
    if (!first || !second || !third) throw new Error('There are three items.');
    const chunks = [first, { ...second, status: 'done' as const }, { ...third, attempt: 2 }];
    const messages = submissionsOf({ id: 'bat_01JD8F3R5V6W7X8Y9Z0A1B2C3D', tenantId: 'tenant', chunks });
    expect(messages.map(({ type, data }) => ({ type, data }))).toEqual([
      { type: 'batch.submit', data: { chunk: 0, attempt: 1 } },
      { type: 'batch.submit', data: { chunk: 2, attempt: 2 } },
    ]);
  });
});
