import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';

export type JsonSchema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];
type Json = Record<string, unknown>;
type Direction = 'input' | 'output';

/** What the document says of a schema in place of what zod would say. */
const documented = new WeakMap<object, Json>();

/** The schema, which the document describes as `json`: where the API takes more than generated clients can express, or reads text as another type. */
export function documentedAs<S extends z.ZodType>(schema: S, json: Json): S {
  documented.set(schema, json);
  return schema;
}

/** A flag in a query, `true` or `false`, which clients see as a boolean. */
export function flagSchema(description: string) {
  return documentedAs(z.enum(['true', 'false']).default('false'), {
    type: 'boolean',
    default: false,
    description,
  }).transform((value) => value === 'true');
}

/** The JSON Schema of a request or an answer, with its named parts as components, fit for client generators. */
export function convertSchema(
  schema: unknown,
  { schemaType }: { readonly schemaType: Direction },
): { schema: JsonSchema; components: Record<string, JsonSchema> } | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  const {
    $defs = {},
    $schema: _,
    ...root
  } = z.toJSONSchema(schema, {
    io: schemaType,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const replacement = documented.get(zodSchema);
      if (replacement === undefined) return;
      for (const name of Object.keys(jsonSchema)) delete jsonSchema[name];
      Object.assign(jsonSchema, replacement);
    },
  });
  const components = Object.entries($defs).map(([name, json]) => [name, fitted(json as Json, schemaType)]);
  return {
    schema: fitted(root, schemaType) as JsonSchema,
    components: Object.fromEntries(components) as Record<string, JsonSchema>,
  };
}

/** A schema with an id, and the named parts of it, as components. */
export function componentsOf(schema: z.ZodType, schemaType: Direction = 'output'): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(convertSchema(schema, { schemaType })?.components ?? {}).map(([name, json]) => [
      name,
      referencesToComponents(json) as JsonSchema,
    ]),
  );
}

/** What zod writes as `#/$defs/Voice` is `#/components/schemas/Voice` in the document. */
function referencesToComponents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referencesToComponents);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === '$ref' && typeof member === 'string'
        ? member.replace('#/$defs/', '#/components/schemas/')
        : referencesToComponents(member),
    ]),
  );
}

const KEYWORDS_WITH_SCHEMAS = ['items', 'additionalProperties', 'not'] as const;
const KEYWORDS_WITH_LISTS = ['anyOf', 'oneOf', 'allOf'] as const;

/** The same schema without what generators stumble over. See ADR 139. */
function fitted(json: Json, direction: Direction): Json {
  const { id: _, ...schema } = json;
  for (const keyword of KEYWORDS_WITH_SCHEMAS) {
    if (isJson(schema[keyword])) schema[keyword] = fitted(schema[keyword], direction);
  }
  for (const keyword of KEYWORDS_WITH_LISTS) {
    const list = schema[keyword];
    if (Array.isArray(list)) schema[keyword] = list.map((each) => fitted(each as Json, direction));
  }
  if (isJson(schema['properties'])) {
    const members = Object.entries(schema['properties']);
    schema['properties'] = Object.fromEntries(members.map(([name, each]) => [name, fitted(each as Json, direction)]));
  }
  if (direction === 'output' && schema['additionalProperties'] === false) delete schema['additionalProperties'];
  // Every name of a member is a string.
  delete schema['propertyNames'];
  return withNullAsType(withoutPattern(withFormat(direction === 'input' ? withDefaultInWords(schema) : schema)));
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A `default` makes generated types require the member: the description says it instead. */
function withDefaultInWords({ default: standard, ...schema }: Json): Json {
  if (standard === undefined || (typeof standard === 'object' && Object.keys(standard as object).length === 0)) {
    return schema;
  }
  const words = `Default: \`${typeof standard === 'string' ? standard : JSON.stringify(standard)}\``;
  const { description } = schema;
  return { ...schema, description: typeof description === 'string' ? `${description}. ${words}` : words };
}

const INT32_MAX = 2_147_483_647;

/** zod bounds integers by what a number can hold exactly, which says nothing about the member and overflows generated types. */
function withFormat(schema: Json): Json {
  if (schema['type'] !== 'integer') return schema;
  const { minimum, maximum, ...rest } = schema;
  return {
    ...rest,
    format: rest['format'] ?? 'int32',
    ...(typeof minimum === 'number' && minimum > -INT32_MAX && { minimum }),
    ...(typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER && { maximum }),
  };
}

/**
 * A format says it, and generators make a date of it; the pattern of a time alone has 300 characters. Classes of Unicode characters (`\p{Cc}`)
 * mean something else, or nothing, in the regular expressions that generators make of them.
 */
function withoutPattern(schema: Json): Json {
  const { format, pattern } = schema;
  const isTime = format === 'date-time' || format === 'date';
  if (!isTime && !(typeof pattern === 'string' && pattern.includes(String.raw`\p{`))) return schema;
  const { pattern: _, allOf: __, ...rest } = schema;
  return rest;
}

/** `anyOf` of a scalar and null is a type that may be null. */
function withNullAsType(schema: Json): Json {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return schema;
  const [value, other] = anyOf as Json[];
  if (other?.['type'] !== 'null' || typeof value?.['type'] !== 'string') return schema;
  return { ...value, ...rest, type: [value['type'], 'null'] };
}

/**
 * Writes a value that is always the same as a constant, in place: Nest writes it as an enumeration of one, and generators would make a type of it
 * for each use. Enumerations that are components stay.
 */
export function writeConstants(value: unknown, isComponent = false): void {
  if (Array.isArray(value)) {
    for (const each of value) writeConstants(each);
    return;
  }
  if (!isJson(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (name !== 'schemas' || !isJson(member)) writeConstants(member);
    else for (const schema of Object.values(member)) writeConstants(schema, true);
  }
  const { enum: values } = value;
  if (isComponent || !Array.isArray(values) || values.length !== 1) return;
  delete value['enum'];
  value['const'] = values[0];
}
