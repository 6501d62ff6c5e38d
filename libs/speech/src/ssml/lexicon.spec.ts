import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText, VOICE } from '../../testing/any-text.ts';
import { composeSpeech } from '../../testing/in-one-step.ts';
import { fold } from './folded-text.ts';
import { LEXICON_MAX_MATCHES, LEXICON_MAX_SAID_CHARACTERS, type LexiconEntry } from './lexicon.ts';
import { isSpeakable, scriptText } from './speech-script.ts';
import { writeSsml } from './ssml-writer.ts';
import { speakableText } from './xml-text.ts';

const PHOENIX = { ...VOICE, baseModel: 'PhoenixLatestNeural' };
const contentOf = (text: string, lexicon: readonly LexiconEntry[], voice = VOICE): string =>
  /speakerProfileId="[^"]*">(.*)<\/mstts/sv.exec(
    writeSsml(composeSpeech({ voice, locale: 'en-US', text, lexicon })),
  )?.[1] ?? '';

describe('a lexicon', () => {
  it('is put around whole words, the longest first', () => {
    const lexicon = [
      { grapheme: 'GIF', alias: 'jif' },
      { grapheme: 'GIF file', alias: 'picture' },
      { grapheme: 'C++', alias: 'C plus plus' },
      { grapheme: '東京', alias: 'とうきょう' },
    ];
    expect(contentOf('A GIF, a GIF file, GIFs and gif; C++!', lexicon)).toBe(
      'A <sub alias="jif">GIF</sub>, a <sub alias="picture">GIF file</sub>, GIFs and gif; <sub alias="C plus plus">C++</sub>!',
    );
    expect(contentOf('新東京駅', lexicon)).toBe('新<sub alias="とうきょう">東京</sub>駅');
  });

  it.each([
    ['Mu\u0308ller und Müller', 'Müller', ['Mu\u0308ller', 'Müller']],
    ['Müller', 'Mu\u0308ller', ['Müller']],
    ['it’s here', "it's", ['it’s']],
    ["it's here", 'it’s', ["it's"]],
    ['New\nYork, New\u00A0 York', 'New York', ['New\nYork', 'New\u00A0 York']],
    ['Zoë and Zoe\u0308lla', 'Zoe\u0308', ['Zoë']],
    ['u\u0308ber u', 'u', ['u']],
  ])('finds in %j what looks the same as %j, and leaves it as it is written', (text, grapheme, found) => {
    const script = composeSpeech({ voice: VOICE, locale: 'en-US', text, lexicon: [{ grapheme, alias: 'said' }] });
    const said = script[0]?.content.flatMap((node) => (typeof node === 'string' ? [] : node.children));
    expect(said).toEqual(found);
    expect(scriptText(script)).toBe(text);
  });

  it('writes sounds as phoneme, for voices that take them', () => {
    const lexicon = [{ grapheme: 'tomato', phoneme: 'təˈmɑːtoʊ', alphabet: 'ipa' as const }];
    expect(contentOf('A tomato.', lexicon, PHOENIX)).toBe('A <phoneme alphabet="ipa" ph="təˈmɑːtoʊ">tomato</phoneme>.');
    expect(() => contentOf('A tomato.', lexicon)).toThrow('The lexicon is invalid');
  });

  it('leaves the text of any text as it is, and its own entries are never markup', () => {
    const entries = fc.uniqueArray(
      fc.record({ grapheme: fc.string({ unit: 'binary', minLength: 1, maxLength: 5 }), alias: anyText }),
      { maxLength: 5, selector: ({ grapheme }) => fold(grapheme) },
    );
    fc.assert(
      fc.property(anyText, entries, (text, lexicon) => {
        fc.pre(isSpeakable(text));
        fc.pre(
          lexicon.every((entry) =>
            [entry.grapheme, entry.alias].every((said) => speakableText(said).trim() !== '' && said.length <= 200),
          ),
        );
        const script = composeSpeech({ voice: VOICE, locale: 'en-US', text, lexicon });
        expect(scriptText(script)).toBe(speakableText(text));
      }),
    );
  });

  it.each<[string, readonly LexiconEntry[]]>([
    ['lexicon-empty', [{ grapheme: ' ', alias: 'a' }]],
    ['lexicon-too-long', [{ grapheme: 'a', alias: 'a'.repeat(201) }]],
    [
      'lexicon-duplicate',
      [
        { grapheme: 'a', alias: 'b' },
        { grapheme: 'a', alias: 'c' },
      ],
    ],
    [
      'lexicon-duplicate',
      [
        { grapheme: 'Zoë', alias: 'b' },
        { grapheme: 'Zoe\u0308', alias: 'c' },
      ],
    ],
  ])('is refused with %s at the entry', (code, lexicon) => {
    expect(() => contentOf('a', lexicon)).toThrow(
      expect.objectContaining({
        fields: [expect.objectContaining({ pointer: `/lexicon/${lexicon.length - 1}`, code })],
      }),
    );
  });

  it('finds as many words, and says as much in their place, as it may', () => {
    const of = (count: number, alias: string): unknown =>
      composeSpeech({ voice: VOICE, locale: 'en-US', text: 'a '.repeat(count), lexicon: [{ grapheme: 'a', alias }] });
    const tooMuch = expect.objectContaining({
      code: 'text-too-long',
      fields: [expect.objectContaining({ pointer: '/lexicon', code: 'lexicon-too-much' })],
    }) as Error;
    expect(() => of(LEXICON_MAX_MATCHES, 'b')).not.toThrow();
    expect(() => of(LEXICON_MAX_MATCHES + 1, 'b')).toThrow(tooMuch);
    const long = 'b'.repeat(100);
    expect(() => of(LEXICON_MAX_SAID_CHARACTERS / 100, long)).not.toThrow();
    expect(() => of(LEXICON_MAX_SAID_CHARACTERS / 100 + 1, long)).toThrow(tooMuch);
  });

  it('counts what is found in all parts together', () => {
    const ssml = `<speak version="1.0">${`<voice>${'a '.repeat(LEXICON_MAX_MATCHES / 2)}</voice>`.repeat(3)}</speak>`;
    const lexicon = [{ grapheme: 'a', alias: 'b' }];
    expect(() => composeSpeech({ voice: VOICE, locale: 'en-US', ssml, lexicon })).toThrow('text-too-long');
  });
});
