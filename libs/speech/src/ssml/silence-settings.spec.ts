import { describe, expect, it } from 'vitest';
import { VOICE } from '../../testing/any-text.ts';
import { readXml } from '../../testing/xml.ts';
import { composeSpeech, silencePoints, splitSpeech } from '../../testing/in-one-step.ts';
import { silencePointsInSteps } from './silence-settings.ts';
import { type SpeechSegment, type SpeechScript, textOf } from './speech-script.ts';
import { SsmlError } from './ssml-error.ts';
import { SSML_MAX_SILENCES } from './ssml-parser.ts';
import { SSML_MAX_BYTES, writeSsml } from './ssml-writer.ts';

const PHOENIX = { ...VOICE, baseModel: 'PhoenixLatestNeural' };
const silence = (type: string, value: string): string => `<mstts:silence type="${type}" value="${value}"/>`;
const scriptOf = (content: string): SpeechScript =>
  composeSpeech({
    voice: PHOENIX,
    locale: 'en-US',
    ssml: `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="http://www.w3.org/2001/mstts">${content}</speak>`,
  });
/** What stands before each silence, and how long it is. */
function heard(content: string): [string, number][] {
  const [segment] = scriptOf(content) as [SpeechSegment];
  return silencePoints(segment.content, 'en-US').map(({ at, ms }) => [textOf(segment.content).slice(0, at), ms]);
}
const estimatedMs = (content: string): number =>
  splitSpeech(scriptOf(content)).reduce((sum, part) => sum + part.estimatedMs, 0);

describe(silencePointsInSteps.name, () => {
  it('finds none where none is requested', () => {
    expect(heard('One, two; three. Four.')).toEqual([]);
  });

  it('adds a silence between every two sentences, wherever in the voice element it stands', () => {
    const expected = [
      ['One. ', 2000],
      ['One. Two? ', 2000],
    ];
    expect(heard(`${silence('Sentenceboundary', '2s')}One. Two? Three.`)).toEqual(expected);
    expect(heard(`One. <prosody rate="0.9">Two? ${silence('Sentenceboundary', '2s')}</prosody>Three.`)).toEqual(
      expected,
    );
  });

  it('takes the end of a paragraph for that of a sentence, once, and says nothing of the last', () => {
    const settings = silence('Sentenceboundary', '1s');
    expect(heard(`${settings}<p>One</p> <p><s>two</s> <s>three.</s></p>\n`)).toEqual([
      ['One ', 1000],
      ['One two ', 1000],
    ]);
  });

  it('counts an exact silence at each of its marks, less what the mark takes anyway', () => {
    expect(heard(`${silence('Comma-exact', '1s')}One, two，three; four、five.`)).toEqual([
      ['One, ', 875],
      ['One, two，', 875],
    ]);
    expect(heard(`${silence('Semicolon-exact', '1s')}One, two; three；four.`).map(([text]) => text)).toEqual([
      'One, two; ',
      'One, two; three；',
    ]);
    expect(heard(`${silence('Enumerationcomma-exact', '1s')}一、二，三。`).map(([text]) => text)).toEqual(['一、']);
    expect(heard(`${silence('Sentenceboundary-exact', '1s')}One. Two.`)).toEqual([['One. ', 750]]);
  });

  it('adds nothing for a silence that is shorter than the pause it replaces', () => {
    expect(heard(`${silence('Comma-exact', '50ms')}One, two, three.`)).toEqual([]);
  });

  it('lets the exact silence between sentences go before the other, and of two of a kind the longer', () => {
    const settings = `${silence('Sentenceboundary', '9s')}${silence('Sentenceboundary-exact', '1s')}`;
    expect(heard(`${settings}${silence('Sentenceboundary-exact', '500ms')}One. Two.`)).toEqual([['One. ', 750]]);
  });
});

describe('The estimate of speech with mstts:silence', () => {
  const text = 'A sentence. '.repeat(40).trim();

  it('is longer by each silence, in each voice element by its own', () => {
    expect(estimatedMs(`${silence('Sentenceboundary', '5s')}${text}`) - estimatedMs(text)).toBeCloseTo(39 * 5000);
    const voices = (first: string): string => `<voice>${first}One. Two.</voice><voice>Three. Four.</voice>`;
    expect(estimatedMs(voices(silence('Sentenceboundary', '5s'))) - estimatedMs(voices(''))).toBeCloseTo(5000);
  });

  it('splits a text that is within 10 minutes only without its silences', () => {
    expect(splitSpeech(scriptOf(text))).toHaveLength(1);
    const content = `${silence('Sentenceboundary', '15s')}${text}`;
    const parts = splitSpeech(scriptOf(content));
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) {
      const rewritten = readXml(writeSsml(part.script)).root;
      expect(JSON.stringify(rewritten)).toContain('Sentenceboundary');
      expect(part.estimatedMs - part.pauseAfterMs).toBeLessThanOrEqual(540_000);
    }
  });

  it('turns the silence at a cut, which no part makes, into silence of its own', () => {
    const content = `${silence('Sentenceboundary', '3s')}${silence('Comma-exact', '1s')}${text}`;
    const parts = splitSpeech(scriptOf(content), { partMs: 30_000 });
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.map(({ pauseAfterMs }) => pauseAfterMs)).toEqual([...parts.slice(1).map(() => 3000), 0]);
  });

  it('counts the bytes of settings in each part that needs them', () => {
    const settings = silence('Comma-exact', '1ms').repeat(200);
    const content = `${settings.replaceAll('/><', '/>a<')}${'&amp; b '.repeat(20_000)}`;
    for (const { script } of splitSpeech(scriptOf(content))) {
      expect(Buffer.byteLength(writeSsml(script))).toBeLessThanOrEqual(SSML_MAX_BYTES);
    }
  });

  it('refuses more settings than each part can repeat', () => {
    const settings = (count: number): string => `a${silence('Comma-exact', '1ms')}`.repeat(count);
    expect(() => scriptOf(settings(SSML_MAX_SILENCES))).not.toThrow();
    expect(() => scriptOf(settings(SSML_MAX_SILENCES + 1))).toThrow(
      expect.objectContaining({ reason: 'ssml-too-many-elements' }),
    );
  });

  it('refuses SSML whose silences, each of them allowed, are too long together', () => {
    const refused = (): SpeechScript => scriptOf(`<p>One.</p>\n${silence('Sentenceboundary', '20s')}${text}`);
    expect(refused).toThrow(SsmlError);
    expect(refused).toThrow(
      expect.objectContaining({ reason: 'ssml-too-much-silence', position: expect.objectContaining({ line: 2 }) }),
    );
    expect(() => scriptOf(`${silence('Sentenceboundary', '14s')}${text}`)).not.toThrow();
    expect(() => scriptOf(`${silence('Comma-exact', '14s')}<break time="20s"/>${'a, '.repeat(42)}b`)).toThrow(
      SsmlError,
    );
  });
});
