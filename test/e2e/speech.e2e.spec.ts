import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AudioProcessor } from '#audio';
import { OUTPUT_FORMAT_NAMES, outputFormat, sampleRatesOf } from '#speech';
import type { ApiClient } from '../support/api-client.ts';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import { TAG_READERS } from '#audio/testing';
import { sharedVoice } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { clientOf, control, lastSpokenMs, systemUnderTest } from '../support/system.ts';

const run = promisify(execFile);
const TEXT = 'The harbour wakes before the town does.';

let system: SystemUnderTest;
let api: ApiClient;
let voiceId: string;
let folder: string;
let audio: AudioProcessor;
let hasFfmpeg: boolean;

beforeAll(async () => {
  system = await systemUnderTest();
  api = await clientOf(system);
  voiceId = await sharedVoice(system);
  folder = await mkdtemp(join(tmpdir(), 'speech-e2e-'));
  audio = new AudioProcessor({ workers: 1 });
  hasFfmpeg = await run('ffmpeg', ['-version']).then(
    () => true,
    () => false,
  );
  if (!hasFfmpeg) console.log('ffmpeg is not installed: what it would decode is decoded by this project only');
});
afterEach(() => control(system, 'DELETE', '/faults'));
afterAll(async () => {
  await audio.close();
  await rm(folder, { recursive: true, force: true });
});

async function speech(body: object = {}): Promise<Buffer> {
  const answer = await api.send('POST', '/v1/speech', { voiceId, text: TEXT, ...body });
  return Buffer.from(await answer.arrayBuffer());
}

