import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AudioProcessor } from '#audio';
import type { SpeechTimings, TimedSpan } from '#domain';
import { type ApiClient, ApiProblem, type OperationAnswer } from '../support/api-client.ts';
import { HOSTILE_SSML } from '../../libs/speech/testing/hostile-ssml.ts';
import { enrolledVoice, sharedVoice } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { longText } from '../support/long-text.ts';
import { clientOf, control, systemUnderTest } from '../support/system.ts';
import { readWav } from '../support/wav.ts';

/** `npm run test:long` takes 60,000. */
const CHARACTERS = Number(process.env['LONG_TEXT_CHARACTERS'] ?? 2_500);
const TIME_LIMIT_MS = 60_000 + CHARACTERS * 20;
/** −60 dBFS as a step from one sample to the next. */
const AUDIBLE_STEP = 0.001;

interface SpokenRecord {
  readonly text: string;
  readonly completed: boolean;
  readonly speakers: readonly string[];
}
interface SynthesisAnswer {
  readonly characters: number;
  readonly audio: {
    readonly href: string;
    readonly timingsHref: string;
    readonly captionsHref: string;
    readonly durationMs: number;
    readonly contentType: string;
  };
}

let system: SystemUnderTest;
let api: ApiClient;
let voiceId: string;
let directory: string;
const decoder = new AudioProcessor({ workers: 1 });

beforeAll(async () => {
  system = await systemUnderTest();
  api = await clientOf(system);
  voiceId = await sharedVoice(system);
  directory = await mkdtemp(join(tmpdir(), 'long-texts-'));
});

afterEach(async () => {
  await control(system, 'DELETE', '/faults');
});

afterAll(async () => {
  await decoder.close();
  await rm(directory, { recursive: true, force: true });
});

async function spoken(): Promise<readonly SpokenRecord[]> {
  return (await control<{ spoken: SpokenRecord[] }>(system, 'GET', '/speech/spoken')).spoken;
}

async function synthesize(body: object, onProgress: (state: { progress: number }) => void = () => undefined) {
  const operation = await api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId, ...body });
  const { subject } = await api.follow(operation, onProgress);
  const synthesis = await api.json<SynthesisAnswer>('GET', subject.href);
  const audio = Buffer.from(await (await api.send('GET', synthesis.audio.href)).arrayBuffer());
  return { synthesis, audio, timings: await api.json<SpeechTimings>('GET', synthesis.audio.timingsHref) };
}

function expectInOrder(spans: readonly TimedSpan[], durationMs: number): void {
  let end = 0;
  for (const span of spans) {
    expect(span.offsetMs).toBeGreaterThanOrEqual(end);
    expect(span.durationMs).toBeGreaterThanOrEqual(0);
    end = span.offsetMs + span.durationMs;
  }
  expect(end).toBeLessThanOrEqual(durationMs);
}

