import type { z } from 'zod';
import { type FieldError, ServiceError } from '#domain';
import { nameOfPointer, nameOfPath } from './field-names.ts';
import { meantBy } from './suggestion.ts';
import { fieldsInPlaceOf, isMisspelt, unknownField, saysMissing } from './words.ts';

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
  for (const issue of unexplained(issues.flatMap(bestOfUnion))) {
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
  return unexplained(issues).reduce((count, issue) => count + (keysOf(issue)?.length ?? 1), 0);
}

/** Without what is wrong only because a field is misspelt: the one that was meant is not missing. */
function unexplained(issues: readonly Issue[]): readonly Issue[] {
  const meant = issues.flatMap((issue) => meantBeside(issue));
  if (meant.length === 0) return issues;
  return issues.filter((issue) => !meant.some(({ within, name }) => isAbout(issue, within, name)));
}

/** The fields that are meant by the unknown keys of an issue. */
function meantBeside(issue: Issue): readonly { readonly within: string; readonly name: string }[] {
  const keys = keysOf(issue) ?? [];
  const within = pathOf(issue).map(String).join('/');
  return keys.slice(0, MAX_FIELDS).flatMap((key) => {
    const name = meantBy(String(key), fieldsInPlaceOf(keys));
    return name === undefined ? [] : [{ within, name }];
  });
}

/** Whether an issue says that a field of an object is missing, or is a rule between this field and others. */
function isAbout(issue: Issue, within: string, name: string): boolean {
  const path = pathOf(issue).map(String);
  const isField = path.at(-1) === name && path.slice(0, -1).join('/') === within;
  if (isField) return saysMissing(issue.message) || issue.code === 'custom';
  const isInObject = path.join('/') === within || path.slice(0, -1).join('/') === within;
  return issue.code === 'custom' && isInObject && issue.message.includes(`\`${name}\``);
}

function sentence({ pointer, detail }: FieldError): string {
  const text = `${nameOfPointer(pointer)} ${detail}`;
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
  const path = [...within, ...pathOf(issue)];
  const code = saysMissing(issue.message) ? 'required' : (CODES[issue.code ?? ''] ?? 'invalid');
  const keys = keysOf(issue);
  if (!keys) return [{ pointer: pointerOf(path, prefix), code, detail: issue.message.slice(0, MAX_DETAIL) }];
  const where = path.length === 0 ? 'this request' : nameOfPath(path);
  return keys.slice(0, MAX_FIELDS).map((key) => ({
    pointer: pointerOf([...path, String(key)], prefix),
    code,
    detail: unknownField(String(key), keys, where).slice(0, MAX_DETAIL),
  }));
}

function pathOf({ path = [] }: Issue): readonly PropertyKey[] {
  return path.map((segment) => (typeof segment === 'object' ? segment.key : segment));
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
