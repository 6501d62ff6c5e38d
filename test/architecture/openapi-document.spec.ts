import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { unresolvedReferences } from '../../apps/api/src/platform/testing/openapi-references.ts';

/** The committed document; `check:generated` makes sure that it is the one that the code makes. */
const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'openapi.json');

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

  it('would not pass with a reference into a schema instead of the document', () => {
    const broken = { components: { schemas: { A: { $ref: '#/$defs/A', $defs: { A: { type: 'object' } } } } } };
    expect(unresolvedReferences(broken)).toEqual(['#/$defs/A']);
  });
});
