import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import OpenAI, { toFile } from 'openai';
import { Stream } from 'openai/core/streaming';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { requestToken } from '../../apps/sandbox/src/system/voice-system.ts';
import { AudioProcessor } from '#audio';
import { SHARED_VOICE_NAME, sharedVoice, SAMPLE, STATEMENT } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { clientOf, control, lastSpokenMs, recordingOf, systemUnderTest } from '../support/system.ts';

const TEXT = 'The harbour wakes before the town does.';
const FORMATS = ['mp3', 'opus', 'flac', 'wav', 'pcm'] as const;
/** The formats without a container: what a second of them is in bytes. */
const PCM_BYTES_PER_SECOND = 48_000;

interface SpeechEvent {
  readonly type: string;
  readonly audio?: string;
  readonly usage?: { readonly total_tokens: number; readonly input_characters: number };
}

let system: SystemUnderTest;
let openai: OpenAI;
let voiceId: string;
let folder: string;
let audio: AudioProcessor;

beforeAll(async () => {
  system = await systemUnderTest();
  openai = clientWith(await requestToken(system.environment));
  voiceId = await sharedVoice(system);
  folder = await mkdtemp(join(tmpdir(), 'openai-e2e-'));
  audio = new AudioProcessor({ workers: 1 });
});
afterAll(async () => {
  await audio.close();
  await rm(folder, { recursive: true, force: true });
});

function clientWith(apiKey: string): OpenAI {
  return new OpenAI({ apiKey, baseURL: `${system.apiUrl}/v1`, maxRetries: 0 });
}

