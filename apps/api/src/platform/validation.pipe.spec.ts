import type { ArgumentMetadata } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ServiceError } from '#domain';
import { ValidationPipe } from './validation.pipe.ts';

const pipe = new ValidationPipe();
const validate = (value: unknown, schema: z.ZodType, metadata: Partial<ArgumentMetadata> = {}) =>
  pipe.transform(value, { type: 'body', schema, ...metadata });
const failure = async (...args: Parameters<typeof validate>): Promise<ServiceError> => {
  const error: unknown = await validate(...args).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ServiceError);
  return error as ServiceError;
};

describe('ValidationPipe', () => {
  it('gives the handler what the schema makes of the input', async () => {
    expect(await validate({ n: '5' }, z.object({ n: z.coerce.number(), d: z.string().default('x') }))).toEqual({
      n: 5,
      d: 'x',
    });
  });

  it('leaves alone a parameter without a schema', async () => {
    expect(await pipe.transform({ n: '5' }, { type: 'body' })).toEqual({ n: '5' });
  });

  it('points at each field that is wrong, by RFC 6901', async () => {
    const schema = z.object({ list: z.array(z.object({ a: z.string() })), 'odd/name~': z.number() });
    const { code, fields, detail } = await failure({ list: [{ a: 'x' }, { a: 1 }], 'odd/name~': 'x' }, schema);
    expect(code).toBe('invalid-request');
    expect(fields).toEqual([
      { pointer: '/list/1/a', code: 'invalid-type', detail: 'must be a string, but you sent 1' },
      { pointer: '/odd~1name~0', code: 'invalid-type', detail: 'must be a number, but you sent the string "x"' },
    ]);
    expect(detail).toBe(
      '`list[1].a` must be a string, but you sent 1. `odd/name~` must be a number, but you sent the string "x".',
    );
  });

  it('says of the body, of a query and of a path which it was', async () => {
    const number = z.object({ n: z.number() });
    expect((await failure(7, number)).fields).toMatchObject([{ pointer: '' }]);
    expect((await failure({}, number, { type: 'query' })).fields).toMatchObject([{ pointer: 'query/n' }]);
    expect((await failure('x', z.number(), { type: 'query', data: 'n' })).fields).toMatchObject([
      { pointer: 'query/n' },
    ]);
    expect((await failure('x', z.number(), { type: 'param', data: 'id' })).fields).toMatchObject([
      { pointer: 'path/id' },
    ]);
    expect((await failure('x', z.number(), { type: 'custom', data: 'if-match' })).fields).toMatchObject([
      { pointer: 'header/if-match' },
    ]);
  });

  it('points at each field that nobody knows', async () => {
    const { fields } = await failure({ a: { b: 1, c: 2 } }, z.object({ a: z.strictObject({}) }));
    expect(fields).toEqual([
      { pointer: '/a/b', code: 'unknown-field', detail: 'is not a field of `a`' },
      { pointer: '/a/c', code: 'unknown-field', detail: 'is not a field of `a`' },
    ]);
  });

  it('does not repeat values, and lists no more than 50 fields of bounded length', async () => {
    const wide = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [`${'k'.repeat(500)}${index}`, 'canary']),
    );
    const error = await failure(wide, z.strictObject({ n: z.enum(['a', 'b']) }));
    expect(error.fields).toHaveLength(50);
    expect(JSON.stringify([error.fields, error.detail])).not.toContain('canary');
    expect(JSON.stringify([error.fields, error.detail]).length).toBeLessThan(20_000);
  });
});
