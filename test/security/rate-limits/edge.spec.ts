import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { MAX_BODY_DEPTH, MAX_BODY_VALUES } from '#intake';
import { type LimitedApplication, limitedApplication } from './limited-application.ts';

let api: LimitedApplication | undefined;

afterEach(async () => {
  await api?.app.close();
  api = undefined;
});

async function post(payload: string) {
  api ??= await limitedApplication({});
  const headers = { authorization: 'Bearer contoso:ada', 'content-type': 'application/json' };
  const answer = await api.app.inject({ method: 'POST', url: '/v1/things', payload, headers });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const withValues = (count: number) => `[${Array.from({ length: count }, () => '0').join(',')}]`;

describe('bodies', () => {
  it.each([
    ['as deep as allowed', nested(MAX_BODY_DEPTH), 201],
    ['one level too deep', nested(MAX_BODY_DEPTH + 2), 400],
    ['100,000 levels deep', nested(100_000), 400],
    ['half a million levels deep', nested(500_000), 400],
    ['deep by objects', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`, 400],
    ['of many values', withValues(MAX_BODY_VALUES / 2), 201],
    ['of too many values', withValues(MAX_BODY_VALUES + 1), 400],
    ['of 100,001 keys', `{${Array.from({ length: 100_001 }, (_, key) => `"${key}":0`).join(',')}}`, 400],
    ['of too many bytes', JSON.stringify('x'.repeat(1_048_576)), 413],
    ['with __proto__', '{"__proto__":{"admin":true}}', 400],
    ['with constructor.prototype', '{"constructor":{"prototype":{"admin":true}}}', 400],
  ])('%s', async (_, payload, status) => {
    const answer = await post(payload);
    expect(answer.status).toBe(status);
    if (status >= 400) expect(answer.body).toMatchObject({ status, code: expect.any(String) as string });
  });
});

describe('headers', () => {
  it('of more than 16 KiB are refused', async () => {
    api = await limitedApplication({});
    await api.app.listen(0, '127.0.0.1');
    const url = await api.app.getUrl();
    const send = (bytes: number) =>
      new Promise<number>((resolve, reject) => {
        request(`${url}/v1/open`, { headers: { 'x-large': 'a'.repeat(bytes) }, agent: false })
          .on('response', (response) => resolve(response.resume().statusCode ?? 0))
          .on('error', reject)
          .end();
      });
    expect(await send(15_000)).toBe(200);
    expect(await send(17_000)).toBe(431);
  });

  it.each(['/v1/open', '/v1/things', '/nowhere', '/v1/things/%ff'])(
    'of the answer to %s keep browsers in check',
    async (url) => {
      api = await limitedApplication({});
      const { headers } = await api.app.inject(url);
      expect(headers).toMatchObject({
        'content-security-policy': "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-frame-options': expect.stringMatching(/^deny$/i) as string,
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
      });
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['server']).toBeUndefined();
    },
  );
});

describe('pages of other origins', () => {
  const preflight = (origin: string) => ({
    method: 'OPTIONS' as const,
    url: '/v1/things',
    headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
  });

  it('may not call', async () => {
    api = await limitedApplication({});
    expect((await api.app.inject(preflight('https://evil.example.com'))).statusCode).toBeGreaterThanOrEqual(400);
    const { headers } = await api.app.inject({ url: '/v1/open', headers: { origin: 'https://evil.example.com' } });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it('may call where they are allowed to, and no others', async () => {
    api = await limitedApplication({ CORS_ALLOWED_ORIGINS: 'https://studio.example.com' });
    const allowed = await api.app.inject(preflight('https://studio.example.com'));
    expect(allowed.headers['access-control-allow-origin']).toBe('https://studio.example.com');
    expect(allowed.headers['access-control-allow-credentials']).toBeUndefined();
    for (const origin of [
      'https://evil.example.com',
      'https://studio.example.com.evil.com',
      'null',
      'http://studio.example.com',
    ]) {
      expect((await api.app.inject(preflight(origin))).headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('make no path out of nothing: what does not exist is still not found', async () => {
    api = await limitedApplication({ CORS_ALLOWED_ORIGINS: 'https://studio.example.com' });
    const answer = await api.app.inject('/v1/nothing');
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['allow']).toBeUndefined();
  });
});

describe('the documentation', () => {
  it.each([
    ['true', [200, 200]],
    ['false', [404, 404]],
  ])('is served if SWAGGER_ENABLED is %s', async (SWAGGER_ENABLED, expected) => {
    api = await limitedApplication({ SWAGGER_ENABLED });
    const page = await api.app.inject('/docs/');
    const document = await api.app.inject('/openapi.json');
    expect([page.statusCode, document.statusCode]).toEqual(expected);
  });
});
