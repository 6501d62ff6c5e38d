import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { unresolvedReferences } from '../../apps/api/src/platform/testing/openapi-references.ts';

/** The committed document; `check:generated` makes sure that it is the one that the code makes. */
const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'openapi.json');

const VERBS =
  /^(?:Cancel|Check|Count|Create|Delete|Discard|Download|Erase|Estimate|Get|List|Receive|Replay|Resubmit|Retry|Revoke|Rotate|Send|Stream|Submit|Update|Upload) /;

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

  it('would not pass with a reference into a schema instead of the document', () => {
    const broken = { components: { schemas: { A: { $ref: '#/$defs/A', $defs: { A: { type: 'object' } } } } } };
    expect(unresolvedReferences(broken)).toEqual(['#/$defs/A']);
  });
});
