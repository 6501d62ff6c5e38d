import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fastifyMultipart from '@fastify/multipart';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '#auth';
import type { Config } from '#config';
import { errorCodeOf } from '#domain';
import type { DocumentStore, RequestIds } from '#storage';
import type { CreateConsent } from '../consents/create-consent.usecase.ts';
import { MAX_FORM_UPLOAD_MS } from '../uploads/in-time.ts';
import type { CreateVoice } from '../voices/create-voice.usecase.ts';
import type { FormFile } from './openai-form.ts';
import type { OpenAiRecordings } from './openai-recordings.ts';
import { OpenAiVoicesController } from './openai-voices.controller.ts';

const CONSENT_ID = 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const AT = '2026-11-22T10:00:00.000Z';

let server: FastifyInstance;
/** The recordings that were stored. */
let stored: string[];
let spool: string;

function controller(): OpenAiVoicesController {
  const recordings = {
    store: async (_: Principal, purpose: string, { content, fileName }: FormFile) => {
      stored.push(`${purpose} ${fileName} ${(await buffer(content)).toString()}`);
      return { id: 'upl_1' };
    },
  };
  return new OpenAiVoicesController(
    { uploads: { temporaryMaxBytes: 1_000, direct: true }, openai: { companyName: undefined } } as unknown as Config,
    {} as DocumentStore,
    recordings as unknown as OpenAiRecordings,
    { execute: () => Promise.resolve({ id: CONSENT_ID, createdAt: AT }) } as unknown as CreateConsent,
    { execute: () => Promise.resolve({ subject: { id: 'vce_1' }, createdAt: AT }) } as unknown as CreateVoice,
  );
}

beforeEach(async () => {
  stored = [];
  spool = await mkdtemp(join(tmpdir(), 'openai-voices-spec-'));
  vi.stubEnv('TMPDIR', spool);
  server = fastify();
  await server.register(fastifyMultipart);
  const routes = controller();
  const [principal, ids] = [{} as Principal, {} as RequestIds];
  server.post('/voices', async (request) => routes.enrol(principal, ids, request));
  server.post('/voice_consents', async (request) => routes.consent(principal, ids, request));
  server.setErrorHandler(async (error, _, reply) => reply.status(400).send({ code: errorCodeOf(error) }));
});

afterEach(async () => {
  await server.close();
  vi.unstubAllEnvs();
  await rm(spool, { recursive: true, force: true });
});

/** Sends parts in their order; `field@name` is a file. */
async function send(path: string, parts: readonly (readonly [string, string])[]): Promise<unknown> {
  const body = parts
    .map(([name, value]) => {
      const [field, file] = name.split('@');
      const fileName = file === undefined ? '' : `; filename="${file}"`;
      return `--b\r\ncontent-disposition: form-data; name="${field}"${fileName}\r\n\r\n${value}\r\n`;
    })
    .join('');
  const headers = { 'content-type': 'multipart/form-data; boundary=b' };
  const response = await server.inject({ method: 'POST', url: path, headers, payload: `${body}--b--\r\n` });
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

  it.each([
    ['/voices', 'audio_sample', 'upload-too-slow'],
    ['/voice_consents', 'recording', 'upload-too-slow'],
    // A file that nobody asked for is dropped, for no longer than one that was.
    ['/voices', 'other', 'invalid-request'],
  ])('is not stored when the form to %s with the file `%s` arrives too slowly', async (path, field, code) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const payload = new PassThrough();
    payload.write(`--b\r\ncontent-disposition: form-data; name="${field}"; filename="a.wav"\r\n\r\nRI`);
    const answer = server.inject({ method: 'POST', url: path, headers, payload });
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
