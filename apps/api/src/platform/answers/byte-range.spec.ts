import { describe, expect, it } from 'vitest';
import { parseByteRange } from './byte-range.ts';

describe(parseByteRange.name, () => {
  it.each([
    ['bytes=0-99', { first: 0, last: 99 }],
    ['bytes=900-', { first: 900, last: 999 }],
    ['bytes=-100', { first: 900, last: 999 }],
    ['bytes=990-2000', { first: 990, last: 999 }],
    ['bytes=-5000', { first: 0, last: 999 }],
  ])('reads %s of 1000 bytes', (header, range) => {
    expect(parseByteRange(header, 1000)).toEqual(range);
  });

  it.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=5-3', 'bytes=0-1,4-5', 'lines=1-2'])(
    'answers the whole for %s',
    (header) => {
      expect(parseByteRange(header, 1000)).toBeUndefined();
    },
  );

  it.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0'])('refuses %s of 1000 bytes', (header) => {
    expect(() => parseByteRange(header, 1000)).toThrow('range-not-satisfiable');
  });
});
