import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NumberedCredential } from '../../testing/credentials.ts';
import { RestServer } from '../../testing/rest-server.ts';
import { FastTranscriptionClient } from './fast-transcription-client.ts';

const recognized = {
  durationMilliseconds: 6200,
  combinedPhrases: [{ text: 'I, Ada Lovelace, am aware.' }, { text: 'Of it.' }],
  phrases: [
    {
      offsetMilliseconds: 40,
      durationMilliseconds: 3000,
      text: 'I, Ada Lovelace, am aware.',
      locale: 'en-US',
      confidence: 0.9,
      words: [
        { text: 'I,', offsetMilliseconds: 40, durationMilliseconds: 200 },
        { text: 'Ada', offsetMilliseconds: 240, durationMilliseconds: 300 },
      ],
    },
    { offsetMilliseconds: 4000, durationMilliseconds: 1000, text: 'Of it.', locale: 'en-US', confidence: 0.5 },
  ],
};

describe('FastTranscriptionClient', () => {
  let server: RestServer;
  let client: FastTranscriptionClient;

  beforeEach(async () => {
    server = await RestServer.start();
    client = new FastTranscriptionClient({ endpoint: server.url, credential: new NumberedCredential() });
  });
  afterEach(async () => await server.stop());

  const sent = async (): Promise<FormData> =>
    await new Response(new Uint8Array(server.last.body), {
      headers: { 'content-type': server.last.headers['content-type'] ?? '' },
    }).formData();

  it('sends the recording with what is known about it, and gives the transcript', async () => {
    server.answers.push({ status: 200, json: recognized });
    const audio = new Uint8Array(50_000).map((_, i) => i % 251);
    const transcript = await client.transcribe({ audio, locale: 'en-US', phrases: ['Ada Lovelace', ' Contoso ', ''] });
    expect(transcript).toEqual({ text: 'I, Ada Lovelace, am aware. Of it.' });
    expect(server.last).toMatchObject({ method: 'POST', path: '/speechtotext/transcriptions:transcribe' });
    expect(server.last.query.toString()).toBe('api-version=2025-10-15');
    expect(server.last.headers['authorization']).toBe('Bearer token-1');
    const form = await sent();
    expect(JSON.parse(form.get('definition') as string)).toEqual({
      locales: ['en-US'],
      profanityFilterMode: 'None',
      phraseList: { phrases: ['Ada Lovelace', 'Contoso'] },
    });
    expect(Buffer.from(await (form.get('audio') as File).arrayBuffer())).toEqual(Buffer.from(audio));
  });

  it('streams a file from disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'transcription-'));
    try {
      const path = join(folder, 'ada-lovelace.wav');
      await writeFile(path, Buffer.alloc(300_000, 7));
      server.answers.push({ status: 200, json: recognized });
      await client.transcribe({ audio: { path }, locale: 'de-DE' });
      const form = await sent();
      const file = form.get('audio') as File;
      expect(Buffer.from(await file.arrayBuffer())).toEqual(Buffer.alloc(300_000, 7));
      expect(file.name).toBe('audio');
      expect(JSON.parse(form.get('definition') as string)).toEqual({ locales: ['de-DE'], profanityFilterMode: 'None' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('gives an empty text for a recording without speech', async () => {
    server.answers.push({ status: 200, json: { durationMilliseconds: 900, combinedPhrases: [] } });
    expect(await client.transcribe({ audio: new Uint8Array(10), locale: 'fr-FR' })).toEqual({ text: '' });
  });

  it.each([
    { error: { code: 'InvalidRequest', message: 'The specified locale is not supported.' } },
    { code: 'InvalidRequest', message: 'Invalid.', innerError: { code: 'InvalidLocale', message: 'x' } },
  ])('gives nothing for a locale that the region does not know', async (json) => {
    server.answers.push({ status: 400, json });
    expect(await client.transcribe({ audio: new Uint8Array(10), locale: 'te-IN' })).toBeUndefined();
  });

  it('refuses a 400 that is not about the locale', async () => {
    server.answers.push({
      status: 400,
      json: { error: { code: 'BadRequest', message: 'The audio is not readable.' } },
    });
    await expect(client.transcribe({ audio: new Uint8Array(10), locale: 'en-US' })).rejects.toMatchObject({
      code: 'provider-rejected',
    });
  });

  it('refuses what the service refuses', async () => {
    server.answers.push({ status: 422, json: { code: 'InvalidAudio', message: 'x' } });
    await expect(client.transcribe({ audio: new Uint8Array(10), locale: 'en-US' })).rejects.toMatchObject({
      code: 'provider-rejected',
      status: 422,
    });
  });

  it('ends with the reason of its signal while it sends', async () => {
    const controller = new AbortController();
    server.answers.push(() => controller.abort(new Error('enough')));
    const call = client.transcribe({ audio: new Uint8Array(10), locale: 'en-US' }, { signal: controller.signal });
    await expect(call).rejects.toThrow('enough');
  });
});
