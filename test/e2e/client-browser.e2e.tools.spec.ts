import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as client from '#client';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import { requestToken } from '../../apps/sandbox/src/system/voice-system.ts';
import { CHROMIUM, startBrowser, type TestBrowser } from '../support/chromium.ts';
import { enrolledVoice, SAMPLE } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { recordingOf, systemUnderTest } from '../support/system.ts';
import { wavOf } from '../support/wav.ts';

if (CHROMIUM === undefined) console.log('skipped: the client in a browser (Chromium is not installed)');

/** What the bundle puts into the page. */
declare global {
  var voices: typeof client;
}

/** One file for browsers; it fails where the client imports anything of Node. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '#client';`, resolveDir: packageRoot() },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'voices',
    platform: 'browser',
    conditions: ['development'],
    target: ['chrome120', 'firefox120', 'safari17'],
  });
  return outputFiles[0]?.text ?? '';
}

describe.runIf(CHROMIUM !== undefined)('the client in a page of another origin', () => {
  let system: SystemUnderTest;
  let browser: TestBrowser;
  let page: Page;
  let options: { baseUrl: string; token: string };
  let voiceId: string;

  beforeAll(async () => {
    system = await systemUnderTest();
    options = { baseUrl: system.apiUrl, token: await requestToken(system.environment) };
    voiceId = await enrolledVoice(system);
    // The sandbox's own CA is not in the browser's store.
    browser = await startBrowser({ ignoreHTTPSErrors: true });
    ({ page } = browser);
    await page.goto(system.pageOrigin ?? '');
    await page.addScriptTag({ content: await bundle() });
  });

  afterAll(async () => {
    await browser.close();
  });

  it('uploads a file straight to Blob Storage, and learns that it is accepted', async () => {
    const recording = await recordingOf(system, SAMPLE);
    const result = await page.evaluate(
      async ({ baseUrl, token, base64 }) => {
        const api = new voices.VoiceClient({ baseUrl, token: async () => token });
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const progress: number[] = [];
        const { id } = await api.upload(new File([bytes], 'sample.wav', { type: 'audio/wav' }), {
          purpose: 'sample',
          way: 'direct',
          onProgress: ({ sentBytes }) => progress.push(sentBytes),
        });
        const { status, fileName } = await api.acceptedUpload(id);
        return { status, fileName, progress };
      },
      { ...options, base64: recording.toString('base64') },
    );
    expect(result).toEqual({ status: 'accepted', fileName: 'sample.wav', progress: [recording.length] });
  });

  it('uploads a long file in blocks', async () => {
    const quiet = wavOf(new Float32Array(24_000 * 200));
    const result = await page.evaluate(
      async ({ baseUrl, token, base64 }) => {
        const api = new voices.VoiceClient({ baseUrl, token: async () => token });
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const progress: number[] = [];
        const onProgress = ({ sentBytes }: { sentBytes: number }) => progress.push(sentBytes);
        const { id } = await api.upload(new Blob([bytes]).stream(), { purpose: 'sample', way: 'direct', onProgress });
        const error: unknown = await api.acceptedUpload(id).catch((thrown: unknown) => thrown);
        if (!(error instanceof voices.UploadRejected)) throw error;
        return { progress, sizeBytes: error.upload.sizeBytes, advice: error.upload.rejection?.advice };
      },
      { ...options, base64: quiet.toString('base64') },
    );
    expect(result.progress).toEqual([4 * 1024 * 1024, 8 * 1024 * 1024, quiet.length]);
    expect(result).toMatchObject({ sizeBytes: quiet.length, advice: expect.any(String) as string });
  });

  it('follows an operation by its events, reads lists, and streams speech, which it can abort', async () => {
    const result = await page.evaluate(
      async ({ baseUrl, token, voiceId: id }) => {
        const api = new voices.VoiceClient({ baseUrl, token: async () => token });
        const stages: string[] = [];
        const { data: accepted } = await api.POST('/v1/syntheses', { body: { voiceId: id, text: 'From a page.' } });
        const operation = await api.finishedOperation(accepted, { onProgress: ({ stage }) => stages.push(stage) });
        const names: string[] = [];
        const pages = { params: { query: { status: 'ready' as const, limit: 1 } } };
        for await (const voice of api.items('/v1/voices', pages)) names.push(voice.id);

        const { audio, contentType } = await api.speak({ voiceId: id, text: 'Live, from a page.', format: 'mp3' });
        const { byteLength } = await new Response(audio).arrayBuffer();
        const abort = new AbortController();
        const long = await api.speak(
          { voiceId: id, text: 'Never heard to its end. '.repeat(40) },
          { signal: abort.signal },
        );
        const reader = long.audio.getReader();
        await reader.read();
        abort.abort();
        const aborted = await (async () => {
          for (let read = await reader.read(); !read.done; read = await reader.read());
        })().then(
          () => 'ended',
          (error: Error) => error.name,
        );
        return { stages, status: operation.status, listed: names.includes(id), contentType, byteLength, aborted };
      },
      { ...options, voiceId },
    );
    expect(result).toMatchObject({
      status: 'succeeded',
      listed: true,
      contentType: 'audio/mpeg',
      aborted: 'AbortError',
    });
    expect(result.stages.length).toBeGreaterThan(1);
    expect(result.byteLength).toBeGreaterThan(5_000);
  });

  it('reads stored audio by range, and captions, and changes a voice only if it is as it was read', async () => {
    const result = await page.evaluate(
      async ({ baseUrl, token, voiceId: id }) => {
        const api = new voices.VoiceClient({ baseUrl, token: async () => token });
        const body = { voiceId: id, text: 'To be read in parts.', format: 'wav' as const };
        const { subject } = await api.finishedOperation((await api.POST('/v1/syntheses', { body })).data);
        const path = { id: subject.id };
        const part = await api.GET('/v1/syntheses/{id}/audio', {
          params: { path, header: { Range: 'bytes=0-43' } },
          parseAs: 'arrayBuffer',
        });
        const captions = await api.GET('/v1/syntheses/{id}/captions', {
          params: { path, query: { format: 'srt' } },
          parseAs: 'text',
        });

        const voice = { path: { id } };
        const { response } = await api.GET('/v1/voices/{id}', { params: voice });
        const header = voices.ifMatch(response);
        const change = (name: string) => api.PATCH('/v1/voices/{id}', { params: { ...voice, header }, body: { name } });
        await change('Renamed');
        const conflict: unknown = await change('Renamed again').catch((error: unknown) => error);
        const actions: string[] = [];
        for await (const { action } of api.items('/v1/audit-events')) if (actions.push(action) >= 5) break;
        return {
          status: part.response.status,
          bytes: part.data.byteLength,
          captions: captions.data,
          conflict: conflict instanceof voices.ProblemError ? conflict.code : conflict,
          actions,
        };
      },
      { ...options, voiceId },
    );
    expect(result).toMatchObject({ status: 206, bytes: 44, conflict: 'etag-mismatch' });
    expect(result.captions).toMatch(/^1\r?\n00:00:00,\d{3} --> [\s\S]*read in parts/);
    expect(result.actions).toHaveLength(5);
  });

  it('gets problems with all that they say, and renews a token that was refused', async () => {
    const result = await page.evaluate(async ({ baseUrl, token }) => {
      const given: string[] = [];
      const api = new voices.VoiceClient({
        baseUrl,
        token: async ({ renew }) => {
          given.push(renew ? 'new' : 'old');
          return renew ? token : 'expired';
        },
      });
      const body = { voiceTalentName: '', companyName: 'Contoso', locale: 'en-US' as const };
      const error: unknown = await api.POST('/v1/consents', { body }).catch((thrown: unknown) => thrown);
      if (!(error instanceof voices.ProblemError)) throw error;
      const { status, code, requestId, errors } = error;
      return { given, status, code, requestId, pointers: errors.map(({ pointer }) => pointer) };
    }, options);
    expect(result).toMatchObject({ given: ['old', 'new'], status: 400, pointers: ['/voiceTalentName'] });
    expect(result.requestId).not.toBe('');
  });

  it('verifies webhooks', async () => {
    const secret = `whsec_${Buffer.from('a secret of at least 24 bytes').toString('base64')}`;
    const at = new Date();
    const headers = {
      'webhook-id': 'dlv_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign('dlv_1', at, '{}'),
    };
    expect(await page.evaluate((request) => voices.verifyWebhook(request), { secret, headers, body: '{}' })).toBe(
      'dlv_1',
    );
  });
});
