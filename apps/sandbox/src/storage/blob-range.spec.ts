import { describe, expect, it } from 'vitest';
import { blobRange } from './blob-range.ts';

describe('blobRange', () => {
  it.each([
    ['bytes=0-0', { first: 0, last: 0 }],
    ['bytes=10-', { first: 10, last: undefined }],
    ['bytes=10-19', { first: 10, last: 19 }],
  ])('reads %s', (header, range) => expect(blobRange(header)).toEqual(range));

  it.each([undefined, '', 'bytes=-500', 'bytes=-', 'bytes=9-3', 'bytes=0-1,4-5', 'items=0-1'])(
    'does not know %s',
    (header) => expect(blobRange(header)).toBeUndefined(),
  );
});
