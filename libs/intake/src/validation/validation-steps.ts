import { z } from 'zod';
import { Pace, type Steps } from '#loop';
import type { Issue } from './field-errors.ts';
import { inWords, tooMany } from './words.ts';

type StepIssue = Issue & { readonly path: readonly PropertyKey[] };
export type StepResult =
  | { readonly issues: readonly StepIssue[] }
  | { readonly issues?: undefined; readonly value: unknown };

/** What is wrong with more items than this is not looked for: the caller hears of no more fields. */
const MAX_ISSUES = 50;
/** What validating an item costs beside its characters, and these characters, as `Pace` counts. */
const ITEM_UNITS = 64;
const TEXT_SHARE = 1 / 16;

type Validator = (value: unknown) => Steps<StepResult>;
const validators = new WeakMap<object, Validator>();

/**
 * Has the items of a large array in a body validated one by one, in steps, and no further than to the 50th fault. What is wrong with the rest of
 * the body is said first; how the items belong together is checked last, as the schema says.
 * @returns the schema
 */
export function withItemsInSteps<S extends z.ZodObject>(schema: S, member: keyof S['shape'] & string): S {
  const array: unknown = schema.shape[member];
  if (!(array instanceof z.ZodArray)) throw new TypeError(`${member} is not an array`);
  const element = array.def.element as z.ZodType;
  const unread = new z.ZodArray({ ...array.def, element: z.unknown() });
  const shape = { ...schema.shape, [member]: unread } as z.core.$ZodShape;
  const outer = new z.ZodObject({ ...schema.def, shape, checks: [] });
  const whole = new z.ZodObject({ ...schema.def, shape });
  validators.set(schema, function* (value): Steps<StepResult> {
    const read = outer.safeParse(value, { error: inWords });
    if (!read.success) return { issues: read.error.issues };
    const items: unknown[] = [];
    const issues: StepIssue[] = [];
    const pace = new Pace();
    for (const [index, item] of ((value as Record<string, unknown>)[member] as readonly unknown[]).entries()) {
      const parsed = element.safeParse(item, { error: inWords });
      if (parsed.success) items.push(parsed.data);
      else issues.push(...parsed.error.issues.map((issue) => ({ ...issue, path: [member, index, ...issue.path] })));
      if (issues.length >= MAX_ISSUES) break;
      if (pace.isDue(ITEM_UNITS + charactersOf(item) * TEXT_SHARE)) yield;
    }
    if (issues.length > 0) return { issues };
    yield;
    const result = whole.safeParse({ ...(value as object), [member]: items }, { error: inWords });
    return result.success ? { value: result.data } : { issues: result.error.issues };
  });
  return schema;
}

/** How a value is validated in steps, if its schema is one of those. */
export function validatorInSteps(schema: object): Validator | undefined {
  return validators.get(schema);
}

/** Arrays in a body that hold more than they may: of these nothing is looked at but their length. */
export function overfullArrays(schema: object, value: unknown): readonly StepIssue[] {
  if (!(schema instanceof z.ZodObject) || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (!Array.isArray(member) || !Object.hasOwn(schema.shape, name)) return [];
    const maximum = maximumOf(schema.shape[name]);
    if (maximum === undefined || member.length <= maximum) return [];
    const message = tooMany(member.length, 'items', maximum);
    return [{ code: 'too_big', path: [name], message }];
  });
}

function maximumOf(schema: unknown): number | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return maximumOf(schema.def.innerType);
  if (!(schema instanceof z.ZodArray)) return undefined;
  for (const { _zod } of schema.def.checks ?? []) {
    const { check, maximum } = _zod.def as { check: string; maximum?: unknown };
    if (check === 'max_length' && typeof maximum === 'number') return maximum;
  }
  return undefined;
}

function charactersOf(item: unknown): number {
  if (typeof item !== 'object' || item === null) return 0;
  return Object.values(item).reduce<number>((sum, member) => sum + (typeof member === 'string' ? member.length : 8), 0);
}