describe('a long text', () => {
  it(
    `of ${CHARACTERS} characters becomes one file, with nothing missing, nothing doubled and no click`,
    async () => {
      const { text, sentences } = longText(CHARACTERS);
      const before = (await spoken()).length;
      const progress: number[] = [];
      const startedAt = performance.now();
      const { synthesis, audio, timings } = await synthesize({ text }, (operation) =>
        progress.push(operation.progress),
      );
      const tookMs = performance.now() - startedAt;

      const records = (await spoken())
        .slice(before)
        .filter(({ text: said }) => text.replaceAll(/\s+/g, ' ').includes(said));
      expect(records.length).toBeGreaterThan(2);
      expect(records.every(({ completed }) => completed)).toBe(true);
      const parts = records
        .map((record) => record.text)
        .sort((a, b) => text.replaceAll(/\s+/g, ' ').indexOf(a) - text.replaceAll(/\s+/g, ' ').indexOf(b));
      expect(parts.join(' ')).toBe(text.replaceAll(/\s+/g, ' '));
      for (const sentence of sentences)
        expect(records.filter((record) => record.text.includes(sentence))).toHaveLength(1);

      const wav = readWav(audio);
      expect(wav).toMatchObject({ channels: 1, sampleRateHz: 24_000, bitsPerSample: 16 });
      expect(Math.abs((wav.samples.length / 24_000) * 1_000 - synthesis.audio.durationMs)).toBeLessThanOrEqual(1);
      expect(timings.durationMs).toBe(synthesis.audio.durationMs);
      expectInOrder(timings.sentences, timings.durationMs);
      expectInOrder(timings.words, timings.durationMs);
      expect(timings.sentences.map(({ text: sentence }) => sentence)).toEqual(sentences);
      for (const { text: sentence, textOffset = -1 } of timings.sentences)
        expect(text.startsWith(sentence, textOffset)).toBe(true);

      expect(timings.joinsMs).toHaveLength(parts.length - 1);
      const loudest = Math.max(...timings.joinsMs.map((joinMs) => stepAt(wav.samples, Math.round(joinMs * 24))));
      expect(loudest).toBeLessThanOrEqual(AUDIBLE_STEP);
      expect(progress.some((value) => value > 0 && value < 1)).toBe(true);
      const spokenS = Math.round(synthesis.audio.durationMs / 1_000);
      console.log(
        `${text.length} characters, ${sentences.length} sentences in ${parts.length} parts: ${spokenS} s of speech in ${Math.round(tookMs / 100) / 10} s, largest step at a join ${loudest}`,
      );

      const vtt = await (await api.send('GET', synthesis.audio.captionsHref)).text();
      expect(vtt).toMatch(/^WEBVTT\n\n1\n00:00:0/);
      expect(vtt.match(/-->/g)?.length).toBeGreaterThanOrEqual(sentences.length);
      const srt = await api.send('GET', `${synthesis.audio.captionsHref}?format=srt`);
      expect(srt.headers.get('content-type')).toBe('application/x-subrip; charset=utf-8');
      expect((await srt.text()).replaceAll('\r\n', ' ')).toContain('day 1.');
    },
    TIME_LIMIT_MS,
  );

  it.each([
    ['mp3', 700, 'audio/mpeg'],
    ['opus', 60, 'audio/ogg; codecs=opus'],
  ])('comes as %s of the duration it says, from %d characters', async (format, characters, contentType) => {
    const { synthesis, audio, timings } = await synthesize({ text: longText(characters).text, format });
    expect(synthesis.audio.contentType).toBe(contentType);
    const inputPath = join(directory, `speech.${format}`);
    await writeFile(inputPath, audio);
    const { measurements } = await decoder.process({ inputPath, profile: 'personal-voice' });
    expect(Math.abs((measurements?.durationMs ?? 0) - synthesis.audio.durationMs)).toBeLessThanOrEqual(60);
    expect(timings.sentences.length).toBeGreaterThan(0);
  });

  it('is not spoken again where a run broke off: finished parts are kept', async () => {
    const { text } = longText(1_500);
    const marked = text.replaceAll('on day', 'in year');
    // The third part fails; the message comes again.
    await control(system, 'POST', '/faults', [
      { service: 'speech', operation: 'ws-turn', skip: 2, effect: { kind: 'drop', after: 'first-byte' } },
    ]);
    const { audio } = await synthesize({ text: marked });
    expect(readWav(audio).samples.length).toBeGreaterThan(24_000 * 30);
    const whole = marked.replaceAll(/\s+/g, ' ');
    const records = (await spoken()).filter((record) => record.completed && whole.includes(record.text));
    expect(records.map((record) => record.text).sort()).toEqual(
      [...new Set(records.map((record) => record.text))].sort(),
    );
    expect(records.reduce((sum, record) => sum + record.text.length + 1, -1)).toBe(whole.length);
  });
});

describe('a disclosure', () => {
  it('is heard before the text, which keeps its offsets and is said later', async () => {
    const before = (await spoken()).length;
    const text = 'The ferry leaves at nine.';
    const { synthesis, timings } = await synthesize({ text, disclosure: 'prefix', locale: 'en-GB' });
    const live = await api.send('POST', '/v1/speech', { voiceId, text, disclosure: 'prefix', format: 'pcm' });
    await live.arrayBuffer();
    const said = 'This voice is generated by artificial intelligence.';
    expect(synthesis).toMatchObject({ characters: text.length, disclosure: 'prefix' });
    expect(timings.sentences.map((sentence) => [sentence.text, sentence.textOffset])).toEqual([
      [said, undefined],
      [text, 0],
    ]);
    expect(timings.sentences[1]?.offsetMs).toBeGreaterThan(1_500);
    expectInOrder(timings.sentences, timings.durationMs);
    const heard = (await spoken()).slice(before).filter((record) => record.text.includes(text));
    expect(heard.map((record) => record.text.replaceAll(/\s+/g, ' '))).toEqual([`${said} ${text}`, `${said} ${text}`]);
    const captions = await (await api.send('GET', synthesis.audio.captionsHref)).text();
    expect(captions.replaceAll(/\s+/g, ' ')).toContain(said);
  });
});

