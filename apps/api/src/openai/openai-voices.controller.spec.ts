import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fastifyMultipart from '@fastify/multipart';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AudioProcessor, AudioReport } from '#audio';
import type { Principal } from '#auth';
import type { Config } from '#config';
import { aConfig } from '#config/testing';
import type { DocumentStore, RequestIds } from '#documents';
import { stub } from '#domain/testing';
import { type CreateConsent, type CreateVoice, type Problem, problemOf } from '#intake';
import { CheckAudio } from '../audio-checks/check-audio.usecase.ts';
import { failureOf } from '../platform/failure.ts';
import { MAX_FORM_UPLOAD_MS } from '../platform/forms/in-time.ts';
import { TemporarySlots } from '../uploads/temporary-slots.service.ts';
import type { FormFile, ReceiveUpload } from '../uploads/receive-upload.service.ts';
import { openAiErrorOf } from './openai-error.ts';
import { OpenAiVoicesController } from './openai-voices.controller.ts';

const CONSENT_ID = 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const AT = '2026-11-22T10:00:00.000Z';

let server: FastifyInstance;
/** The recordings that were stored. */
let stored: string[];
/** What the API would answer, if the form was refused. */
let refusal: Problem | undefined;
let spool: string;
let config: Config;
let slots: TemporarySlots;

function controller(): OpenAiVoicesController {
  const recordings = {
    store: async (_: Principal, purpose: string, { content, fileName }: FormFile) => {
      stored.push(`${purpose} ${fileName} ${(await buffer(content)).toString()}`);
      return { id: 'upl_1' };
    },
  };
  return new OpenAiVoicesController(
    config,
    {} as DocumentStore,
    stub<ReceiveUpload>(recordings),
    stub<CreateConsent>({ execute: () => Promise.resolve({ id: CONSENT_ID, createdAt: AT }) }),
    stub<CreateVoice>({ execute: () => Promise.resolve({ subject: { id: 'vce_1' }, createdAt: AT }) }),
    slots,
  );
}

beforeEach(async () => {
  stored = [];
  refusal = undefined;
  const uploads = { temporaryMaxBytes: 1_000, direct: true };
  config = aConfig({ audio: { workers: 2 }, uploads, openai: { companyName: undefined } });
  slots = new TemporarySlots(config);
  spool = await mkdtemp(join(tmpdir(), 'openai-voices-spec-'));
  vi.stubEnv('TMPDIR', spool);
  server = fastify();
  await server.register(fastifyMultipart);
  const routes = controller();
  const [principal, ids] = [{ tenantId: 'tenant' } as Principal, {} as RequestIds];
  server.post('/voices', async (request) => routes.enrol(principal, ids, request));
  server.post('/voice_consents', async (request) => routes.consent(principal, ids, request));
  server.setErrorHandler(async (thrown, request, reply) => {
    const { error, status } = failureOf(thrown);
    refusal = problemOf(error, { path: request.url, requestId: 'r' }, status);
    return reply.status(refusal.status).send({ code: refusal.code });
  });
});

afterEach(async () => {
  await server.close();
  vi.unstubAllEnvs();
  await rm(spool, { recursive: true, force: true });
});

const HEADERS = { 'content-type': 'multipart/form-data; boundary=b' };

/** Parts in their order; `field@name` is a file. */
function formOf(parts: readonly (readonly [string, string])[]): string {
  const body = parts
    .map(([name, value]) => {
      const [field, file] = name.split('@');
      const fileName = file === undefined ? '' : `; filename="${file}"`;
      return `--b\r\ncontent-disposition: form-data; name="${field}"${fileName}\r\n\r\n${value}\r\n`;
    })
    .join('');
  return `${body}--b--\r\n`;
}

async function send(path: string, parts: readonly (readonly [string, string])[]): Promise<unknown> {
  const response = await server.inject({ method: 'POST', url: path, headers: HEADERS, payload: formOf(parts) });
  // Nothing of a form is left when it is answered.
  expect(await readdir(spool)).toEqual([]);
  return response.json();
}