async function errorOf(call: PromiseLike<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  const error: unknown = await call.then(
    () => expect.fail('the call succeeded'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(OpenAI.APIError);
  return error as InstanceType<typeof OpenAI.APIError>;
}

async function durationMs(path: string): Promise<number> {
  const report = await audio.process({ inputPath: path, profile: 'personal-voice' });
  return report.format?.durationMs ?? 0;
}

describe('the openai package, as it is published', () => {
  it('has speech written to files, in each format as long as it was spoken', async () => {
    const durations: { format: string; ms: number; spokenMs: number }[] = [];
    for (const response_format of FORMATS) {
      const speech = await openai.audio.speech.create({
        model: 'tts-1',
        voice: { id: voiceId },
        input: TEXT,
        response_format,
      });
      const path = join(folder, `speech.${response_format}`);
      await pipeline(Readable.fromWeb(speech.body as never), createWriteStream(path));
      const ms =
        response_format === 'pcm' ? ((await stat(path)).size / PCM_BYTES_PER_SECOND) * 1000 : await durationMs(path);
      durations.push({ format: response_format, ms, spokenMs: await lastSpokenMs(system) });
    }
    expect(Math.min(...durations.map(({ spokenMs }) => spokenMs))).toBeGreaterThan(1_200);
    expect(durations.filter(({ ms, spokenMs }) => Math.abs(ms - spokenMs) > 60)).toEqual([]);
  });

  it('gets the first audio before the last is spoken', async () => {
    const text = `${TEXT} ${SAMPLE} ${SAMPLE}`;
    const speech = await openai.audio.speech.create({
      model: 'tts-1',
      voice: voiceId,
      input: text,
      response_format: 'pcm',
    });
    const chunks: number[] = [];
    for await (const chunk of speech.body as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk.length);
    expect(chunks.length).toBeGreaterThan(3);
    expect(speech.headers.get('server-timing')).toContain('ttfa;dur=');
  });

  it('streams server-sent events that put together are the same audio', async () => {
    const request = { model: 'gpt-4o-mini-tts', voice: voiceId, input: TEXT, response_format: 'pcm' } as const;
    const response = await openai.audio.speech.create({ ...request, stream_format: 'sse' });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const events: SpeechEvent[] = [];
    for await (const event of Stream.fromSSEResponse<SpeechEvent>(response, new AbortController())) events.push(event);
    const done = events.pop();
    expect(done).toMatchObject({
      type: 'speech.audio.done',
      usage: { total_tokens: 0, input_characters: TEXT.length },
    });
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['speech.audio.delta']));
    const streamed = Buffer.concat(events.map(({ audio: part = '' }) => Buffer.from(part, 'base64')));
    const isWhole = async (audio: Buffer): Promise<void> => {
      expect(Math.abs((audio.length / PCM_BYTES_PER_SECOND) * 1_000 - (await lastSpokenMs(system)))).toBeLessThan(60);
    };
    await isWhole(streamed);
    expect(streamed.length).toBeGreaterThan(1.2 * PCM_BYTES_PER_SECOND);
    await isWhole(Buffer.from(await (await openai.audio.speech.create(request)).arrayBuffer()));
  });

  it('is told within the event stream, and by its end, that speech broke off', async () => {
    await control(system, 'POST', '/faults', {
      service: 'speech',
      operation: 'ws-turn',
      effect: { kind: 'close', code: 1000, after: 'first-byte' },
    });
    const response = await openai.audio.speech.create({
      model: 'tts-1',
      voice: voiceId,
      input: TEXT,
      response_format: 'pcm',
      stream_format: 'sse',
    });
    const reading = (async () => {
      for await (const _event of Stream.fromSSEResponse<SpeechEvent>(response, new AbortController())) continue;
    })();
    // The package makes an error of its own of the event. A connection that only breaks is none of these.
    expect(await errorOf(reading)).toMatchObject({ code: 'provider-unavailable', type: 'server_error' });
  });

  it('speaks faster and slower, and says where Azure cannot follow', async () => {
    const bytes = async (speed: number) => {
      const answer = await openai.audio.speech.create({
        model: 'tts-1',
        voice: voiceId,
        input: TEXT,
        response_format: 'pcm',
        speed,
        instructions: 'Cheerful.',
      });
      return { applied: answer.headers.get('x-applied-speed'), size: (await answer.arrayBuffer()).byteLength };
    };
    const [slow, fast, tooFast] = [await bytes(0.8), await bytes(2), await bytes(4)];
    expect(fast.size).toBeLessThan(slow.size * 0.6);
    expect([slow.applied, fast.applied]).toEqual([null, null]);
    expect(tooFast.applied).toBe('2');
  });

  it('finds a voice by its name and in the list', async () => {
    const { data } = await openai.get<{ data: { id: string; name: string; status: string }[] }>('/audio/voices');
    const listed = data.find(({ id }) => id === voiceId);
    expect(listed).toMatchObject({
      object: 'audio.voice',
      name: SHARED_VOICE_NAME,
      type: 'audio_sample',
      status: 'ready',
    });
    const speech = await openai.audio.speech.create({ model: 'tts-1', voice: SHARED_VOICE_NAME, input: 'One.' });
    expect((await speech.arrayBuffer()).byteLength).toBeGreaterThan(1000);
  });

  it('lists models and reads one', async () => {
    const names: string[] = [];
    for await (const model of openai.models.list()) names.push(model.id);
    expect(names).toEqual(['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts', 'DragonLatestNeural']);
    expect(await openai.models.retrieve('tts-1')).toMatchObject({ id: 'tts-1', object: 'model' });
  });

  it('gets its own typed errors', async () => {
    const speak = (body: object) =>
      errorOf(openai.audio.speech.create({ model: 'tts-1', voice: voiceId, input: TEXT, ...body }));
    const unknownVoice = await speak({ voice: 'nobody' });
    expect(unknownVoice).toBeInstanceOf(OpenAI.UnprocessableEntityError);
    expect(unknownVoice).toMatchObject({ code: 'unknown-reference', param: 'voice', type: 'invalid_request_error' });
    expect(unknownVoice.requestID).toMatch(/.{8}/);
    const aac = await speak({ response_format: 'aac' });
    expect(aac).toBeInstanceOf(OpenAI.BadRequestError);
    expect(aac).toMatchObject({ param: 'response_format' });
    expect(aac.message).toContain('Azure AI Speech does not support aac');
    expect(await speak({ speed: 5 })).toMatchObject({ status: 400, param: 'speed' });
    expect(await speak({ input: 'x'.repeat(20_000) })).toBeInstanceOf(OpenAI.UnprocessableEntityError);
    expect(await speak({ model: 'gpt-5' })).toBeInstanceOf(OpenAI.NotFoundError);
    expect(await errorOf(openai.models.retrieve('gpt-5'))).toBeInstanceOf(OpenAI.NotFoundError);
    expect(await errorOf(openai.get('/audio/nothing'))).toBeInstanceOf(OpenAI.NotFoundError);

    const unknown = await errorOf(clientWith('not-a-token').models.list());
    expect(unknown).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(unknown).toMatchObject({ type: 'authentication_error', code: 'unauthenticated' });
    const issued = await control<{ access_token: string }>(system, 'POST', '/tokens', { roles: ['Voice.Read'] });
    const reader = await errorOf(
      clientWith(issued.access_token).audio.speech.create({ model: 'tts-1', voice: voiceId, input: TEXT }),
    );
    expect(reader).toBeInstanceOf(OpenAI.PermissionDeniedError);
    expect(reader).toMatchObject({ type: 'permission_error', code: 'forbidden' });
  });

  it('is told to come back later, as it expects, when Azure fails before the first byte', async () => {
    await control(system, 'POST', '/faults', {
      service: 'speech',
      operation: 'ws-turn',
      times: 3,
      effect: { kind: 'close', code: 1011 },
    });
    const down = await errorOf(openai.audio.speech.create({ model: 'tts-1', voice: voiceId, input: TEXT }));
    expect(down).toBeInstanceOf(OpenAI.InternalServerError);
    expect(down).toMatchObject({ status: 502, code: 'provider-unavailable', type: 'server_error' });
    expect(down.headers?.get('x-should-retry')).toBe('true');
  });

  it('submits a consent and makes a voice with it, whatever comes first in the form', async () => {
    const recording = await toFile(await recordingOf(system, STATEMENT), 'statement.wav', { type: 'audio/wav' });
    const nameless = await errorOf(
      openai.audio.voiceConsents.create({ recording, name: 'Voice Talent', language: 'en-US' }),
    );
    expect(nameless).toMatchObject({ status: 400, param: 'company_name' });
    const consent = await openai.audio.voiceConsents.create({
      recording,
      name: 'Voice Talent',
      language: 'en-US',
      company_name: 'Contoso',
    } as Parameters<typeof openai.audio.voiceConsents.create>[0]);
    expect(consent).toMatchObject({ object: 'audio.voice_consent', name: 'Voice Talent', language: 'en-US' });
    expect(consent.created_at).toBeGreaterThan(1_700_000_000);
    const audio_sample = await toFile(await recordingOf(system, SAMPLE), 'sample.wav', { type: 'audio/wav' });
    const voice = await openai.audio.voices.create({ name: 'From afar', consent: consent.id, audio_sample });
    expect(voice).toMatchObject({ object: 'audio.voice', name: 'From afar', type: 'audio_sample' });

    const api = await clientOf(system);
    await vi.waitFor(
      async () => expect(await api.json('GET', `/v1/voices/${voice.id}`)).toMatchObject({ status: 'ready' }),
      { timeout: 60_000, interval: 500 },
    );
    expect(await openai.audio.voiceConsents.retrieve(consent.id)).toMatchObject({ id: consent.id, status: 'active' });
    const listed: string[] = [];
    for await (const each of openai.audio.voiceConsents.list({ limit: 1 })) listed.push(each.id);
    expect(listed).toContain(consent.id);
    expect(new Set(listed).size).toBe(listed.length);
    const speech = await openai.audio.speech.create({ model: 'tts-1', voice: voice.id, input: TEXT });
    expect((await speech.arrayBuffer()).byteLength).toBeGreaterThan(1000);
  });

  it('is told what a consent and a voice lack', async () => {
    const recording = await toFile(Buffer.from('RIFF'), 'x.wav');
    const consent = await errorOf(openai.audio.voiceConsents.create({ recording, name: '', language: 'tlh' }));
    expect(consent).toBeInstanceOf(OpenAI.BadRequestError);
    const prompted = await errorOf(openai.audio.voices.create({ type: 'prompt', name: 'x', prompt: 'A pirate' }));
    expect(prompted.status).toBe(400);
    const missing = await errorOf(openai.audio.voiceConsents.retrieve('cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D'));
    expect(missing).toBeInstanceOf(OpenAI.NotFoundError);
    // A good one: else the worker may be the first to find something to refuse.
    const sample = await toFile(await recordingOf(system, SAMPLE), 'sample.wav');
    const foreign = await errorOf(
      openai.audio.voices.create({ name: 'x', consent: 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D', audio_sample: sample }),
    );
    expect(foreign).toMatchObject({ status: 422, code: 'unknown-reference', param: 'consent' });
  });
});

describe('requests of other clients, as their public source has them', () => {
  const ask = async (
    path: string,
    init: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {},
  ) => {
    const token = await requestToken(system.environment);
    return fetch(`${system.apiUrl}/v1${path}`, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${token}` },
    });
  };

  it('serves Open WebUI (backend/open_webui/routers/audio.py), behind a proxy that adds the token', async () => {
    const listed = await ask('/audio/models');
    const { models } = (await listed.json()) as { models: { id: string }[] };
    expect(models.map(({ id }) => id)).toContain('tts-1');
    const response = await ask('/audio/voices');
    const { voices } = (await response.json()) as { voices: { id: string; name: string }[] };
    const available = Object.fromEntries(voices.map(({ id, name }) => [id, name]));
    expect(available[voiceId]).toBe(SHARED_VOICE_NAME);
    const speech = await ask('/audio/speech', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-openwebui-user-name': 'Ada', 'x-openwebui-user-role': 'user' },
      body: JSON.stringify({ input: TEXT, voice: voiceId, model: 'tts-1' }),
    });
    expect([speech.status, speech.headers.get('content-type')]).toEqual([200, 'audio/mpeg']);
    expect((await speech.arrayBuffer()).byteLength).toBeGreaterThan(1_000);
    const refused = await ask('/audio/speech', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ input: TEXT, voice: 'alloy', model: 'tts-1' }),
    });
    // What it shows: `res['error']['message']`.
    expect(((await refused.json()) as { error: { message: string } }).error.message).toContain('voice');
  });

  it('serves the integration OpenAI TTS of Home Assistant (custom_components/openai_tts), also with a query that only others know', async () => {
    const response = await ask('/audio/voices?limit=100&offset=0&type=custom', {
      headers: { 'user-agent': 'HomeAssistant-OpenAI-TTS' },
    });
    const payload = (await response.json()) as {
      data?: { id: string; name: string }[];
      voices?: { id: string; name: string }[];
    };
    for (const listed of [payload.data, payload.voices]) {
      expect(listed?.map(({ id, name }) => ({ value: id, label: name }))).toContainEqual({
        value: voiceId,
        label: SHARED_VOICE_NAME,
      });
    }
    const speech = await ask('/audio/speech', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'HomeAssistant-OpenAI-TTS' },
      body: JSON.stringify({ model: 'tts-1', input: TEXT, voice: voiceId, response_format: 'wav', speed: 1 }),
    });
    expect(Buffer.from(await speech.arrayBuffer()).toString('latin1', 0, 4)).toBe('RIFF');
    // It takes only 401 and 403 for a key that is wrong (api_validation.py).
    const probe = await ask('/audio/speech', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'tts-1', input: '.', voice: 'alloy', response_format: 'mp3' }),
    });
    expect(probe.status).toBe(422);
  });

  it('takes null for what is optional, as gateways send it', async () => {
    const speech = await ask('/audio/speech', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'tts-1',
        voice: voiceId,
        input: TEXT,
        instructions: null,
        response_format: null,
        speed: null,
        stream_format: null,
      }),
    });
    expect([speech.status, speech.headers.get('content-type')]).toEqual([200, 'audio/mpeg']);
    await speech.body?.cancel();
    const nameless = await ask('/audio/speech', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: null, voice: null, input: TEXT }),
    });
    expect(nameless.status).toBe(400);
  });
});