describe('SSML of a caller', () => {
  it('is spoken as it was understood, with a lexicon', async () => {
    const before = (await spoken()).length;
    const ssml = `<speak version="1.0"><voice name="${voiceId}">The <sub alias="ferry">fy</sub> leaves <!-- soon --> at<break time="2s"/> about nine.</voice></speak>`;
    const { synthesis, timings } = await synthesize({ ssml, lexicon: [{ grapheme: 'nine', alias: 'ten' }] });
    expect(synthesis.characters).toBe('The fy leaves  at about nine.'.length);
    expect(synthesis.audio.durationMs).toBeGreaterThan(3_000);
    expect(timings.sentences).toMatchObject([{ text: 'The fy leaves  at about nine.' }]);
    expect((await spoken()).slice(before).map(({ text }) => text)).toContain('The fy leaves at about nine.');
  });

  it('lets other voices of the tenant speak in turn, live too', async () => {
    const other = await enrolledVoice(system);
    const turn = (name: string, text: string) => `<voice name="${name}">${text}</voice>`;
    const ssml = `<speak version="1.0">${turn(voiceId, 'Is the ferry in?')} ${turn(other, 'Not before noon.')} ${turn(voiceId, 'Then we wait.')}</speak>`;
    const before = (await spoken()).length;
    const { timings } = await synthesize({ ssml });
    expect(timings.sentences).toHaveLength(3);
    const live = await api.send('POST', '/v1/speech', { voiceId, ssml, format: 'pcm' });
    expect((await live.arrayBuffer()).byteLength).toBeGreaterThan(48_000);
    const dialogues = (await spoken()).slice(before).filter(({ text }) => text.includes('Not before noon.'));
    expect(dialogues).toHaveLength(2);
    for (const { speakers } of dialogues) {
      expect(speakers).toHaveLength(3);
      expect(speakers[2]).toBe(speakers[0]);
      expect(speakers[1]).not.toBe(speakers[0]);
    }
  });

  it('never reaches the provider when it is hostile', async () => {
    for (const { ssml, reason, title } of HOSTILE_SSML.filter(
      ({ ssml: source }) => source.length > 0 && source.length <= 200_000,
    )) {
      const problem = await api.json('POST', '/v1/syntheses', { voiceId, ssml }).then(
        () => undefined,
        (error: unknown) => (error instanceof ApiProblem ? error : undefined),
      );
      expect({ title, status: problem?.status, code: problem?.code }).toEqual({
        title,
        status: 422,
        code: 'invalid-ssml',
      });
      expect(problem?.message ?? '').not.toContain('hostile-text');
      void reason;
    }
    expect((await spoken()).filter(({ text }) => text.includes('hostile'))).toEqual([]);
  });

  it.each([
    [{ text: 'a', ssml: '<speak>a</speak>' }, 400],
    [{}, 400],
    [{ text: 'a', format: 'mp3', sampleRateHz: 8_000 }, 400],
    [{ text: 'GIF', lexicon: [{ grapheme: 'GIF', phoneme: 'x', alphabet: 'ipa' }] }, 400],
    [{ text: 'a'.repeat(200_001) }, 400],
    [{ text: ' … ' }, 400],
  ])('is one of two forms, within limits', async (body, status) => {
    const answer = api.json('POST', '/v1/syntheses', { voiceId, ...body });
    await expect(answer).rejects.toMatchObject({ status, code: 'invalid-request' });
  });
});

/** The larger of the steps with which the next part begins at this sample, and with which the one before ended in front of any silence. */
function stepAt(samples: Float32Array, begin: number): number {
  let end = begin;
  while (end > 0 && samples[end - 1] === 0) end--;
  const step = (at: number): number => Math.abs((samples[at] ?? Number.NaN) - (samples[at - 1] ?? Number.NaN));
  return Math.max(step(begin), step(end));
}
