import { describe, expect, it, vi } from 'vitest';
import { PART_MAX_MS, writeSsml } from '#speech';
import { livePart, liveWords, queuedParts, scriptOf, SURELY_ONE_PART } from './spoken-words.ts';

const VOICE = {
  id: 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
  baseModel: 'DragonLatestNeural',
  speakerProfileId: '44444444-4444-4444-8444-444444444444',
  locale: 'en-US',
};

describe(livePart.name, () => {
  it('refuses what might be cut off at ten minutes', () => {
    const words = (count: number, rate: number) => scriptOf(VOICE, { text: 'word '.repeat(count), rate });
    expect(livePart(words(1_200, 1)).text).toHaveLength(6_000);
    expect(livePart(words(2_400, 2)).text).toHaveLength(12_000);
    expect(() => livePart(words(1_400, 1))).toThrow('text-too-long');
    expect(() => livePart(scriptOf(VOICE, { text: '字'.repeat(1_900), rate: 1 }))).toThrow('text-too-long');
  });

  it('refuses SSML that is more than one request takes, however short its speech is', () => {
    const ssml = `<speak version="1.0">${'<lang xml:lang="en-US">a</lang>'.repeat(3_000)}</speak>`;
    expect(() => livePart(scriptOf(VOICE, { ssml, rate: 2 }))).toThrow('text-too-long');
  });
});

describe(liveWords.name, () => {
  it.each([
    ['a short text', { text: '  Hello,\n <you> & me… ', rate: 1 }],
    ['the longest short text, of the slowest characters', { text: '⌚'.repeat(SURELY_ONE_PART), rate: 1 }],
    ['a text at a rate', { text: 'Hello.', rate: 0.5 }],
    [
      'a text with words of a lexicon',
      { text: 'Hello.', rate: 1, lexicon: [{ grapheme: 'Hello', alias: 'Good day' }] },
    ],
    ['SSML', { ssml: '<speak version="1.0">Hello. <break time="1s"/></speak>', rate: 1 }],
    ['SSML of two paragraphs', { ssml: '<speak version="1.0"><p>One.</p><p>Two.</p></speak>', rate: 1 }],
    ['a long text', { text: 'word '.repeat(1_200), rate: 1 }],
  ])('says what the one part of the script says: %s', (_, words) => {
    const script = scriptOf(VOICE, words);
    const { script: expected, text, estimatedMs } = livePart(script);
    expect(estimatedMs).toBeLessThanOrEqual(PART_MAX_MS);
    expect(liveWords(script)).toMatchObject({ text });
    expect(writeSsml(liveWords(script).script)).toBe(writeSsml(expected));
  });

  it('refuses what livePart refuses', () => {
    expect(() => liveWords(scriptOf(VOICE, { text: 'word '.repeat(1_400), rate: 1 }))).toThrow('text-too-long');
  });
});

describe('a text that is far too long to be spoken live', () => {
  it('is refused before it is laid out and split', () => {
    const segment = vi.spyOn(Intl.Segmenter.prototype, 'segment');
    try {
      for (const text of ['word '.repeat(200_000), 'x'.repeat(14_000), '字'.repeat(8_000), ' '.repeat(70_000) + 'x']) {
        const script = scriptOf(VOICE, { text, rate: 2 });
        expect(() => livePart(script)).toThrow('text-too-long');
      }
      expect(segment).not.toHaveBeenCalled();
    } finally {
      segment.mockRestore();
    }
  });

  it('is one for which there is no rate at which it would fit', () => {
    const script = scriptOf(VOICE, { text: 'x'.repeat(12_900), rate: 2 });
    expect(livePart(script).estimatedMs).toBeGreaterThan(537_000);
  });
});

describe(queuedParts.name, () => {
  it('takes hours, but not more than eight', () => {
    expect(queuedParts(scriptOf(VOICE, { text: 'word '.repeat(20_000), rate: 1 })).length).toBeGreaterThan(10);
    expect(() => queuedParts(scriptOf(VOICE, { text: '字'.repeat(110_000), rate: 1 }))).toThrow('text-too-long');
  });
});
