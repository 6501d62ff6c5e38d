import { describe, expect, it } from 'vitest';
import { billedCharacters } from './billed-characters.ts';

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
