import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { unresolvedReferences } from '../../apps/api/src/platform/testing/openapi-references.ts';

/** The committed document; `check:generated` makes sure that it is the one that the code makes. */
const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'openapi.json');

const VERBS =
  /^(?:Cancel|Check|Count|Create|Delete|Discard|Download|Erase|Estimate|Get|List|Receive|Replay|Resubmit|Retry|Revoke|Rotate|Send|Stream|Submit|Update|Upload) /;

const VERBS_OF_IDS =
  /^(?:cancel|check|create|delete|discard|estimate|get|list|receive|replay|resubmit|retry|revoke|rotate|send|stream|submit|update|upload|watch)[A-Z]/;

interface Documented {
  readonly operationId: string;
}

function operationsOf(document: Record<string, unknown>): Documented[] {
  return Object.values(document['paths'] as Record<string, Record<string, Documented>>).flatMap((item) =>
    Object.values(item),
  );
}

/** Where an enumeration or an object with members is described in place instead of in a component. */
function unnamedSchemas(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const isComponent = /^\/components\/schemas\/[^/]+$/.test(path);
  const { enum: values, type, properties } = value as Record<string, unknown>;
  const isUnnamed = !isComponent && (Array.isArray(values) || (type === 'object' && properties !== undefined));
  const members = Object.entries(value).filter(([name]) => name !== 'example' && name !== 'examples');
  return [...(isUnnamed ? [path] : []), ...members.flatMap(([name, each]) => unnamedSchemas(each, `${path}/${name}`))];
}

/** Summaries of the operations that have one, by `method path`. The probes have none. */
function summariesOf(document: Record<string, unknown>): [operation: string, summary: string][] {
  return Object.entries(document['paths'] as Record<string, Record<string, { summary?: string }>>).flatMap(
    ([path, operations]) =>
      Object.entries(operations)
        .filter(() => !path.startsWith('/health'))
        .map(([method, { summary = '' }]): [string, string] => [`${method} ${path}`, summary]),
  );
}

describe('docs/openapi.json', () => {
  let document: Record<string, unknown>;

  beforeAll(async () => {
    document = JSON.parse(await readFile(DOCUMENT, 'utf8')) as Record<string, unknown>;
  });

  it('has no reference that leads nowhere within the whole document', () => {
    expect(unresolvedReferences(document)).toEqual([]);
  });

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('has a summary for each operation that begins with a verb in the imperative and has at most 60 characters', () => {
    const summaries = summariesOf(document);
    expect(summaries.length).toBeGreaterThan(50);
    expect(summaries.filter(([, summary]) => summary.length > 60 || !VERBS.test(summary))).toEqual([]);
  });

  it('names every enumeration and every object, so that no generator makes up a name for it', () => {
    expect(unnamedSchemas(document)).toEqual([]);
    const broken = { paths: { '/a': { schema: { type: 'array', items: { enum: ['a', 'b'] } } } } };
    expect(unnamedSchemas(broken)).toEqual(['/paths//a/schema/items']);
  });

  it('names nothing with a number at its end', () => {
    const { schemas } = document['components'] as { schemas: object };
    const operationIds = operationsOf(document).map(({ operationId }) => operationId);
    expect([...Object.keys(schemas), ...operationIds].filter((name) => !/^[A-Za-z]+$/.test(name))).toEqual([]);
  });

  it('requires nothing that has a default, and closes requests only', () => {
    const { schemas } = document['components'] as { schemas: Record<string, object> };
    expect(JSON.stringify(document)).not.toContain('"default":{"type"');
    for (const [name, schema] of Object.entries(schemas)) {
      expect(JSON.stringify(schema), name).not.toMatch(/"default":/);
      const isRequest = /^(?:Create|Update|Revoke|Rotate|Grant|ConsentRecording$|LexiconEntry$)/.test(name);
      if (!isRequest) expect(schema, name).not.toHaveProperty('additionalProperties', false);
    }
  });

  it('begins each operation id with a verb', () => {
    const ids = operationsOf(document).map(({ operationId }) => operationId);
    expect(ids.filter((id) => !VERBS_OF_IDS.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('would not pass with a reference into a schema instead of the document', () => {
    const broken = { components: { schemas: { A: { $ref: '#/$defs/A', $defs: { A: { type: 'object' } } } } } };
    expect(unresolvedReferences(broken)).toEqual(['#/$defs/A']);
  });
});
