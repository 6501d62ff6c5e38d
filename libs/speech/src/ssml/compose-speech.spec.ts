import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServiceError } from '#domain';
import { anyText } from '../../testing/any-text.ts';
import { composeSpeech, type PersonalVoiceSpeech, personalVoiceSsml } from '../../testing/in-one-step.ts';
import { elementNames, readXml } from '../../testing/xml.ts';
import { SSML_MAX_BYTES } from './ssml-writer.ts';
import { escapeXml, speakableText } from './xml-text.ts';

const speech: PersonalVoiceSpeech = {
  baseModel: 'DragonLatestNeural',
  speakerProfileId: '3059912f-a3dc-49e3-bdd0-02e449df1fe3',
  locale: 'en-US',
  text: 'Hello.',
};

describe('the SSML of a text', () => {
  it('writes the document that the personal voice documentation shows', () => {
    expect(personalVoiceSsml(speech)).toBe(
      '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="http://www.w3.org/2001/mstts" xml:lang="en-US">' +
        '<voice name="DragonLatestNeural"><mstts:ttsembedding speakerProfileId="3059912f-a3dc-49e3-bdd0-02e449df1fe3">' +
        'Hello.</mstts:ttsembedding></voice></speak>',
    );
  });

  it('names a professional voice alone, which its endpoint speaks', () => {
    const { speakerProfileId: _, ...professional } = speech;
    expect(personalVoiceSsml({ ...professional, baseModel: 'AnnaNeural' })).toContain(
      '<voice name="AnnaNeural">Hello.</voice></speak>',
    );
  });

  it('has no professional voice speak with another', () => {
    const voice = { baseModel: 'AnnaNeural', deploymentId: crypto.randomUUID(), aliases: ['vce_1'] };
    const other = { ...speech, aliases: ['vce_2'] };
    const order = { locale: 'en-US', ssml: '<speak>Hello.</speak>' };
    for (const speakers of [
      { ...voice, others: [other] },
      { ...other, others: [voice] },
    ]) {
      expect(() => composeSpeech({ ...order, voice: speakers })).toThrow('cannot speak with other voices');
    }
    const [segment] = composeSpeech({ ...order, voice });
    expect(segment?.voice).toEqual({ baseModel: 'AnnaNeural', deploymentId: voice.deploymentId });
  });

  it('holds the text, the whole text and nothing but the text, whatever the text is', () => {
    fc.assert(
      fc.property(anyText, fc.double({ min: 0.5, max: 2, noNaN: true }), fc.boolean(), (text, rate, forceLocale) => {
        const { root, text: read } = readXml(personalVoiceSsml({ ...speech, text, rate, forceLocale }));
        expect(read).toBe(speakableText(text));
        expect(elementNames(root)).toEqual([
          'speak',
          'voice',
          'mstts:ttsembedding',
          ...(forceLocale ? ['lang'] : []),
          ...(rate === 1 ? [] : ['prosody']),
        ]);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps a Unicode text without control characters as it is', () => {
    const unicode = fc.string({ unit: 'binary' }).filter((text) => !/[\p{Cc}\u{FFFE}\u{FFFF}]/v.test(text));
    fc.assert(
      fc.property(unicode, (text) => {
        expect(speakableText(text)).toBe(text);
        expect(readXml(personalVoiceSsml({ ...speech, text })).text).toBe(text);
      }),
    );
  });

  it('never holds the CR LF CR LF that ends the headers of a message', () => {
    expect(personalVoiceSsml({ ...speech, text: 'one\r\n\r\ntwo' })).not.toContain('\r');
    expect(readXml(personalVoiceSsml({ ...speech, text: 'one\r\n\r\ntwo' })).text).toBe('one\r\n\r\ntwo');
  });

  it.each([
    [0.5, '-50.00%'],
    [0.9, '-10.00%'],
    [1.25, '+25.00%'],
    [2, '+100.00%'],
  ])('writes the rate %d as %s', (rate, expected) => {
    expect(personalVoiceSsml({ ...speech, rate })).toContain(`<prosody rate="${expected}">Hello.</prosody>`);
  });

  it('names the language of the text when the locale is forced', () => {
    expect(personalVoiceSsml({ ...speech, locale: 'de-DE', forceLocale: true })).toContain(
      '<lang xml:lang="de-DE">Hello.</lang>',
    );
  });

  it.each<[string, Partial<PersonalVoiceSpeech>]>([
    ['rate below 0.5', { rate: 0.49 }],
    ['rate above 2', { rate: 2.01 }],
    ['rate that is no number', { rate: Number.NaN }],
    ['base model with markup', { baseModel: 'x"><audio/>' }],
    ['speaker profile id that is no UUID', { speakerProfileId: 'x"/>' }],
    ['locale with markup', { locale: 'en-US"' }],
    ['empty locale', { locale: '' }],
  ])('refuses a %s', (_what, part) => {
    expect(() => personalVoiceSsml({ ...speech, ...part })).toThrow(ServiceError);
    expect(() => personalVoiceSsml({ ...speech, ...part })).toThrow(/^invalid-request/v);
  });

  it('counts the limit of 64 KB in bytes of the whole document', () => {
    const overhead = Buffer.byteLength(personalVoiceSsml({ ...speech, text: '' }));
    const room = SSML_MAX_BYTES - overhead;
    expect(Buffer.byteLength(personalVoiceSsml({ ...speech, text: 'x'.repeat(room) }))).toBe(SSML_MAX_BYTES);
    for (const text of ['x'.repeat(room + 1), '&'.repeat(room / 4), 'ß'.repeat(room / 1.5)]) {
      expect(() => personalVoiceSsml({ ...speech, text })).toThrow(/^text-too-long/v);
    }
  });
});

describe('speakableText', () => {
  it('keeps every position', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(speakableText(text)).toHaveLength(text.length);
      }),
    );
  });

  it('puts a space for what XML cannot hold, and keeps tabs and line ends', () => {
    expect(speakableText('a\0b\u{7F}c\u{85}d\t\r\ne\u{D83D}f\u{DE00}g😀\u{FFFE}\u{FFFF}')).toBe(
      'a b c d\t\r\ne f g😀  ',
    );
  });
});

describe('escapeXml', () => {
  it('escapes what is markup in content and attributes', () => {
    expect(escapeXml(`<a b="c" d='e'>&</a>\r`)).toBe('&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;&lt;/a&gt;&#13;');
  });
});
