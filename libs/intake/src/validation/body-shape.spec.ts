import { describe, expect, it } from 'vitest';
import { ServiceError } from '#domain';
import { runToEnd } from '#loop';
import { assertBodyShape, MAX_BODY_DEPTH, MAX_BODY_MEMBERS, MAX_BODY_VALUES } from './body-shape.ts';

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const members = (count: number): string =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}`, 0])));
const zeros = (count: number): string => `[${'0,'.repeat(count - 1)}0]`;

function refusalOf(json: string): unknown {
  try {
    runToEnd(assertBodyShape(JSON.parse(json)));
    return undefined;
  } catch (error) {
    return error instanceof ServiceError ? { code: error.code, fields: error.fields } : error;
  }
}

describe(assertBodyShape.name, () => {
  it.each([
    ['a name that would replace a prototype', '{"text":"a","__proto__":{"tenantId":"b"}}', 'invalid-json'],
    ['such a name in a list', '{"items":[{"__proto__":null}]}', 'invalid-json'],
    ['the prototype of a constructor', '{"constructor":{"prototype":{}}}', 'invalid-json'],
    ['one level too many', nested(MAX_BODY_DEPTH + 2), 'too-big'],
    ['many levels', nested(50_000), 'too-big'],
    ['one value too many', zeros(MAX_BODY_VALUES), 'too-big'],
    ['one member too many', members(MAX_BODY_MEMBERS + 1), 'too-big'],
  ])('refuses %s', (_, json, code) => {
    expect(refusalOf(json)).toMatchObject({ code: 'invalid-request', fields: [{ pointer: '', code }] });
  });

  it.each([
    ['no object', '"text"'],
    ['null', 'null'],
    ['a constructor that is a text', '{"constructor":"a"}'],
    ['as deep as allowed', nested(MAX_BODY_DEPTH + 1)],
    ['of as many members as allowed', members(MAX_BODY_MEMBERS)],
    ['of as many values as allowed', zeros(MAX_BODY_VALUES - 1)],
  ])('lets through what is %s', (_, json) => {
    expect(refusalOf(json)).toBeUndefined();
  });
});
