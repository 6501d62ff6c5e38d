import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnySchema } from 'ajv';
import { describe, expect, it } from 'vitest';
import { containerProblems } from './containers.ts';

/** The newest schema of the Compose specification that CI has; a clone has that of npm only, which `npm run check` takes. */
const NEWEST = join(import.meta.dirname, '..', '..', '..', 'shared', 'schemas', 'compose-spec.json');

describe.skipIf(!existsSync(NEWEST))('the compose files', () => {
  it('are right by the newest schema, too', () => {
    const schema = JSON.parse(readFileSync(NEWEST, 'utf8')) as AnySchema;
    expect(containerProblems({ newest: schema }).problems).toEqual([]);
  });
});
