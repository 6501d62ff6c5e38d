/**
 * Cuts azd's public schema down to what azure.yaml uses, as test data: `node test/infra/deploy/schemas/cut.ts FILE COMMIT`, where FILE is
 * schemas/v1.0/azure.yaml.json of Azure/azure-dev at COMMIT. Texts for people are left out, and references to the schemas of azd's extensions.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const PROPERTIES = ['name', 'metadata', 'infra', 'services', 'hooks'];
const [file = '', commit = ''] = process.argv.slice(2);
const schema = JSON.parse(readFileSync(file, 'utf8')) as {
  properties: Record<string, Json>;
  definitions: Record<string, Json>;
};

function cut(value: Json): Json {
  if (Array.isArray(value)) return value.map(cut);
  if (value === null || typeof value !== 'object') return value;
  if (typeof value['$ref'] === 'string' && value['$ref'].startsWith('https:')) return {};
  const kept = Object.entries(value).filter(
    ([name, each]) =>
      !(['title', 'description', 'examples'].includes(name) && (typeof each === 'string' || Array.isArray(each))),
  );
  return Object.fromEntries(kept.map(([name, each]) => [name, cut(each)]));
}

const properties = Object.fromEntries(PROPERTIES.map((name) => [name, cut(schema.properties[name] ?? {})]));
const definitions: Record<string, Json> = {};
const todo = [JSON.stringify(properties)];
for (let text = todo.pop(); text !== undefined; text = todo.pop()) {
  for (const [, name = ''] of text.matchAll(/#\/definitions\/(\w+)/g)) {
    if (definitions[name] !== undefined) continue;
    definitions[name] = cut(schema.definitions[name] ?? {});
    todo.push(JSON.stringify(definitions[name]));
  }
}
const result = {
  $schema: 'https://json-schema.org/draft/2019-09/schema',
  $comment: `A cut of schemas/v1.0/azure.yaml.json of Azure/azure-dev at ${commit}, made by cut.ts; LICENSE is that of Azure/azure-dev.`,
  type: 'object',
  required: ['name'],
  additionalProperties: true,
  properties,
  definitions,
};
writeFileSync(join(import.meta.dirname, 'azure.yaml.json'), `${JSON.stringify(result, undefined, 2)}\n`);
