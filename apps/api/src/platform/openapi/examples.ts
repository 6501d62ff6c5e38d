import type { JsonSchema } from './json-schema.ts';

type Json = Record<string, unknown>;
type Schemas = Readonly<Record<string, JsonSchema>>;

/** What cannot be made of a schema because a member has no example; the message names it. */
export class NoExample extends Error {
  override readonly name = 'NoExample';
}

/**
 * An example of a schema: its own, or one made of those of its members. Optional members are shown where they have an example of their own.
 * @throws NoExample
 */
export function exampleOf(schema: JsonSchema, schemas: Schemas, path = ''): unknown {
  const json = schema as Json;
  if ('example' in json) return json['example'];
  if (typeof json['$ref'] === 'string') {
    const name = json['$ref'].replace('#/components/schemas/', '');
    const target = schemas[name];
    if (target === undefined) throw new NoExample(`${path} refers to ${name}, which does not exist`);
    return exampleOf(target, schemas, `${path}/${name}`);
  }
  if ('const' in json) return json['const'];
  if (Array.isArray(json['enum'])) return (json['enum'] as unknown[])[0];
  const type = [json['type']].flat()[0];
  switch (type) {
    case 'array':
      return [exampleOf(json['items'] as JsonSchema, schemas, `${path}/items`)];
    case 'boolean':
      return false;
    case 'object':
      return objectExample(json, schemas, path);
    default:
      throw new NoExample(`${path} has no example`);
  }
}

function objectExample({ properties = {}, required = [] }: Json, schemas: Schemas, path: string): Json {
  const members = Object.entries(properties as Record<string, JsonSchema>);
  const shown = members.filter(([name, member]) => (required as string[]).includes(name) || 'example' in member);
  return Object.fromEntries(shown.map(([name, member]) => [name, exampleOf(member, schemas, `${path}/${name}`)]));
}
