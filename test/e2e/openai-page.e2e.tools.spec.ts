import { randomUUID } from 'node:crypto';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestToken } from '../../apps/sandbox/src/system/voice-system.ts';
import { CHROMIUM, startBrowser, type TestBrowser } from '../support/chromium.ts';
import { enrolledVoice } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { clientOf, systemUnderTest } from '../support/system.ts';

if (CHROMIUM === undefined) console.log('skipped: the openai package in a page (Chromium is not installed)');

/** What the page does, with the `openai` package as it is published. */
const SCRIPT = `
import OpenAI from 'openai';
window.speak = async ({ api, token, ...body }) => {
  const openai = new OpenAI({ baseURL: api + '/v1', apiKey: async () => token, dangerouslyAllowBrowser: true, maxRetries: 0 });
  try {
    const speech = await openai.audio.speech.create({ model: 'tts-1', input: 'The kettle is on.', ...body });
    return { bytes: (await speech.arrayBuffer()).byteLength, applied: speech.headers.get('x-applied-speed'), timing: speech.headers.get('server-timing') };
  } catch (error) {
    return { error: error.constructor.name, status: error.status, code: error.code, param: error.param };
  }
};
window.voices = async ({ api, token }) =>
  (await new OpenAI({ baseURL: api + '/v1', apiKey: token, dangerouslyAllowBrowser: true }).get('/audio/voices')).data;
window.ask = async ({ url, method, headers, body }) => {
  const answer = await fetch(url, { method, headers, body, cache: 'no-store' });
  await answer.arrayBuffer();
  return { status: answer.status, headers: Object.fromEntries(answer.headers) };
};
window.follow = (url) => new Promise((resolve) => {
  const source = new EventSource(url);
  const seen = [];
  for (const name of ['queued', 'running', 'succeeded', 'failed']) source.addEventListener(name, () => seen.push(name));
  // It connects again when the stream has ended, and is told to stop by 204.
  source.addEventListener('error', () => source.readyState === EventSource.CLOSED && resolve(seen));
});
window.play = (url) => new Promise((resolve, reject) => {
  const audio = new Audio(url);
  audio.addEventListener('canplaythrough', () => resolve(audio.duration));
  audio.addEventListener('error', () => reject(new Error(audio.error.message)));
  audio.load();
});
`;

interface Spoken {
  readonly bytes?: number;
  readonly applied?: string | null;
  readonly timing?: string | null;
  readonly error?: string;
  readonly status?: number;
  readonly code?: string;
  readonly param?: string;
}

/** What a page can read of an answer. */
interface Read {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

describe.runIf(CHROMIUM !== undefined)('a page of another origin', () => {
  let system: SystemUnderTest;
  let browser: TestBrowser;
  let page: Page;
  let voice: string;
  let token: string;

  beforeAll(async () => {
    system = await systemUnderTest();
    voice = await enrolledVoice(system);
    token = await requestToken(system.environment);
    const { outputFiles } = await build({
      stdin: { contents: SCRIPT, resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      format: 'iife',
      platform: 'browser',
    });
    browser = await startBrowser();
    ({ page } = browser);
    await page.goto(system.pageOrigin ?? '');
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  });
  afterAll(async () => {
    await browser.close();
  });

  /** Calls a function of the script. */
  const call = <T>(name: string, argument: unknown): Promise<T> =>
    page.evaluate<T>(`window.${name}(${JSON.stringify(argument)})`);
  const speak = (body: object) => call<Spoken>('speak', { api: system.apiUrl, token, voice, ...body });

  it('speaks with the openai package, and reads what the answer says of itself', async () => {
    const spoken = await speak({ speed: 4 });
    expect(spoken.bytes).toBeGreaterThan(1_000);
    expect(spoken).toMatchObject({ applied: '2', timing: expect.stringContaining('ttfa') as string });
  });

  it('lists voices, and gets typed errors', async () => {
    const listed = await call<{ id: string }[]>('voices', { api: system.apiUrl, token });
    expect(listed.map(({ id }) => id)).toContain(voice);
    expect(await speak({ voice: 'nobody' })).toMatchObject({ status: 422, code: 'unknown-reference', param: 'voice' });
    expect(await speak({ speed: 9 })).toMatchObject({ error: 'BadRequestError', status: 400, param: 'speed' });
    expect(await speak({ token: 'not-a-token' })).toMatchObject({ error: 'AuthenticationError', status: 401 });
  });

  it('asks for parts of audio on conditions, and reads which part it got and what of its wishes was applied', async () => {
    const api = await clientOf(system);
    const url = new URL('/v1/syntheses', system.apiUrl).href;
    const authorization = `Bearer ${token}`;
    const ordered = await call<Read>('ask', {
      url,
      method: 'POST',
      headers: {
        authorization,
        'content-type': 'application/json',
        prefer: 'wait=20',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({ voiceId: voice, text: 'The kettle is on.', format: 'wav' }),
    });
    expect(ordered).toMatchObject({
      headers: { 'preference-applied': 'wait=20', location: expect.any(String) as string },
    });
    const { subject } = await api.json<{ subject: { href: string } }>('GET', ordered.headers['location'] ?? '');
    const audio = new URL(`${subject.href}/audio`, system.apiUrl).href;
    const get = (headers: object) => call<Read>('ask', { url: audio, headers: { authorization, ...headers } });
    await expect.poll(async () => (await get({})).status).toBe(200);
    const part = await get({ range: 'bytes=0-1' });
    expect(part).toMatchObject({
      status: 206,
      headers: {
        'accept-ranges': 'bytes',
        'content-range': expect.stringMatching(/^bytes 0-1\/\d+$/) as string,
        'content-disposition': expect.stringContaining('.wav') as string,
      },
    });
    const etag = part.headers['etag'] ?? '';
    expect((await get({ 'if-none-match': etag })).status).toBe(304);
    expect((await get({ range: 'bytes=0-1', 'if-range': etag })).status).toBe(206);
    expect((await get({ range: 'bytes=0-1', 'if-range': '"another"' })).status).toBe(200);
  });

  it('plays audio, and follows an operation to its end, by signed links', async () => {
    const api = await clientOf(system);
    const operation = await api.json<{ id: string; subject: { href: string } }>('POST', '/v1/syntheses', {
      voiceId: voice,
      text: 'The kettle is on, and tea is ready.',
      format: 'mp3',
    });
    const linkTo = async (resource: string): Promise<string> =>
      new URL((await api.json<{ url: string }>('POST', '/v1/links', { resource })).url, system.apiUrl).href;
    const followed = await call<string[]>('follow', await linkTo(`/v1/operations/${operation.id}/events`));
    expect(followed.at(-1)).toBe('succeeded');
    const duration = await call<number>('play', await linkTo(`${operation.subject.href}/audio`));
    expect(duration).toBeGreaterThan(1);
  });
});
