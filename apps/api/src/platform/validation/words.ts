import { z } from 'zod';
import { didYouMean } from './suggestion.ts';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

/** As many choices as a sentence can list. */
const MAX_LISTED = 20;
/** What was sent is shown only if it looks like a name or a number: other values may be text to speak. */
const SHOWN = /^[\w.+:@/-]{1,40}$/;

const KINDS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  null: 'null',
};

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'must be a time in UTC, such as 2026-11-22T10:15:00.000Z',
  date: 'must be a date, such as 2026-11-22',
  url: 'must be a URL',
  uuid: 'must be a UUID',
  guid: 'must be a UUID',
};

/** Fields of the object in which `keys`, as an issue lists them, are unknown. */
const fieldsBeside = new WeakMap<object, readonly string[]>();

/**
 * Says what is wrong with an input in words of this API, for `safeParse(value, { error: inWords })`: what was sent, and what is right. The text completes a
 * sentence that begins with the name of the field. Messages that a schema has itself go first.
 */
export const inWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing'
        : `must be ${kindOf(issue.expected)}, but is ${sent(issue.input)}`;
    case 'invalid_value':
      return issue.input === undefined ? 'is missing' : wrongValue(issue.values.map(String), issue.input);
    case 'too_big':
      return tooBig(String(issue.maximum), issue.inclusive !== false, issue.input);
    case 'too_small':
      return tooSmall(Number(issue.minimum), issue.inclusive !== false, issue.input);
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'has characters that are not allowed here';
    case 'unrecognized_keys':
      fieldsBeside.set(issue.keys, fieldsOf(issue.inst));
      return 'has unknown fields';
    case 'invalid_union':
      return issue.input === undefined ? 'is missing' : 'matches none of the allowed types';
    default:
      return 'is not valid';
  }
};

/** Whether one of the unknown `keys` of an issue is similar to a field. */
export function isMisspelt(keys: readonly unknown[]): boolean {
  return keys.some((key) => didYouMean(String(key), fieldsBeside.get(keys) ?? []) !== '');
}

/** What is wrong with one of the unknown `keys` of an issue. */
export function unknownField(key: string, keys: object, whereUnknown: string): string {
  const fields = fieldsBeside.get(keys) ?? [];
  const hint = didYouMean(key, fields);
  if (hint !== '') return `is not a field of ${whereUnknown}.${hint}`;
  return fields.length === 0 || fields.length > MAX_LISTED
    ? `is not a field of ${whereUnknown}`
    : `is not a field of ${whereUnknown}, which has ${fields.join(', ')}`;
}

/** `must be one of a, b, c, but is "d". Did you mean …?` */
function wrongValue(values: readonly string[], input: unknown): string {
  const [only = ''] = values;
  const hint = typeof input === 'string' ? didYouMean(input, values) : '';
  if (values.length === 1) return `must be ${only}, but is ${sent(input)}`;
  const listed = values.slice(0, MAX_LISTED).join(', ');
  const choices =
    values.length > MAX_LISTED
      ? `one of ${values.length} values such as ${values.slice(0, 3).join(', ')}`
      : `one of ${listed}`;
  return `must be ${choices}, but is ${sent(input)}.${hint}`.replace(/\.$/, '');
}

function tooBig(maximum: string, inclusive: boolean, input: unknown): string {
  if (typeof input === 'string') return `has ${input.length} characters; at most ${maximum} are allowed`;
  if (Array.isArray(input)) return `has ${input.length} items; at most ${maximum} are allowed`;
  return `must be ${inclusive ? 'at most' : 'less than'} ${maximum}, but is ${sent(input)}`;
}

function tooSmall(minimum: number, inclusive: boolean, input: unknown): string {
  if (typeof input === 'string' || Array.isArray(input)) {
    if (minimum <= 1) return 'must not be empty';
    const unit = typeof input === 'string' ? 'characters' : 'items';
    return `has ${input.length} ${unit}; at least ${minimum} are needed`;
  }
  return `must be ${inclusive ? 'at least' : 'more than'} ${minimum}, but is ${sent(input)}`;
}

function kindOf(expected: string): string {
  return KINDS[expected] ?? `a ${expected}`;
}

/** What was sent, as far as it may be repeated. */
export function sent(input: unknown): string {
  if (input === undefined) return 'missing';
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'an object';
  if (typeof input === 'number') return Number.isNaN(input) ? 'not a number' : String(input);
  if (typeof input === 'boolean') return String(input);
  if (typeof input !== 'string') return 'of another type';
  if (input === '') return 'an empty string';
  return SHOWN.test(input) ? JSON.stringify(input) : `a string of ${input.length} characters`;
}

function fieldsOf(schema: RawIssue['inst']): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
