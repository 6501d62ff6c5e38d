import { describe, expect, it, vi } from 'vitest';
import { PersistentFetch } from './persistent-fetch.ts';
import { ProblemError } from './problem-error.ts';
import { broken, FakeApi, json, problem } from './testing/fake-api.ts';

const throttled = (seconds = 1) =>
  problem(429, 'rate-limited', { retryable: true }, { 'retry-after': String(seconds) });
const CONSENT = { voiceTalentName: 'Ada', companyName: 'Contoso', locale: 'en-US' } as const;

function sentBy(api: FakeApi, request: Request): Promise<Response> {
  const wait = (ms: number) => Promise.resolve(void api.pauses.push(ms));
  return new PersistentFetch({ fetch: api.fetch, wait }).send(request);
}

describe('the token', () => {
  it('is called for each request', async () => {
    const api = new FakeApi(json({}), json({}));
    const token = vi.fn<() => Promise<string>>().mockResolvedValueOnce('one').mockResolvedValueOnce('two');
    const client = api.client({ token });
    await client.GET('/v1/voices');
    await client.GET('/v1/voices');
    expect(api.header('authorization')).toEqual(['Bearer one', 'Bearer two']);
  });

  it('is renewed once when it was refused', async () => {
    const api = new FakeApi(problem(401, 'unauthenticated'), json({ data: [] }));
    const token = vi.fn(({ renew }: { renew: boolean }) => Promise.resolve(renew ? 'new' : 'old'));
    await api.client({ token }).GET('/v1/voices');
    expect(api.header('authorization')).toEqual(['Bearer old', 'Bearer new']);
    expect(api.pauses).toEqual([]);
  });

  it('is not renewed twice, nor sent again when the provider has no other', async () => {
    const refused = () => problem(401, 'unauthenticated');
    const twice = new FakeApi(refused(), refused());
    const token = ({ renew }: { renew: boolean }) => Promise.resolve(renew ? 'new' : 'old');
    await expect(twice.client({ token }).GET('/v1/voices')).rejects.toMatchObject({ status: 401 });
    expect(twice.calls).toHaveLength(2);
    const same = new FakeApi(refused());
    await expect(same.client({ token: () => Promise.resolve('old') }).GET('/v1/voices')).rejects.toThrow(ProblemError);
    expect(same.calls).toHaveLength(1);
  });

  it('is not requested again when the provider fails', async () => {
    const api = new FakeApi();
    const token = vi.fn(() => Promise.reject(new Error('sign in first')));
    await expect(api.client({ token }).GET('/v1/voices')).rejects.toThrow('sign in first');
    expect(token).toHaveBeenCalledTimes(1);
    expect(api.calls).toEqual([]);
  });

  it('is not sent where there is none, and yields to one that the caller gives', async () => {
    const api = new FakeApi(json({}), json({}));
    await api.client().GET('/v1/voices');
    await api
      .client({ token: () => Promise.resolve('mine') })
      .GET('/v1/voices', { headers: { authorization: 'Bearer other' } });
    expect(api.header('authorization')).toEqual([null, 'Bearer other']);
  });
});

describe('retries', () => {
  it('wait as long as the API asks, with the same key and body', async () => {
    const api = new FakeApi(throttled(3), problem(503, 'dependency-unavailable', { retryable: true }), json({}, 201));
    await api.client().POST('/v1/consents', { body: CONSENT });
    expect(api.pauses[0]).toBe(3_000);
    expect(api.pauses[1]).toBeGreaterThanOrEqual(0);
    expect(api.pauses[1]).toBeLessThanOrEqual(1_000);
    const [key, ...others] = api.header('idempotency-key');
    expect(key).toMatch(/^[\da-f-]{36}$/);
    expect(others).toEqual([key, key]);
    const bodies = await Promise.all(api.requests.map(({ body }) => body.text()));
    expect(new Set(bodies)).toEqual(new Set([JSON.stringify(CONSENT)]));
  });

  it('end after a number of attempts, with the last error', async () => {
    const api = new FakeApi(throttled(), throttled(), throttled());
    const call = api.client({ maxRetries: 2 }).GET('/v1/voices');
    await expect(call).rejects.toMatchObject({ code: 'rate-limited', retryable: true, retryAfterMs: 1_000 });
    expect(api.calls).toHaveLength(3);
  });

  it.each([
    ['is not retryable', problem(429, 'rate-limited', {}, { 'retry-after': '1' })],
    ['asks for a longer wait than the bound', throttled(61)],
    ['says so in a header', json({ error: { message: 'Budget' } }, 429, { 'x-should-retry': 'false' })],
    ['is a conflict that the caller has to solve', problem(409, 'upload-not-ready', { retryable: true })],
    ['is a changed resource', problem(412, 'etag-mismatch', { retryable: true })],
    ['is an unexpected error', problem(500, 'internal', { retryable: true })],
  ])('are not made when the answer %s', async (_, answer) => {
    const api = new FakeApi(answer);
    await expect(api.client().GET('/v1/voices')).rejects.toThrow(ProblemError);
    expect(api.calls).toHaveLength(1);
  });

  it('wait for a request with the same key that is still running', async () => {
    const running = problem(409, 'idempotency-in-progress', { retryable: true }, { 'retry-after': '2' });
    const api = new FakeApi(running, json({}, 201));
    await api.client().POST('/v1/consents', { body: CONSENT });
    expect(api.pauses).toEqual([2_000]);
  });

  it('follow a broken connection only where repeating does no harm', async () => {
    const read = new FakeApi(broken(), json({}));
    await read.client().GET('/v1/voices');
    const keyed = new FakeApi(broken(), json({}, 201));
    await keyed.client().POST('/v1/consents', { body: CONSENT });
    const speech = new FakeApi(broken());
    await expect(speech.client().speak({ voiceId: 'vce_1', text: 'Hello.' })).rejects.toThrow('fetch failed');
    expect(speech.calls).toEqual(['POST /v1/speech']);
  });

  it('follow a refused speech, of which nothing was spoken, but not one that may have been', async () => {
    const refused = new FakeApi(throttled(), new Response('bytes', { headers: { 'content-type': 'audio/mpeg' } }));
    const { contentType } = await refused.client().speak({ voiceId: 'vce_1', text: 'Hello.' });
    expect(contentType).toBe('audio/mpeg');
    expect(refused.header('idempotency-key')).toEqual([null, null]);
    const late = new FakeApi(problem(504, 'provider-timeout', { retryable: true }));
    await expect(late.client().speak({ voiceId: 'vce_1', text: 'Hello.' })).rejects.toMatchObject({ status: 504 });
  });

  it('end with the caller’s signal', async () => {
    const abort = new AbortController();
    const api = new FakeApi(throttled());
    const stopped = new Error('stopped');
    const client = api.client({
      wait: (_, signal) => {
        abort.abort(stopped);
        return Promise.reject(signal?.reason as Error);
      },
    });
    await expect(client.GET('/v1/voices', { signal: abort.signal })).rejects.toBe(stopped);
    const sent = new AbortController();
    sent.abort(stopped);
    const request = new Request('https://voices.example.com/', { signal: sent.signal });
    await expect(sentBy(new FakeApi(broken()), request)).rejects.toThrow();
  });
});
