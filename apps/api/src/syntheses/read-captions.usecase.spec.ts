import { describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { ServiceError, type SpeechTimings } from '#domain';
import { anId, stub } from '#domain/testing';
import { ReadCaptions } from './read-captions.usecase.ts';
import type { ReadTimings } from './read-timings.usecase.ts';

const ID = anId('synthesis');
const TIMINGS: SpeechTimings = {
  durationMs: 3_000,
  sentenceSource: 'measured',
  joinsMs: [],
  words: [],
  sentences: [
    { text: 'Good morning.', offsetMs: 0, durationMs: 900, textOffset: 0 },
    { text: 'The kettle is on.', offsetMs: 1_250, durationMs: 1_500, textOffset: 14 },
  ],
};
const captionsOf = (execute: ReadTimings['execute']) => new ReadCaptions(stub<ReadTimings>({ execute }));

describe(ReadCaptions.name, () => {
  const captions = captionsOf(() => Promise.resolve(JSON.stringify(TIMINGS)));

  it('writes the sentences as WebVTT', async () => {
    expect(await captions.execute(aPrincipal(), ID, 'vtt')).toMatch(
      /^WEBVTT\n\n1\n00:00:00\.000 --> 00:00:00\.900\nGood morning\.\n\n2\n00:00:01\.250 --> [^\n]*\nThe kettle is on\./,
    );
  });

  it('writes them as SubRip, with commas and CRLF', async () => {
    expect(await captions.execute(aPrincipal(), ID, 'srt')).toMatch(
      /^1\r\n00:00:00,000 --> 00:00:00,900\r\nGood morning\.\r\n\r\n2\r\n/,
    );
  });

  it('refuses what the timings refuse', async () => {
    const refused = captionsOf(() => Promise.reject(new ServiceError('synthesis-not-ready', 'Not yet.')));
    await expect(refused.execute(aPrincipal(), ID, 'vtt')).rejects.toMatchObject({ code: 'synthesis-not-ready' });
  });
});
