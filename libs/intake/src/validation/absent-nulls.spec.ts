import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runToEnd } from '#loop';
import { dropAbsentNulls, mergePatch } from './absent-nulls.ts';

const itemSchema = z
  .strictObject({ key: z.string().optional(), text: z.string() })
  .refine(() => true)
  .transform((item) => item);
const bodySchema = z
  .strictObject({
    name: z.string(),
    note: z.string().optional(),
    rate: z.number().default(1),
    cleared: z.string().nullable().optional(),
    nested: z.strictObject({ locale: z.string().optional() }).optional(),
    items: z.array(itemSchema).optional(),
  })
  .superRefine(() => undefined)
  .meta({ id: 'AbsentNullsBody' });

function read(value: unknown, schema: z.ZodType = bodySchema): unknown {
  runToEnd(dropAbsentNulls(schema, value));
  return schema.safeParse(value).data;
}

describe(dropAbsentNulls.name, () => {
  it('takes null for what may be absent as absent, at every depth', () => {
    const items = [{ key: null, text: 'a' }, { text: 'b' }];
    expect(read({ name: 'n', note: null, rate: null, nested: { locale: null }, items })).toEqual({
      name: 'n',
      rate: 1,
      nested: {},
      items: [{ text: 'a' }, { text: 'b' }],
    });
    expect(read({ name: 'n', nested: null, items: null })).toEqual({ name: 'n', rate: 1 });
  });

  it('keeps null where it means something, is wrong, or is not known', () => {
    expect(read({ name: 'n', cleared: null })).toEqual({ name: 'n', rate: 1, cleared: null });
    expect(read({ name: null })).toBeUndefined();
    expect(read({ name: 'n', unknown: null })).toBeUndefined();
    expect(read({ name: 'n', items: [null] })).toBeUndefined();
  });

  it('reads bodies that may be left out', () => {
    const schema = bodySchema.prefault({ name: 'standard' });
    expect(read({ name: 'n', note: null }, schema)).toEqual({ name: 'n', rate: 1 });
  });

  it('leaves the body of a PATCH as it is', () => {
    const schema = mergePatch(z.strictObject({ note: z.string().nullable().optional(), name: z.string().optional() }));
    expect(read({ note: null }, schema)).toEqual({ note: null });
    expect(read({ name: null }, schema)).toBeUndefined();
  });

  it('reads a large array in steps', () => {
    const body = { name: 'n', items: Array.from({ length: 10_000 }, () => ({ key: null, text: 'a' })) };
    let yields = 0;
    for (const steps = dropAbsentNulls(bodySchema, body); steps.next().done !== true;) yields++;
    expect(yields).toBeGreaterThan(20);
    expect(body.items.every((item) => !Object.hasOwn(item, 'key'))).toBe(true);
  });
});
