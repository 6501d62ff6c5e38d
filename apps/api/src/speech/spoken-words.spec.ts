import { describe, expect, it } from 'vitest';
import { livePart, queuedParts, scriptOf } from './spoken-words.ts';

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

describe(queuedParts.name, () => {
  it('takes hours, but not more than eight', () => {
    expect(queuedParts(scriptOf(VOICE, { text: 'word '.repeat(20_000), rate: 1 })).length).toBeGreaterThan(10);
    expect(() => queuedParts(scriptOf(VOICE, { text: '字'.repeat(110_000), rate: 1 }))).toThrow('text-too-long');
  });
});