/** Decoded by the ffmpeg command line, in milliseconds. */
async function ffmpegDurationMs(path: string, inputOptions: readonly string[]): Promise<number> {
  const pcm = ['-f', 's16le', '-ac', '1', '-ar', '24000', '-'];
  const { stdout } = await run('ffmpeg', ['-nostdin', '-v', 'error', ...inputOptions, '-i', path, ...pcm], {
    encoding: 'buffer',
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.length / 48;
}

/** What ffmpeg has to be told about streams without a container. */
const RAW: Readonly<Record<string, string>> = { pcm: 's16le', mulaw: 'mulaw', alaw: 'alaw' };

describe('POST /v1/speech on the whole system', () => {
  it('goes by the documented path of a custom domain, to the regional host that Azure names there', async () => {
    expect(system.environment['SPEECH_WEBSOCKET_URL']).toMatch(/\/tts\/cognitiveservices\/websocket\/v1$/);
    // The regional host refuses a token that comes without what the answer to the question said.
    expect((await speech()).byteLength).toBeGreaterThan(1000);
    const { requests } = await control<{ requests: { operation: string; query: object }[] }>(
      system,
      'GET',
      '/speech/requests',
    );
    expect(requests.filter(({ operation }) => operation === 'ws-redirect')[0]).toMatchObject({
      query: { GenerateRedirectResponse: 'true' },
    });
  });

  it('speaks in every format and at every rate, each as long as it was spoken', async () => {
    const all = OUTPUT_FORMAT_NAMES.flatMap((format) => sampleRatesOf(format).map((rate) => ({ format, rate })));
    const durations: { what: string; ms: number; spokenMs: number }[] = [];
    const tags: string[] = [];
    for (const { format, rate } of all) {
      const file = await speech({ text: 'The harbour wakes early.', format, sampleRateHz: rate });
      const path = join(folder, `${format}-${rate}`);
      await writeFile(path, file);
      if (format in TAG_READERS) {
        const { fields } = TAG_READERS[format as keyof typeof TAG_READERS](file);
        tags.push(String(fields['provenanceid'] ?? fields['icmt']));
      }
      const spokenMs = await lastSpokenMs(system);
      const { bytesPerSecond } = outputFormat(format, rate);
      const note = (by: string, ms: number) => durations.push({ what: `${format} ${rate} Hz by ${by}`, ms, spokenMs });
      if (format in RAW) note('size', (file.length / (bytesPerSecond ?? 1)) * 1000);
      else
        note(
          'our decoder',
          (await audio.process({ inputPath: path, profile: 'personal-voice' })).format?.durationMs ?? 0,
        );
      const options = format in RAW ? ['-f', RAW[format] ?? '', '-ar', String(rate), '-ac', '1'] : [];
      if (hasFfmpeg) note('ffmpeg', await ffmpegDurationMs(path, options));
    }
    expect(tags.filter((tag) => !/prv_[0-9A-Z]{26}$/.test(tag))).toEqual([]);
    expect(new Set(tags).size).toBe(all.filter(({ format }) => format in TAG_READERS).length);
    expect(Math.min(...durations.map(({ spokenMs }) => spokenMs))).toBeGreaterThan(900);
    expect(durations.filter(({ ms, spokenMs }) => Math.abs(ms - spokenMs) > 60)).toEqual([]);
  });

  /** How one hazard of the SDK ends: before the first byte it is retried, or told; after it the answer is cut. */
  it.each<[string, number, object]>([
    ['a close with 1000', 200, { kind: 'close', code: 1000 }],
    ['a throttle with 1007', 200, { kind: 'close', code: 1007, reason: 'Throttled due to too many requests' }],
    [
      'a throttle with 4429',
      200,
      { kind: 'close', code: 4429, reason: 'You have exceeded the concurrent request limit' },
    ],
    ['an expired token', 200, { kind: 'close', code: 1008, reason: 'The access token has expired.' }],
    ['a lost connection', 200, { kind: 'drop' }],
    ['a refusal with 1007', 422, { kind: 'close', code: 1007, reason: 'The SSML is not valid' }],
  ])('ends %s before the first byte with %i', async (_what, status, effect) => {
    await control(system, 'POST', '/faults', { service: 'speech', operation: 'ws-turn', effect });
    const outcome = await speech({ format: 'pcm' }).then(
      (file) => (file.length > 50_000 ? 200 : 0),
      (error: unknown) => (error as { status: number }).status,
    );
    expect(outcome).toBe(status);
  });

  it.each<[string, object]>([
    ['a close with 1000', { kind: 'close', code: 1000, after: 'first-byte' }],
    ['a throttle with 4429', { kind: 'close', code: 4429, after: 'first-byte' }],
    ['a lost connection', { kind: 'drop', after: 'first-byte' }],
  ])('breaks the answer off after %s in the middle', async (_what, effect) => {
    await control(system, 'POST', '/faults', { service: 'speech', operation: 'ws-turn', effect });
    const answer = await api.send('POST', '/v1/speech', { voiceId, text: TEXT, format: 'pcm' });
    await expect(answer.arrayBuffer()).rejects.toThrow();
    expect((await speech({ format: 'pcm' })).length).toBeGreaterThan(50_000);
  });

  it('says when to try again after a throttle that lasts, of which Azure says no time', async () => {
    const effect = { kind: 'close', code: 4429, reason: 'You have exceeded the concurrent request limit' };
    await control(system, 'POST', '/faults', { service: 'speech', operation: 'ws-turn', effect, times: 100 });
    for (const [path, body] of [
      ['/v1/speech', { voiceId, text: TEXT }],
      ['/v1/audio/speech', { model: 'tts-1', voice: voiceId, input: TEXT }],
    ] as const) {
      const refusal: unknown = await api.send('POST', path, body).catch((error: unknown) => error);
      expect(refusal).toMatchObject({ status: 503, code: 'provider-throttled', retryAfterMs: 5_000 });
    }
  });

  it('fails within its deadline on silence and on audio that the SDK drops for want of a response', async () => {
    await control(system, 'POST', '/faults', [
      { service: 'speech', operation: 'ws-turn', effect: { kind: 'hang' } },
      { service: 'speech', operation: 'ws-response', effect: { kind: 'hang' } },
    ]);
    const startedAt = performance.now();
    const outcomes = await Promise.all([1, 2].map(() => speech({ format: 'pcm' }).catch((error: unknown) => error)));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 504, code: 'provider-timeout' });
    // 15 s for the first audio, and a machine that is busy with other things.
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    expect((await speech({ format: 'pcm' })).length).toBeGreaterThan(50_000);
  });

  it('estimates the cost, and speaks nothing', async () => {
    const count = async () => (await control<{ spoken: unknown[] }>(system, 'GET', '/speech/spoken')).spoken.length;
    const before = await count();
    const body = { voiceId, text: TEXT };
    const estimate = await api.json<{ billedCharacters: number; estimatedDurationMs: number }>(
      'POST',
      '/v1/syntheses/estimates',
      body,
    );
    expect(estimate.billedCharacters).toBeGreaterThan(TEXT.length);
    expect(await count()).toBe(before);
    const spokenMs = (await speech({ format: 'pcm' })).length / 48;
    expect(estimate.estimatedDurationMs / spokenMs).toBeGreaterThan(0.6);
    expect(estimate.estimatedDurationMs / spokenMs).toBeLessThan(1.6);
  });

  it('leaves no token, key or text in any log', async () => {
    await speech({ text: 'A kingfisher dives at the weir.' });
    const token = await managedIdentityToken(system.environment, 'https://cognitiveservices.azure.com');
    for (const name of ['api.log', 'worker.log']) {
      const log = await readFile(join(system.folder, name), 'utf8');
      expect(log.length).toBeGreaterThan(0);
      for (const secret of ['kingfisher', token.split('.')[1] ?? '', 'Authorization=', 'Subscription-Key=', 'eyJ']) {
        const lines = log.split('\n').filter((line) => line.includes(secret));
        expect(lines, `${name} holds ${secret.slice(0, 12)}`).toEqual([]);
      }
    }
  });
});
