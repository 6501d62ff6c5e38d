import { z } from 'zod';
import { exampleOf } from './examples.ts';
import { didYouMean } from './suggestion.ts';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

/** As many choices as a sentence can list. */
const MAX_LISTED = 20;
/**
 * What was sent is shown only if it looks like a name or a number: other values may be text to speak, a URL with a signature, an address of a person, or a
 * key, which has more letters and digits in a row than an id.
 */
const SHOWN = /^(?!.*[A-Za-z0-9]{31})[\w.+:/-]{1,40}$/;

const KINDS: Readonly<Record<string, string>> = {
  string: 'a string',
  boolean: 'true or false',
  record: 'an object',
  array: 'a list',
  null: 'null',
};

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'a UTC time ending in Z, such as 2026-11-22T10:15:00.000Z',
  date: 'a date such as 2026-11-22',
  url: 'a URL',
  uuid: 'a UUID',
  guid: 'a UUID such as 11111111-2222-4333-8444-555555555555',
};

/** Fields of the object in which `keys`, as an issue lists them, are unknown. */
const fieldsBeside = new WeakMap<object, readonly string[]>();

/**
 * Says what is wrong with an input in words of this API, for `safeParse(value, { error: inWords })`: what was sent, and what is right. The text completes a
 * sentence that begins with the name of the field. Messages that a schema has itself go first.
 */
export const inWords: z.core.$ZodErrorMap = (issue) =>
  wordsOf(
    issue,
    ['invalid_type', 'invalid_union'].includes(issue.code ?? '') ? sentTyped(issue.input) : sent(issue.input),
  );

/** As `inWords`, for the parameters of a query. All of them are text, and schemas have converted them when they find a mistake. */
export function inWordsOfQuery(parameters: unknown): z.core.$ZodErrorMap {
  return (issue) => {
    const given = valueAt(parameters, issue.path ?? []);
    if (Array.isArray(given)) return repeated(given.length);
    if (given === '') return `is empty. Send ${expectedBy(issue)}, or leave the parameter out`;
    return wordsOf(issue, sent(given));
  };
}

/** What a schema says of a value of the wrong form: `must be a locale such as en-US, but you sent "english"`. @param advice a sentence */
export function mustBe(right: string, advice = ''): z.core.$ZodErrorMap {
  return ({ input }) =>
    `${input === undefined ? missing(right) : insteadOf(right, sent(input))}${advice && `. ${advice}`}`;
}

/** Of a query parameter or a header that was sent this often. */
export function repeated(times: number): string {
  return `was sent ${times === 2 ? 'twice' : `${times} times`}. Send it once`;
}

/** @param given what was sent, as it may be repeated */
function wordsOf(issue: RawIssue, given: string): string {
  if (issue.input === undefined && issue.code !== 'unrecognized_keys') return missing(expectedBy(issue));
  switch (issue.code) {
    case 'invalid_type':
      return insteadOf(expectedBy(issue), given);
    case 'invalid_value':
      return wrongValue(issue.values.map(String), issue.input, given);
    case 'too_big':
      return tooBig(issue, given);
    case 'too_small':
      return tooSmall(issue, given);
    case 'invalid_format':
      return FORMATS[issue.format] === undefined
        ? 'has characters that are not allowed here'
        : insteadOf(expectedBy(issue), given);
    case 'unrecognized_keys':
      fieldsBeside.set(issue.keys, fieldsOf(issue.inst));
      return 'has unknown fields';
    case 'invalid_union':
      return noneOf(issue.errors, given);
    default:
      return 'is not valid';
  }
}

const MISSING = 'is missing';

/** @param right `a value` where no more is known */
function missing(right: string): string {
  return right === 'a value' ? MISSING : `${MISSING}. Send ${right}`;
}

/** Whether the message of an issue says that a field is missing. */
export function saysMissing(message: string): boolean {
  return message === MISSING || message.startsWith(`${MISSING}. `);
}

/** `must be a string or an object, but you sent null` @param forms what is wrong with the value as each of the forms that it may have */
function noneOf(forms: readonly (readonly z.core.$ZodIssue[])[], given: string): string {
  const expected = forms.flatMap((form) =>
    form.flatMap((each) => (each.code === 'invalid_type' ? [each.expected] : [])),
  );
  const kinds = new Set(expected.map((kind) => (kind === 'object' ? 'an object' : (KINDS[kind] ?? `a ${kind}`))));
  return kinds.size === 0 ? 'matches none of the allowed types' : insteadOf([...kinds].join(' or '), given);
}

function insteadOf(right: string, given: string): string {
  return `must be ${right}, but you sent ${given}`;
}

