import type { FieldError } from '#domain';
import { type JsonLimitError, Pace, type Steps } from '#loop';
import { invalidRequest } from './field-errors.ts';

/** Deeper than any body of the API, less than what makes a recursive walk dangerous. */
export const MAX_BODY_DEPTH = 20;
/** Values in all: a batch of 10,000 texts has about 40,000. */
export const MAX_BODY_VALUES = 100_000;
/** Members of one object: no request has more than twenty, and validation lists each unknown one. */
export const MAX_BODY_MEMBERS = 1_000;

/** What a value costs, as `Pace` counts. */
const VALUE_UNITS = 8;

/** Names by which the prototype of an object could be replaced. */
export const FORBIDDEN_NAME: FieldError = {
  pointer: '',
  code: 'invalid-json',
  detail: 'must not have a field named `__proto__`, nor `prototype` in a field named `constructor`',
};

const DETAILS: Readonly<Record<JsonLimitError['limit'], string>> = {
  maxDepth: `is nested more than ${MAX_BODY_DEPTH} levels deep`,
  maxMembers: `has an object with more than ${MAX_BODY_MEMBERS} members`,
  maxValues: `contains more than ${MAX_BODY_VALUES} values`,
};

/** What is wrong with a body beyond a limit. */
export function overLimit(limit: JsonLimitError['limit']): FieldError {
  return { pointer: '', code: 'too-big', detail: DETAILS[limit] };
}

/**
 * Refuses a body of a shape that no request has, before anything walks through it by recursion. For JSON that another library has parsed: over HTTP,
 * the parser refuses the same.
 * @throws ServiceError `invalid-request`
 */
export function* assertBodyShape(body: unknown): Steps<void> {
  const pace = new Pace();
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: body, depth: 0 }];
  let values = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next;
    if (depth > MAX_BODY_DEPTH) throw invalidRequest([overLimit('maxDepth')]);
    values += 1;
    if (values > MAX_BODY_VALUES) throw invalidRequest([overLimit('maxValues')]);
    if (pace.isDue(VALUE_UNITS)) yield;
    if (typeof value !== 'object' || value === null) continue;
    for (const member of Array.isArray(value) ? value : membersOf(value))
      open.push({ value: member, depth: depth + 1 });
  }
}

function membersOf(object: object): readonly unknown[] {
  const names = Object.keys(object);
  if (names.length > MAX_BODY_MEMBERS) throw invalidRequest([overLimit('maxMembers')]);
  return names.map((name) => {
    const member: unknown = Reflect.get(object, name);
    if (name === '__proto__' || (name === 'constructor' && hasPrototype(member)))
      throw invalidRequest([FORBIDDEN_NAME]);
    return member;
  });
}

function hasPrototype(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}
