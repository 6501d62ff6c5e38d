import { describe, expect, it, vi } from 'vitest';
import { disclosed, PART_MAX_MS, writeSsml } from '#speech';
import { livePart, liveWords, queuedParts, scriptOf, type SpokenWords, SURELY_ONE_PART } from './spoken-words.ts';

const VOICE = {
  id: 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
  baseModel: 'DragonLatestNeural',
  speakerProfileId: '44444444-4444-4444-8444-444444444444',
  locale: 'en-US',
};

const partOf = async (words: SpokenWords) => livePart(await scriptOf(VOICE, words));

describe(livePart.name, () => {
  it('refuses what might be cut off at ten minutes', async () => {
    const words = (count: number, rate: number) => partOf({ text: 'word '.repeat(count), rate });
    expect((await words(1_200, 1)).text).toHaveLength(6_000);
    expect((await words(2_400, 2)).text).toHaveLength(12_000);
    await expect(words(1_400, 1)).rejects.toMatchObject({
      code: 'text-too-long',
      detail:
        '`text` would take about 10 minutes to speak, longer than the 9 minutes allowed for live speech. Use POST /v1/syntheses.',
      fields: [{ pointer: '/text', code: 'too-big' }],
    });
    await expect(partOf({ text: '字'.repeat(1_900), rate: 1 })).rejects.toThrow('text-too-long');
  });

  it('refuses SSML that is more than one request takes, however short its speech is', async () => {
    const ssml = `<speak version="1.0">${'<lang xml:lang="en-US">a</lang>'.repeat(3_000)}</speak>`;
    await expect(livePart(await scriptOf(VOICE, { ssml, rate: 2 }), '/ssml')).rejects.toMatchObject({
      code: 'text-too-long',
      detail: '`ssml` has more markup than the 64 KiB that one request to Azure may have. Use POST /v1/syntheses.',
      fields: [{ pointer: '/ssml', code: 'too-big' }],
    });
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
  ])('says what the one part of the script says: %s', async (_, words) => {
    const script = await scriptOf(VOICE, words);
    const { script: expected, text, estimatedMs } = await livePart(script);
    const live = await liveWords(script);
    expect(estimatedMs).toBeLessThanOrEqual(PART_MAX_MS);
    expect(live).toMatchObject({ text });
    expect(writeSsml(live.script)).toBe(writeSsml(expected));
  });

  it('refuses what livePart refuses', async () => {
    const script = await scriptOf(VOICE, { text: 'word '.repeat(1_400), rate: 1 });
    await expect(liveWords(script)).rejects.toThrow('text-too-long');
  });
});

describe('a text that is far too long to be spoken live', () => {
  it('is refused before it is laid out and split', async () => {
    const segment = vi.spyOn(Intl.Segmenter.prototype, 'segment');
    try {
      for (const text of ['word '.repeat(200_000), 'x'.repeat(14_000), '字'.repeat(8_000), ' '.repeat(70_000) + 'x']) {
        await expect(partOf({ text, rate: 2 })).rejects.toThrow('text-too-long');
      }
      expect(segment).not.toHaveBeenCalled();
    } finally {
      segment.mockRestore();
    }
  });

  it('is refused without a count, in which a sentence that is said before it would be', async () => {
    const script = await scriptOf(VOICE, { text: 'x'.repeat(70_000), rate: 2 });
    await expect(livePart(disclosed(script, 'You hear an AI voice.'))).rejects.toMatchObject({
      detail: '`text` would take longer to speak than the 9 minutes allowed for live speech. Use POST /v1/syntheses.',
    });
  });

  it('is one for which there is no rate at which it would fit', async () => {
    expect((await partOf({ text: 'x'.repeat(12_900), rate: 2 })).estimatedMs).toBeGreaterThan(537_000);
  });
});

describe(queuedParts.name, () => {
  const parts = async (text: string) => queuedParts(await scriptOf(VOICE, { text, rate: 1 }));

  it('takes hours, but not more than eight', async () => {
    expect((await parts('word '.repeat(20_000))).length).toBeGreaterThan(10);
    await expect(parts('字'.repeat(110_000))).rejects.toThrow('the limit is 8');
  });
});