/** What is right, as far as the issue tells. */
function expectedBy(issue: RawIssue): string {
  const { schema = issue.inst } = issue as { readonly schema?: unknown };
  if (schema instanceof z.ZodNumber) return numberIn(schema);
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'object') return objectLike(issue);
      return KINDS[issue.expected] ?? `a ${issue.expected}`;
    case 'invalid_value':
      return choices(issue.values.map(String));
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'a value';
    default:
      return 'a value';
  }
}

/** `a whole number from 1 to 100` */
function numberIn({ isInt, minValue, maxValue }: z.ZodNumber): string {
  const kind = isInt ? 'a whole number' : 'a number';
  const minimum = isBound(minValue) ? minValue : undefined;
  const maximum = isBound(maxValue) ? maxValue : undefined;
  if (minimum !== undefined && maximum !== undefined) return `${kind} from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${kind} of at least ${minimum}`;
  return maximum === undefined ? kind : `${kind} of at most ${maximum}`;
}

/** All whole numbers that JSON can hold are in a range of their own, which nobody set. */
function isBound(value: number | null): value is number {
  return value !== null && Math.abs(value) < Number.MAX_SAFE_INTEGER;
}

function objectLike({ inst, path = [] }: RawIssue): string {
  const example = exampleOf(inst);
  const kind = path.length === 0 ? 'a JSON object' : 'an object';
  return example === undefined ? kind : `${kind} such as ${example}`;
}

/** Whether one of the unknown `keys` of an issue is similar to a field. */
export function isMisspelt(keys: readonly unknown[]): boolean {
  return keys.some((key) => didYouMean(String(key), fieldsBeside.get(keys) ?? []) !== '');
}

/** The fields of the object in which `keys`, as an issue lists them, are unknown. */
export function fieldsInPlaceOf(keys: object): readonly string[] {
  return fieldsBeside.get(keys) ?? [];
}

/** What is wrong with one of the unknown `keys` of an issue. */
export function unknownField(key: string, keys: object, whereUnknown: string): string {
  const fields = fieldsInPlaceOf(keys);
  const hint = didYouMean(key, fields);
  if (hint !== '') return `is not a field of ${whereUnknown}.${hint}`;
  return fields.length === 0 || fields.length > MAX_LISTED
    ? `is not a field of ${whereUnknown}`
    : `is not a field of ${whereUnknown}, which has ${fields.join(', ')}`;
}

/** `must be one of a, b, c, but you sent "d". Did you mean …?` */
function wrongValue(values: readonly string[], input: unknown, given: string): string {
  const hint = typeof input === 'string' && values.length > 1 ? didYouMean(input, values) : '';
  return `${insteadOf(choices(values), given)}${hint === '' ? '' : `.${hint}`}`;
}

function choices(values: readonly string[]): string {
  const [only = ''] = values;
  if (values.length === 1) return only;
  return values.length > MAX_LISTED
    ? `one of ${values.length} values such as ${values.slice(0, 3).join(', ')}`
    : `one of ${values.join(', ')}`;
}

function tooBig(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>, given: string): string {
  const { input, maximum, inclusive } = issue;
  if (typeof input === 'string') return tooMany(input.length, 'characters', Number(maximum));
  if (Array.isArray(input)) return tooMany(input.length, 'items', Number(maximum));
  return insteadOf(inclusive === false ? `less than ${maximum}` : expectedBy(issue), given);
}

/** `has 200,001 characters; at most 200,000 are allowed` */
export function tooMany(count: number, unit: string, maximum: number): string {
  return `has ${grouped(count)} ${unit}; at most ${grouped(maximum)} are allowed`;
}

function tooSmall(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>, given: string): string {
  const { input, minimum, inclusive } = issue;
  if (typeof input !== 'string' && !Array.isArray(input)) {
    return insteadOf(inclusive === false ? `more than ${minimum}` : expectedBy(issue), given);
  }
  if (minimum <= 1) return 'must not be empty';
  const unit = typeof input === 'string' ? 'characters' : 'items';
  return `has ${grouped(input.length)} ${unit}; at least ${grouped(Number(minimum))} are needed`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** As `sent`, and says of text that it is text: nothing else shows where another type is right. */
function sentTyped(input: unknown): string {
  const shown = sent(input);
  return shown.startsWith('"') ? `the string ${shown}` : shown;
}

/** What was sent, as far as it may be repeated. */
export function sent(input: unknown): string {
  if (input === undefined) return 'nothing';
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'an object';
  if (typeof input === 'number') return Number.isNaN(input) ? 'what is not a number' : String(input);
  if (typeof input === 'boolean') return String(input);
  if (typeof input !== 'string') return 'a value of another type';
  if (input === '') return 'an empty string';
  return SHOWN.test(input) ? JSON.stringify(input) : `a string of ${grouped(input.length)} characters`;
}

function fieldsOf(schema: RawIssue['inst']): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
        ? (inner as Record<PropertyKey, unknown>)[name]
        : undefined,
    value,
  );
}
