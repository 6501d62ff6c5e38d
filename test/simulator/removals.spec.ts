import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REMOVALS } from './removals.ts';

const HOME = join(import.meta.dirname, '..', '..');

describe('a removal of npm run sim:removals', () => {
  it.each(Object.entries(REMOVALS))('fits the source: %s', (_, replacements) => {
    const times = replacements.map(({ file, found }) => readFileSync(join(HOME, file), 'utf8').split(found).length - 1);
    expect(times).toEqual(replacements.map(() => 1));
  });
});
