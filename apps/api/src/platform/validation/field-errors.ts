import type { z } from 'zod';
import { type FieldError, ServiceError } from '#domain';
import { isMisspelt, unknownField } from './words.ts';

/** As much of a zod issue as is shown to the caller. */
export interface Issue {
  readonly code?: string | undefined;
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Where the input stands that is wrong. */
export interface InputPlace {
  /** Before its pointer: nothing for the body, `query`, `path` or `header` for the others. */
  readonly prefix: '' | 'query' | 'path' | 'header';
  /** Path to the input within that. */
  readonly within?: readonly PropertyKey[];
}

export const MAX_FIELDS = 50;
/** In the sentence for people; `errors` has the others. */
const MAX_NAMED = 3;
const MAX_DETAIL = 400;

/** `docs/errors.md` lists these codes. */
const CODES: Readonly<Record<string, string>> = {
  invalid_type: 'invalid-type',
  invalid_value: 'invalid-value',
  invalid_format: 'invalid-format',
  invalid_union: 'invalid',
  too_big: 'too-big',
  too_small: 'too-small',
  unrecognized_keys: 'unknown-field',
  custom: 'invalid',
};

/** What is wrong with an input, one entry for each field, and no more than 50. */
export function fieldErrors(issues: readonly Issue[], place: InputPlace): FieldError[] {
  const fields: FieldError[] = [];
  for (const issue of issues.flatMap(bestOfUnion)) {
    if (fields.length >= MAX_FIELDS) break;
    fields.push(...fieldsOf(issue, place).slice(0, MAX_FIELDS - fields.length));
  }
  return fields;
}

/** The refusal of a request with these fields. @param count of all that is wrong, if that is more than `fields` */
export function invalidRequest(fields: readonly FieldError[], count = fields.length): ServiceError {
  const named = fields.slice(0, MAX_NAMED).map(sentence);
  const more = count > MAX_NAMED ? ` And ${count - MAX_NAMED} more, in \`errors\`.` : '';
  return new ServiceError('invalid-request', `${named.join(' ')}${more}`, { fields });
}

/** How many fields are wrong: zod reports all unknown keys of an object as one issue of the object. */
export function countOf(issues: readonly Issue[]): number {
  return issues.reduce((count, issue) => count + (keysOf(issue)?.length ?? 1), 0);
}

function sentence({ pointer, detail }: FieldError): string {
  const text = `${pointer === '' ? 'The body' : pointer} ${detail}`;
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

function keysOf(issue: Issue): readonly unknown[] | undefined {
  const { code, keys } = issue as Issue & { keys?: unknown };
  return code === 'unrecognized_keys' && Array.isArray(keys) ? keys : undefined;
}

/** Of a union, what is wrong with the form that comes closest. */
function bestOfUnion(issue: Issue): readonly Issue[] {
  const { code, errors, path = [] } = issue as Issue & { errors?: readonly (readonly z.core.$ZodIssue[])[] };
  if (code !== 'invalid_union' || !errors) return [issue];
  const closest = errors
    // A form of another kind altogether is not the one that was meant.
    .filter((form) => !form.some((each) => each.code === 'invalid_type' && each.path.length === 0))
    .toSorted((a, b) => distanceOf(a) - distanceOf(b))[0];
  return closest?.map((each) => ({ ...each, path: [...path, ...each.path] })).flatMap(bestOfUnion) ?? [issue];
}

/** A form in which an unknown field is a misspelt one is closer than one without such a field. */
function distanceOf(issues: readonly Issue[]): number {
  return countOf(issues) - (issues.some((issue) => isMisspelt(keysOf(issue) ?? [])) ? 0.5 : 0);
}

function fieldsOf(issue: Issue, { prefix, within = [] }: InputPlace): FieldError[] {
  const path = [
    ...within,
    ...(issue.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment)),
  ];
  const code = issue.message === 'is missing' ? 'required' : (CODES[issue.code ?? ''] ?? 'invalid');
  const keys = keysOf(issue);
  if (!keys) return [{ pointer: pointerOf(path, prefix), code, detail: issue.message.slice(0, MAX_DETAIL) }];
  const where = path.length === 0 ? 'this request' : `/${path.map(String).join('/')}`;
  return keys.slice(0, MAX_FIELDS).map((key) => ({
    pointer: pointerOf([...path, String(key)], prefix),
    code,
    detail: unknownField(String(key), keys, where).slice(0, MAX_DETAIL),
  }));
}

/** RFC 6901 for the body; `query/limit`, `path/id` for the rest. */
function pointerOf(path: readonly PropertyKey[], prefix: InputPlace['prefix']): string {
  const pointer = path.map((part) => `/${escaped(String(part))}`).join('');
  return `${prefix}${pointer}`;
}

/** An unknown name may hold a body that was sent as something else: it is shown in part. */
function escaped(part: string): string {
  const shown = part.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');
  return shown.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}
