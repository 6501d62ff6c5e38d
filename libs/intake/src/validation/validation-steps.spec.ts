import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runToEnd } from '#loop';
import { inWords } from './words.ts';
import { overfullArrays, type StepResult, validatorInSteps, withItemsInSteps } from './validation-steps.ts';

const item = z.strictObject({ key: z.string().optional(), size: z.number().transform((size) => size * 2) });
const schema = withItemsInSteps(
  z
    .strictObject({ name: z.string().default('x'), items: z.array(item).min(1).max(200) })
    .refine(({ items }) => items.every(({ size }) => size < 1_000), 'is too large together'),
  'items',
);

function validated(value: unknown): StepResult {
  return runToEnd(
    validatorInSteps(schema)?.(value) ??
      (function* (): Generator<void, StepResult, void> {
        yield;
        return { issues: [] };
      })(),
  );
}

/** Where and what the faults are, as the schema itself says when it validates all at once. */
function atOnce(value: unknown): unknown {
  const result = schema.safeParse(value);
  return result.success ? result.data : result.error.issues.map(({ code, path }) => [code, path.join('/')]);
}
function inSteps(value: unknown): unknown {
  const result = validated(value);
  return result.issues ? result.issues.map(({ code, path }) => [code, path.join('/')]) : result.value;
}

describe(withItemsInSteps.name, () => {
  it.each([
    ['a good body', { items: [{ size: 1 }, { key: 'a', size: 2 }] }],
    ['no items', { items: [] }],
    ['nothing', undefined],
    ['what is not an object', [1]],
    ['an item that is not an object', { items: [null] }],
    ['an unknown member', { items: [{ size: 1 }], other: 1 }],
    ['a member that is wrong', { name: 1, items: [{ size: 1 }] }],
    ['items that are wrong', { items: [{ size: '1' }, { size: 1, other: 2 }, { size: 1 }] }],
    ['items that do not belong together', { items: [{ size: 900 }] }],
  ])('finds what the schema finds at once: %s', (_, value) => {
    expect(inSteps(value)).toEqual(atOnce(value));
  });

  it('looks no further than to the 50th fault', () => {
    expect(inSteps({ items: Array(200).fill(0) })).toHaveLength(50);
  });

  it('yields between items', () => {
    let yields = 0;
    const steps = validatorInSteps(schema)?.({
      items: Array.from({ length: 200 }, () => ({ size: 1, key: 'x'.repeat(5_000) })),
    });
    while (steps?.next().done === false) yields++;
    expect(yields).toBeGreaterThan(10);
  });
});

describe(overfullArrays.name, () => {
  it('finds arrays that hold more than they may, also optional ones', () => {
    const body = z.object({ a: z.array(z.unknown()).max(2).optional(), b: z.array(z.unknown()).max(2).default([]) });
    expect(overfullArrays(body, { a: [1, 2], b: [] })).toEqual([]);
    expect(overfullArrays(body, { a: [1, 2, 3], b: [1, 2, 3], c: [1, 2, 3] }).map(({ path }) => path)).toEqual([
      ['a'],
      ['b'],
    ]);
    expect(overfullArrays(body, null)).toEqual([]);
  });

  it('says what the schema says', () => {
    const body = z.object({ a: z.array(z.unknown()).max(2) });
    const [issue] = body.safeParse({ a: [1, 2, 3] }, { error: inWords }).error?.issues ?? [];
    expect(overfullArrays(body, { a: [1, 2, 3] })).toEqual([
      expect.objectContaining({ code: issue?.code, message: issue?.message }),
    ]);
  });
});
