import { decode, encode } from '@jridgewell/sourcemap-codec';
import { describe, expect, it } from 'vitest';
import { ownLinesOnly } from './own-source-map.ts';

describe('ownLinesOnly', () => {
  it('keeps what maps to the project’s files, and ends it where a package begins', () => {
    const given = {
      version: 3 as const,
      sources: ['../../src/node_modules/apps/index.js', '../../src/apps/api/src/main.ts', 'apps/elsewhere.ts'],
      names: ['a'],
      mappings: encode([
        [
          [0, 0, 7, 0],
          [10, 1, 3, 4],
          [20, 1, 4, 0, 0],
          [30, 0, 8, 0],
          [40, 2, 1, 0],
        ],
      ]),
    };
    const map = ownLinesOnly(given, '/out/api', '/src');
    expect(map.sources).toEqual(['apps/api/src/main.ts']);
    expect(decode(map.mappings)).toEqual([[[0], [10, 0, 3, 4], [20, 0, 4, 0], [30]]]);
    expect(map.names).toEqual([]);
  });
});
