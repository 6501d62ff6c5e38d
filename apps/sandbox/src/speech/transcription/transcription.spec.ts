import { consentStatement } from '#domain';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resample } from '../signal/resample.ts';
import { decodeWav, encodeWav16 } from '../signal/wav.ts';
import { missingRecordings, recording } from '../testing/recordings.ts';
import { stranger } from '../testing/stranger.ts';
import { sayWav, speakSsml, startTestSpeech, type RunningSpeech } from '../testing/running-speech.ts';

interface Answer {
  durationMilliseconds: number;
  combinedPhrases: { text: string }[];
  phrases: {
    offsetMilliseconds: number;
    durationMilliseconds: number;
    text: string;
    locale: string;
    words: { text: string; offsetMilliseconds: number }[];
  }[];
}

const PATH = '/speechtotext/transcriptions:transcribe?api-version=2025-10-15';
const PHRASES = { phraseList: { phrases: ['Ada Lovelace', 'Fabrikam'] } };

describe('fast transcription', () => {
  let running: RunningSpeech;
  let hello: Buffer;

  beforeAll(async () => {
    running = await startTestSpeech();
    hello = await sayWav(running, speakSsml('Hello world. This is a test.'));
  });
  beforeEach(() => {
    running.speech.scriptTranscript(undefined);
    running.speech.scriptHearing({ wordErrorRate: 0 });
    running.logged.length = 0;
  });
  afterAll(async () => {
    await running.close();
  });

  function post(audio: Uint8Array | undefined, definition?: object | string): Promise<Response> {
    const form = new FormData();
    if (audio !== undefined) form.set('audio', new Blob([new Uint8Array(audio)]), 'audio.wav');
    if (definition !== undefined)
      form.set('definition', typeof definition === 'string' ? definition : JSON.stringify(definition));
    return running.call('POST', PATH, form);
  }

  async function transcribe(audio: Uint8Array, definition: object = { locales: ['en-US'] }): Promise<Answer> {
    const response = await post(audio, definition);
    expect(response.status).toBe(200);
    return (await response.json()) as Answer;
  }

  it('knows what its own voice said, and when, also after re-encoding', async () => {
    const { samples } = decodeWav(hello);
    const changed = encodeWav16({
      samples: resample(samples.slice(2400, -2400), 24_000, 16_000).map((x) => x * 0.4),
      sampleRate: 16_000,
    });
    for (const audio of [hello, changed]) {
      const answer = await transcribe(audio, { locales: ['en-US'], ...PHRASES });
      expect(answer.combinedPhrases).toEqual([{ text: 'Hello world. This is a test.' }]);
      expect(answer.phrases[0]?.words.map(({ text }) => text)).toEqual(['Hello', 'world', 'This', 'is', 'a', 'test']);
      expect(answer.phrases[0]?.locale).toBe('en-US');
      expect(Math.abs(answer.durationMilliseconds - (samples.length / 24_000) * 1000)).toBeLessThan(250);
    }
  });

  it('answers the statement with the names that the caller listens for, for a voice that it does not know, and says so', async () => {
    const answer = await transcribe(stranger(), { locales: ['de-DE'], ...PHRASES });
    expect(answer.combinedPhrases[0]?.text).toBe(consentStatement('de-DE', 'Ada Lovelace', 'Fabrikam'));
    expect(answer.phrases[0]?.words.length).toBeGreaterThan(10);
    const said = running.logged.filter(({ message }) => message.includes('nothing was recognized'));
    expect(said).toHaveLength(1);
    expect(JSON.stringify(said)).not.toContain('Jane');
  });

  it('answers the scripted transcript, or nothing without phrases', async () => {
    running.speech.scriptTranscript('Something else.');
    expect((await transcribe(stranger(), PHRASES)).combinedPhrases[0]?.text).toBe('Something else.');
    running.speech.scriptTranscript(undefined);
    expect(await transcribe(stranger())).toMatchObject({ combinedPhrases: [{ text: '' }], phrases: [] });
  });

  it('mishears 3 % of the words by default, the same ones each time, and more when told to', async () => {
    const said = `${'The harbour wakes before the town does. '.repeat(5)}Hello.`;
    const audio = await sayWav(running, speakSsml(said));
    const hear = async (): Promise<string> => {
      const { combinedPhrases, phrases } = await transcribe(audio);
      const text = combinedPhrases[0]?.text ?? '';
      expect(phrases[0]?.words.map((word) => word.text)).toEqual(text.split(' '));
      return text;
    };
    running.speech.scriptHearing({});
    const heard = await hear();
    expect(heard).not.toBe(said);
    expect(await hear()).toBe(heard);
    // Of 36 words one or two.
    const right = said.split(' ').filter((word, at) =>
      heard
        .split(' ')
        .slice(at - 2 < 0 ? 0 : at - 2, at + 3)
        .includes(word),
    );
    expect(right.length).toBeGreaterThanOrEqual(34);
    running.speech.scriptHearing({ wordErrorRate: 0, fillerRate: 0.2 });
    expect((await hear()).match(/\bum\b/g)?.length).toBeGreaterThanOrEqual(6);
  });

  it('refuses a locale that it was told the region does not have', async () => {
    running.speech.scriptHearing({ locales: ['en-US'] });
    expect((await post(hello, { locales: ['en-US'] })).status).toBe(200);
    const refused = await post(hello, { locales: ['te-IN'] });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('locale te-IN is not supported');
  });

  it('hears nothing in silence, whatever is expected', async () => {
    const silence = encodeWav16({ samples: new Float32Array(48_000), sampleRate: 24_000 });
    expect((await transcribe(silence, { locales: ['en-US'], ...PHRASES })).combinedPhrases).toEqual([{ text: '' }]);
  });

  it.skipIf(missingRecordings() !== undefined)('does not take real people for its own voice', async () => {
    const answer = await transcribe(recording('ljspeech-LJ001-0002.wav'), { locales: ['en-US'], ...PHRASES });
    expect(answer.combinedPhrases[0]?.text).toBe(consentStatement('en-US', 'Ada Lovelace', 'Fabrikam'));
    expect(Math.abs(answer.durationMilliseconds - 1899)).toBeLessThan(5);
  });

  it('refuses what is not audio, not JSON, not complete, not a form', async () => {
    for (const response of [
      await post(Buffer.from('text'), {}),
      await post(undefined, {}),
      await post(hello, 'no json'),
      await post(hello, { locales: 'en-US' }),
    ]) {
      expect(response.status).toBe(400);
      expect(((await response.json()) as { error: { code: string } }).error.code).toBe('BadRequest');
    }
    expect((await running.call('POST', PATH, { locales: [] })).status).toBe(415);
    expect((await running.call('POST', PATH.replace('2025-10-15', '2020-01-01'), new FormData())).status).toBe(400);
  });
});
