import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { componentsOf, convertSchema, documentedAs, flagSchema, writeConstants } from './json-schema.ts';

const input = (schema: z.ZodType) => convertSchema(schema, { schemaType: 'input' })?.schema;
const output = (schema: z.ZodType) => convertSchema(schema, { schemaType: 'output' })?.schema;

describe(convertSchema.name, () => {
  it('makes components of what has an id, and refers to them with a description of its own', () => {
    const status = z.enum(['on', 'off']).meta({ id: 'JsonSchemaStatus', description: 'A status' });
    const thing = z.object({ status: status.optional().meta({ description: 'Of the thing' }) });
    expect(convertSchema(thing, { schemaType: 'output' })).toEqual({
      schema: {
        type: 'object',
        properties: { status: { $ref: '#/$defs/JsonSchemaStatus', description: 'Of the thing' } },
      },
      components: { JsonSchemaStatus: { type: 'string', enum: ['on', 'off'], description: 'A status' } },
    });
    expect(componentsOf(thing.meta({ id: 'JsonSchemaThing' }))['JsonSchemaThing']).toMatchObject({
      properties: { status: { $ref: '#/components/schemas/JsonSchemaStatus' } },
    });
  });

  it('says defaults of requests in words', () => {
    const schema = z.object({
      rate: z.number().default(1).meta({ description: 'Pace' }),
      name: z.enum(['a', 'b']).default('a'),
      list: z.array(z.string()).default([]),
    });
    expect(input(schema)).toMatchObject({
      properties: { rate: { description: 'Pace. Default: `1`' }, name: { description: 'Default: `a`' } },
    });
    expect(JSON.stringify(input(schema))).not.toContain('"default"');
  });

  it('bounds integers only where a bound means something', () => {
    expect(output(z.int())).toEqual({ type: 'integer', format: 'int32' });
    expect(output(z.int().min(0).max(9))).toEqual({ type: 'integer', format: 'int32', minimum: 0, maximum: 9 });
    expect(output(z.int().min(1).meta({ format: 'int64' }))).toEqual({ type: 'integer', format: 'int64', minimum: 1 });
  });

  it('closes requests, and leaves answers open', () => {
    const closed = z.strictObject({ name: z.string() });
    expect(input(closed)).toHaveProperty('additionalProperties', false);
    expect(output(closed)).not.toHaveProperty('additionalProperties');
    expect(output(z.object({ nested: closed }))).not.toHaveProperty('properties.nested.additionalProperties');
  });

  it('leaves out patterns that mean something else elsewhere', () => {
    expect(output(z.iso.datetime())).toEqual({ type: 'string', format: 'date-time' });
    expect(output(z.string().regex(/^[^\p{Cc}]*$/u))).toEqual({ type: 'string' });
    expect(output(z.string().regex(/^[a-z]$/))).toEqual({ type: 'string', pattern: '^[a-z]$' });
  });

  it('writes null as a type', () => {
    expect(output(z.string().max(3).nullable())).toEqual({ type: ['string', 'null'], maxLength: 3 });
  });

  it('describes a schema as it is told to', () => {
    const either = documentedAs(z.union([z.string(), z.object({ id: z.string() })]), { type: 'string' });
    expect(input(z.object({ either }))).toMatchObject({ properties: { either: { type: 'string' } } });
    const query = z.object({ keep: flagSchema('Keep it') });
    expect(input(query)).toEqual({
      type: 'object',
      properties: { keep: { type: 'boolean', description: 'Keep it. Default: `false`' } },
    });
    expect([query.parse({}), query.parse({ keep: 'true' })]).toEqual([{ keep: false }, { keep: true }]);
    expect(query.safeParse({ keep: 'yes' }).success).toBe(false);
  });
});

describe(writeConstants.name, () => {
  it('makes a constant of an inline enumeration of one, and leaves components alone', () => {
    const document = {
      schemas: { One: { enum: ['a'] }, Two: { properties: { one: { type: 'string', enum: ['a'] } } } },
    };
    writeConstants(document);
    expect(document).toEqual({
      schemas: { One: { enum: ['a'] }, Two: { properties: { one: { type: 'string', const: 'a' } } } },
    });
  });
});