describe('a recording in the form of an OpenAI client', () => {
  it('is stored whether it comes first or last', async () => {
    const file = ['audio_sample@a.wav', 'RIFF'] as const;
    const fields = [
      ['name', 'Ada'],
      ['consent', CONSENT_ID],
    ] as const;
    expect(await send('/voices', [file, ...fields])).toMatchObject({ id: 'vce_1' });
    expect(await send('/voices', [...fields, file])).toMatchObject({ id: 'vce_1' });
    const consent = [
      ['recording@b.wav', 'RIFX'],
      ['name', 'Ada Lovelace'],
      ['language', 'en-US'],
      ['company_name', 'Contoso'],
    ] as const;
    expect(await send('/voice_consents', consent)).toMatchObject({ id: CONSENT_ID });
    expect(stored).toEqual(['sample a.wav RIFF', 'sample a.wav RIFF', 'consent b.wav RIFX']);
  });

  it.each([
    [
      '/voices',
      'a consent',
      [
        ['audio_sample@a.wav', 'RIFF'],
        ['name', 'Ada'],
      ],
    ],
    [
      '/voices',
      'a type that there is',
      [
        ['name', 'Ada'],
        ['consent', CONSENT_ID],
        ['audio_sample@a.wav', 'RIFF'],
        ['type', 'prompt'],
      ],
    ],
    [
      '/voice_consents',
      'a company',
      [
        ['recording@a.wav', 'RIFF'],
        ['name', 'Ada Lovelace'],
        ['language', 'en-US'],
      ],
    ],
  ] as const)('is not stored when the form to %s lacks %s', async (path, _, parts) => {
    expect(await send(path, parts)).toEqual({ code: 'invalid-request' });
    expect(stored).toEqual([]);
  });

  it('is not stored when it is too large', async () => {
    const parts = [
      ['audio_sample@a.wav', 'x'.repeat(1_001)],
      ['name', 'Ada'],
      ['consent', CONSENT_ID],
    ] as const;
    expect(await send('/voices', parts)).toEqual({ code: 'payload-too-large' });
    expect(stored).toEqual([]);
  });

  it('is refused at once when it has another name', async () => {
    const payload = new PassThrough();
    payload.write('--b\r\ncontent-disposition: form-data; name="other"; filename="a.wav"\r\n\r\nRI');
    const answer = await server.inject({ method: 'POST', url: '/voices', headers: HEADERS, payload });
    payload.end();
    expect(answer.json()).toEqual({ code: 'invalid-request' });
    expect(stored).toEqual([]);
    expect(await readdir(spool)).toEqual([]);
  });

  it.each([
    ['/voices', 'audio_sample', 'audio_sample'],
    ['/voices', 'audio_sample', 'other'],
    ['/voice_consents', 'recording', 'recording'],
  ])('is not stored when the form to %s has two: %s and %s', async (path, first, second) => {
    const parts = [
      [`${first}@a.wav`, 'RIFF'],
      [`${second}@b.wav`, 'RIFX'],
      ['name', 'Ada'],
    ] as const;
    await send(path, parts);
    expect(stored).toEqual([]);
    if (refusal === undefined) throw new Error('the form was not refused');
    expect(refusal).toMatchObject({ status: 400, code: 'invalid-request' });
    const { param, message } = openAiErrorOf(refusal).error;
    expect(param).toBe(second);
    expect(message).toContain(`${second}: is a second recording, and a request takes one`);
    // Where several belong.
    expect(message).toContain('`samples` of POST /v1/voices');
  });

  it.each([
    ['/voices', 'audio_sample', 'upload-too-slow'],
    ['/voice_consents', 'recording', 'upload-too-slow'],
  ])('is not stored when the form to %s with the file `%s` arrives too slowly', async (path, field, code) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const payload = new PassThrough();
    payload.write(`--b\r\ncontent-disposition: form-data; name="${field}"; filename="a.wav"\r\n\r\nRI`);
    const answer = server.inject({ method: 'POST', url: path, headers: HEADERS, payload });
    try {
      await vi.waitUntil(() => vi.getTimerCount() > 0);
      await vi.advanceTimersByTimeAsync(MAX_FORM_UPLOAD_MS);
      expect((await answer).json()).toEqual({ code });
    } finally {
      vi.useRealTimers();
      payload.end();
    }
    expect(stored).toEqual([]);
    expect(await readdir(spool)).toEqual([]);
  });
});

