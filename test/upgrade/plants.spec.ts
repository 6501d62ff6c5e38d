import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Plant, planted, PLANTS } from './plants.ts';

const HOME = join(import.meta.dirname, '../..');

describe('the changes that npm run test:upgrade plants', () => {
  it.each(Object.entries<Plant>(PLANTS))('still fit the sources: %s', (_, { edits }) => {
    for (const edit of edits) {
      const source = readFileSync(join(HOME, edit.file), 'utf8');
      expect(planted(source, edit)).not.toBe(source);
    }
  });
});
