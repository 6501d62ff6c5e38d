import { describe, expect, it } from 'vitest';
import { assertSpeakableLength, billedCharacters, estimatedDurationMs } from './speech-length.ts';

describe(billedCharacters.name, () => {
  it.each([
    ['<speak version="1.0"><voice name="x">Hello, world.</voice></speak>', 13],
    ['<speak><voice name="x">你好</voice></speak>', 4],
    ['<speak><voice name="x">東京タワー</voice></speak>', 7],
    ['<speak><voice name="x">한국어</voice></speak>', 3],
    ['<speak><voice name="x">👩‍🚀</voice></speak>', 3],
    ['<speak><voice name="x"><prosody rate="+10.00%">a</prosody></voice></speak>', 35],
    ['<speak><voice name="x">&lt;b&gt; &amp; &#13;</voice></speak>', 7],
    ['<speak><voices>a</voices></speak>', 18],
  ])('counts %s as Azure does', (ssml, characters) => {
    expect(billedCharacters(ssml)).toBe(characters);
  });
});

describe(estimatedDurationMs.name, () => {
  it('grows with the text and shrinks with the rate', () => {
    expect(estimatedDurationMs('x'.repeat(150), 1)).toBe(10_000);
    expect(estimatedDurationMs('x'.repeat(150), 2)).toBe(5_000);
    expect(estimatedDurationMs('字'.repeat(45), 1)).toBe(10_000);
  });
});

describe(assertSpeakableLength.name, () => {
  it('refuses what might be cut off at ten minutes', () => {
    assertSpeakableLength('x'.repeat(6_480), 1);
    assertSpeakableLength('x'.repeat(12_960), 2);
    expect(() => assertSpeakableLength('x'.repeat(6_481), 1)).toThrow('text-too-long');
    expect(() => assertSpeakableLength('字'.repeat(1_891), 1)).toThrow('text-too-long');
  });
});
