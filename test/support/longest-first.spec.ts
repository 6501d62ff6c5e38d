import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LONGEST } from './longest-first.ts';

describe('the spec files that start first', () => {
  it.each(LONGEST)('%s exists', (path) => {
    expect(existsSync(join(import.meta.dirname, '../..', path))).toBe(true);
  });
});