describe('the temporary directory', () => {
  const FORM = [
    ['audio_sample@a.wav', 'RIFF'],
    ['name', 'Ada'],
    ['consent', CONSENT_ID],
  ] as const;
  let finish: (() => void)[];
  let checks: Promise<AudioReport>[];

  /** As many audio checks as there are slots, which end when they are told to. */
  beforeEach(async () => {
    finish = [];
    const audio = stub<AudioProcessor>({
      process: () => new Promise((resolve) => finish.push(() => resolve({ verdict: 'accepted' }))),
    });
    const checkAudio = new CheckAudio(config, audio, slots);
    const { signal } = new AbortController();
    checks = [1, 2].map(() => checkAudio.execute(Readable.from([Buffer.alloc(10)]), 'personal-voice', signal));
    await vi.waitUntil(() => finish.length === 2);
  });

  afterEach(async () => {
    for (const end of finish) end();
    await Promise.all(checks);
  });

  /** The recordings in it. */
  async function recordings(): Promise<string[]> {
    return (await readdir(spool, { recursive: true })).filter((file) => file.endsWith('/recording'));
  }

  it('has no recording of a form while two checks fill it, and takes it when one has ended', async () => {
    const waiting = vi.spyOn(slots, 'take');
    const answer = server.inject({ method: 'POST', url: '/voices', headers: HEADERS, payload: formOf(FORM) });
    await vi.waitUntil(() => waiting.mock.calls.length === 1 || stored.length === 1);
    expect(await recordings()).toHaveLength(2);
    expect(stored).toEqual([]);
    finish[0]?.();
    expect((await answer).json()).toMatchObject({ id: 'vce_1' });
    expect(stored).toEqual(['sample a.wav RIFF']);
    expect(await recordings()).toHaveLength(1);
  });

  it('gives the slot of a form to the next one, whether it was taken or refused', async () => {
    finish[0]?.();
    // Forms need not be examined in the order in which they arrived.
    await Promise.race(checks);
    for (const parts of [FORM, FORM.slice(0, 2), FORM]) {
      await server.inject({ method: 'POST', url: '/voices', headers: HEADERS, payload: formOf(parts) });
    }
    expect(stored).toHaveLength(2);
  });

  it('refuses a form with advice that has waited too long for a slot', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const answer = server.inject({ method: 'POST', url: '/voices', headers: HEADERS, payload: formOf(FORM) });
      await vi.waitUntil(() => vi.getTimerCount() > 0);
      await vi.advanceTimersByTimeAsync(MAX_FORM_UPLOAD_MS);
      expect((await answer).json()).toEqual({ code: 'upload-too-slow' });
    } finally {
      vi.useRealTimers();
    }
    expect(stored).toEqual([]);
    expect(await recordings()).toHaveLength(2);
  });

  it('is left by a form whose client hangs up while it waits', async () => {
    const waiting = vi.spyOn(slots, 'take');
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const sending = request(`${url}/voices`, { method: 'POST', headers: HEADERS });
    const gone = once(sending, 'error');
    sending.write(formOf(FORM.slice(0, 1)).slice(0, -10));
    await vi.waitUntil(() => waiting.mock.calls.length === 1);
    sending.destroy(new Error('gone'));
    await gone;
    // Its own folder goes with it; the checks keep theirs.
    await expect.poll(() => readdir(spool)).toHaveLength(2);
    expect(stored).toEqual([]);
  });
});
