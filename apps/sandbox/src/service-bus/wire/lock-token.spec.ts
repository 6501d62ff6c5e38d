import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tagOfToken, tokenOfTag } from './lock-token.ts';

describe('lock tokens', () => {
  it('are a .NET GUID in a delivery tag and a UUID in network order elsewhere', () => {
    const tag = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    expect(tokenOfTag(tag)).toBe('33221100554477668899aabbccddeeff');
    expect(tag.toString('hex')).toBe('00112233445566778899aabbccddeeff');
  });

  it('survive the way there and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const token = Buffer.from(bytes).toString('hex');
        expect(tokenOfTag(tagOfToken(token))).toBe(token);
      }),
    );
  });
});
