import fc from 'fast-check';
import { type Json, resolved } from './contract-operations.ts';

/** An id of the contract, in examples and patterns: its prefix says what it is of. */
const ID = /\b(upl|cns|vce|syn|bat|op|whe|dlv)_[0-7][0-9A-HJKMNP-TV-Z]{25}\b/g;
const ID_PATTERN = /^\^(upl|cns|vce|syn|bat|op|whe|dlv)_\[0-7\]/;
/** Members of a list, at most. */
const MAX_ITEMS = 3;
/** A text that takes a second or so to speak. */
const MAX_TEXT = 60;
const MAX_DEPTH = 4;

/** Stands in a request for the id of a resource that exists, until it is sent: `~vce.2~` is the third voice. */
export const PLACEHOLDER = /~(\w+)\.(\d+)~/g;
const existing = (kind: string): fc.Arbitrary<string> => fc.nat({ max: 5 }).map((index) => `~${kind}.${index}~`);

const WORDS = [
  'The kettle is on.',
  'Ropes creak.',
  'Grüße, 12. März',
  '你好。',
  '3.5 & <4>',
  '👍🏽',
  '\u0000',
  '  ',
  "Robert'); --",
];
/** A name that every object inherits, one that is in no schema, and one that changes the prototype where it is not guarded. */
const STRANGE_NAMES = ['constructor', 'unknownName', '__proto__'];

/** Values for the schemas of an OpenAPI document: right ones, and ones that are wrong in one place. */
export class SchemaValues {
  constructor(private readonly document: Json) {}

  /** A value that the schema allows. */
  right(given: Json, depth = 0): fc.Arbitrary<unknown> {
    const schema = resolved(this.document, given);
    const fitting = this.fitting(schema, depth);
    if (!('example' in schema)) return fitting;
    return fc.oneof(this.examples(schema['example']), fitting);
  }

  /** An example, in which ids are those of resources that exist. */
  examples(example: unknown): fc.Arbitrary<unknown> {
    return fc.array(fc.nat({ max: 5 }), { minLength: 8, maxLength: 8 }).map((indexes) => {
      let next = 0;
      const text = JSON.stringify(example).replaceAll(ID, (_, kind: string) => `~${kind}.${indexes[next++ % 8]}~`);
      return JSON.parse(text) as unknown;
    });
  }

  /** An example with only some of the members that the schema does not require. */
  partOfExample(given: Json, example: unknown): fc.Arbitrary<unknown> {
    const { required = [] } = resolved(this.document, given) as { readonly required?: readonly string[] };
    const kept = fc.array(fc.boolean(), { minLength: 12, maxLength: 12 });
    return fc.tuple(this.examples(example), kept).map(([whole, keep]) => {
      if (typeof whole !== 'object' || whole === null) return whole;
      const members = Object.entries(whole).filter(([name], index) => required.includes(name) || keep[index % 12]);
      return Object.fromEntries(members);
    });
  }

  /** A value in which one place, or the whole, is not what the schema or the value before says. */
  wrong(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
    return fc.tuple(value, fc.nat(), MUTATION).map(([whole, place, mutation]) => {
      const copy = structuredClone(whole);
      const places = placesIn(copy);
      const chosen = places[place % Math.max(places.length, 1)];
      if (!chosen) return mutation.replacement;
      return mutate(copy, chosen, mutation);
    });
  }

  private fitting(schema: Json, depth: number): fc.Arbitrary<unknown> {
    if ('const' in schema) return fc.constant(schema['const']);
    if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
    const forms = (schema['oneOf'] ?? schema['anyOf']) as Json[] | undefined;
    if (forms) {
      const { oneOf: _, anyOf: __, example: ___, ...common } = schema;
      return fc.oneof(...forms.map((form) => this.right(merged(common, resolved(this.document, form)), depth + 1)));
    }
    const types = [schema['type']].flat();
    const value = this.ofType(types[0], schema, depth);
    return types.includes('null') ? fc.option(value) : value;
  }

  private ofType(type: unknown, schema: Json, depth: number): fc.Arbitrary<unknown> {
    switch (type) {
      case 'object':
        return this.objects(schema, depth);
      case 'array': {
        const { items = {}, minItems = 0, maxItems = MAX_ITEMS } = schema as ArraySchema;
        const size = { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, MAX_ITEMS)) };
        return fc.array(this.right(items, depth + 1), size);
      }
      case 'integer':
        return integers(schema);
      case 'number': {
        const { minimum = -1e6, maximum = 1e6 } = schema as Bounds;
        return fc.oneof(fc.double({ min: minimum, max: maximum, noNaN: true }), fc.constantFrom(minimum, maximum));
      }
      case 'null':
        return fc.constant(null);
      case 'boolean':
        return fc.boolean();
      case 'string':
        return strings(schema);
      default:
        return fc.jsonValue({ maxDepth: 1 });
    }
  }

  private objects(schema: Json, depth: number): fc.Arbitrary<unknown> {
    const members = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Json>>);
    const required = (schema['required'] ?? []) as string[];
    const taken = depth < MAX_DEPTH ? members : members.filter(([name]) => required.includes(name));
    const values = taken.map(([name, member]) => [name, this.right(member, depth + 1)] as const);
    return fc.record(Object.fromEntries(values), { requiredKeys: required, noNullPrototype: true });
  }
}

interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
}
interface ArraySchema {
  readonly items?: Json;
  readonly minItems?: number;
  readonly maxItems?: number;
}

function merged(common: Json, form: Json): Json {
  const properties = { ...(common['properties'] as Json | undefined), ...(form['properties'] as Json | undefined) };
  const required = [...((common['required'] ?? []) as string[]), ...((form['required'] ?? []) as string[])];
  return { ...common, ...form, properties, required: [...new Set(required)] };
}

function integers(schema: Json): fc.Arbitrary<number> {
  const { minimum, maximum } = schema as Bounds;
  const least = minimum ?? -1_000;
  const most = maximum ?? (schema['format'] === 'int64' ? Number.MAX_SAFE_INTEGER : 2 ** 31 - 1);
  return fc.oneof(fc.integer({ min: least, max: Math.min(most, least + 200) }), fc.constantFrom(least, most));
}

function strings(schema: Json): fc.Arbitrary<string> {
  const {
    pattern,
    format,
    minLength = 0,
    maxLength = MAX_TEXT,
  } = schema as {
    readonly pattern?: string;
    readonly format?: string;
    readonly minLength?: number;
    readonly maxLength?: number;
  };
  if (format === 'date-time')
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
      .map((date) => date.toISOString());
  if (format === 'date')
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
      .map((date) => date.toISOString().slice(0, 10));
  const kind = pattern === undefined ? undefined : ID_PATTERN.exec(pattern)?.[1];
  if (pattern !== undefined && kind !== undefined) {
    return fc.oneof(
      { weight: 8, arbitrary: existing(kind) },
      { weight: 1, arbitrary: fc.stringMatching(new RegExp(pattern)) },
    );
  }
  const longest = Math.max(minLength, Math.min(maxLength, MAX_TEXT));
  const fits = (text: string): boolean =>
    text.length >= minLength &&
    text.length <= longest &&
    (pattern === undefined || new RegExp(pattern, 'u').test(text));
  const known = WORDS.filter(fits);
  const made =
    pattern === undefined || pattern === String.raw`\S`
      ? fc.string({ unit: 'grapheme', minLength, maxLength: longest }).filter(fits)
      : fc.stringMatching(new RegExp(pattern)).filter(fits);
  return known.length > 0 ? fc.oneof(fc.constantFrom(...known), made) : made;
}

interface Mutation {
  readonly how: 'replace' | 'remove' | 'add' | 'lengthen';
  readonly replacement: unknown;
  readonly name: string;
}

const LONG = 'x'.repeat(300_000);
const MUTATION: fc.Arbitrary<Mutation> = fc.record({
  how: fc.constantFrom('replace', 'remove', 'add', 'lengthen'),
  replacement: fc.oneof(
    fc.constantFrom(null, '', 0, -1, 1e308, true, [], {}, 'x', '\u0000', '\uD800', 2 ** 53, 0.1),
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.jsonValue({ maxDepth: 2 }),
  ),
  name: fc.oneof(fc.constantFrom(...STRANGE_NAMES), fc.string({ maxLength: 12 })),
});

interface Place {
  readonly owner: Record<string, unknown> | unknown[];
  readonly key: string;
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const owner = value as Record<string, unknown>;
  return Object.entries(owner).flatMap(([key, member]) => [{ owner, key }, ...placesIn(member)]);
}

function mutate(whole: unknown, { owner, key }: Place, { how, replacement, name }: Mutation): unknown {
  const members = owner as Record<string, unknown>;
  const value = members[key];
  if (how === 'remove') {
    if (Array.isArray(owner)) owner.splice(Number(key), 1);
    else delete members[key];
  } else if (how === 'add') {
    if (Array.isArray(owner)) owner.push(replacement);
    else Object.defineProperty(members, name, { value: replacement, enumerable: true, configurable: true });
  } else if (how === 'lengthen' && typeof value === 'string')
    members[key] = `${value}${LONG.slice(0, 250 + name.length * 1_000)}`;
  else members[key] = replacement;
  return whole;
}
