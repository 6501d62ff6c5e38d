import { describe, expect, it } from 'vitest';
import { byPackage, packageOf } from '../bench/cpu-profile.ts';

describe('the profile of bench:api', () => {
  it.each([
    ['file:///app/node_modules/@azure/cosmos/dist/index.js', '@azure/cosmos'],
    ['file:///app/node_modules/a/node_modules/fastify/lib/reply.js', 'fastify'],
    ['file:///app/dist/libs/documents/src/commit/commit.js', 'libs/documents'],
    ['node:internal/http', 'node (node:internal)'],
    ['', undefined],
  ])('takes %j for a part of %s', (url, name) => {
    expect(packageOf(url)).toBe(name);
  });

  it('adds up the time of a package, and leaves idle time out', () => {
    const frame = (functionName: string, url = '') => ({ functionName, url });
    const profile = {
      nodes: [
        { id: 1, callFrame: frame('(idle)') },
        { id: 2, callFrame: frame('send', '/x/node_modules/fastify/lib/reply.js') },
        { id: 3, callFrame: frame('(garbage collector)') },
      ],
      samples: [1, 2, 2, 3],
      timeDeltas: [9_000, 1_000, 2_000, 500],
    };
    expect(byPackage(profile)).toEqual({
      packages: new Map([
        ['fastify', 3],
        ['(garbage collector)', 0.5],
      ]),
      busyMs: 3.5,
    });
  });
});
