import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_ORIGIN, type RunningBlobProxy, startTestBlobProxy } from '../event-grid/blob-proxy.fixture.ts';

describe('a page of another origin', () => {
  let running: RunningBlobProxy;
  beforeAll(async () => {
    running = await startTestBlobProxy();
  });
  afterAll(() => running.context.close());

  const preflight = (headers: Record<string, string>): Promise<Response> =>
    fetch(running.uploads('page.wav').url, { method: 'OPTIONS', headers });
  const wish = {
    origin: PAGE_ORIGIN,
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'content-type, x-ms-blob-type',
  };

  it('is told by a preflight without a credential that it may upload', async () => {
    const { status, headers } = await preflight(wish);
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      'access-control-allow-origin': PAGE_ORIGIN,
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': wish['access-control-request-headers'],
      'access-control-allow-credentials': 'true',
      'access-control-max-age': '600',
    });
  });

  it.each([
    ['of an origin that is not named', { origin: 'https://evil.example' }],
    ['of an origin in another case', { origin: PAGE_ORIGIN.toUpperCase() }],
    ['for a method that is not allowed', { 'access-control-request-method': 'DELETE' }],
    ['for a header that is not allowed', { 'access-control-request-headers': 'authorization' }],
  ])('is refused a preflight %s', async (_, change) => {
    const { status, headers } = await preflight({ ...wish, ...change });
    expect([status, headers.get('x-ms-error-code')]).toEqual([403, 'CorsPreflightFailure']);
    expect(headers.has('access-control-allow-origin')).toBe(false);
  });

  it('is refused a preflight that does not say what it wants', async () => {
    const { status, headers } = await preflight({ origin: PAGE_ORIGIN });
    expect([status, headers.get('x-ms-error-code')]).toEqual([400, 'MissingRequiredHeader']);
  });

  it('may read the answer to its upload, and that to a refused one', async () => {
    const upload = async (url: string) => {
      const sent = { 'x-ms-blob-type': 'BlockBlob', origin: PAGE_ORIGIN };
      const { status, headers } = await fetch(url, { method: 'PUT', headers: sent, body: 'audio' });
      return [
        status,
        ...['access-control-allow-origin', 'access-control-expose-headers', 'vary'].map((name) => headers.get(name)),
      ];
    };
    const url = await running.sasUrl('page.wav');
    expect(await upload(url)).toEqual([201, PAGE_ORIGIN, 'etag', 'Origin']);
    expect(await upload(running.uploads('page.wav').url)).toEqual([409, PAGE_ORIGIN, 'etag', 'Origin']);
  });

  it('has its request done, but may not read the answer, when no rule allows it', async () => {
    const sent = { 'x-ms-blob-type': 'BlockBlob', origin: 'https://evil.example' };
    const url = await running.sasUrl('unread.wav');
    const { status, headers } = await fetch(url, { method: 'PUT', headers: sent, body: 'audio' });
    expect([status, headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual([201, null, 'Origin']);
    expect(await running.uploads('unread.wav').exists()).toBe(true);
  });
});
