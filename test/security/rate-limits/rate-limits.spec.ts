import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask, type LimitedApplication, limitedApplication, statuses } from './limited-application.ts';
import { tiersOfRoutes } from './tiers-of-routes.ts';

const LIMITS = { RATE_LIMIT_DEFAULT: '5', RATE_LIMIT_SYNTHESIS: '3', RATE_LIMIT_TRAINING: '2' };

let replicas: LimitedApplication[] = [];

afterEach(async () => {
  await Promise.all(replicas.map(({ app }) => app.close()));
  replicas = [];
});

async function replica(variables: Record<string, string> = {}): Promise<LimitedApplication> {
  const started = await limitedApplication({ ...LIMITS, ...variables });
  replicas.push(started);
  return started;
}

describe('requests', () => {
  it('are told how many are left, and when there are none when to come back', async () => {
    const api = await replica();
    const first = await ask(api);
    expect(first.headers['ratelimit-policy']).toBe('"default";q=5;w=60');
    expect(first.headers['ratelimit']).toMatch(/^"default";r=4;t=(59|60)$/);
    expect(first.headers['retry-after']).toBeUndefined();
    expect(await statuses(api, 4)).toEqual([200, 200, 200, 200]);
    const refused = await ask(api);
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate-limited', retryable: true, status: 429 } });
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(refused.headers['ratelimit']).toMatch(/^"default";r=0;t=\d+$/);
    const retryAfter = Number(refused.headers['retry-after']);
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    expect(retryAfter).toBeLessThanOrEqual(60);
  });

  it('are allowed again when the minute is over', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    try {
      const api = await replica();
      await statuses(api, 5);
      expect((await ask(api)).status).toBe(429);
      await vi.advanceTimersByTimeAsync(60_001);
      expect((await ask(api)).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  it('of each tenant and principal are counted apart', async () => {
    const api = await replica();
    await statuses(api, 6);
    expect((await ask(api)).status).toBe(429);
    for (const token of ['contoso:grace', 'fabrikam:ada'])
      expect((await ask(api, '/v1/things', token)).status).toBe(200);
  });

  it('that speak and that enroll have limits of their own', async () => {
    const api = await replica();
    expect(await statuses(api, 4, '/v1/syntheses', undefined, 'POST')).toEqual([202, 202, 202, 429]);
    expect(await statuses(api, 3, '/v1/voices', undefined, 'POST')).toEqual([202, 202, 429]);
    expect((await ask(api)).headers['ratelimit']).toContain('"default";r=4');
  });

  it('are not counted when they show no valid token, need none, or limiting is off', async () => {
    const api = await replica();
    expect(new Set(await statuses(api, 8, '/v1/things', 'nonsense'))).toEqual(new Set([401]));
    expect(new Set(await statuses(api, 8, '/v1/open'))).toEqual(new Set([200]));
    expect((await ask(api)).headers['ratelimit']).toContain('r=4');
    const unlimited = await replica({ RATE_LIMITING_ENABLED: 'false' });
    expect(new Set(await statuses(unlimited, 10))).toEqual(new Set([200]));
    expect((await ask(unlimited)).headers['ratelimit']).toBeUndefined();
  });

  it('find no way round by another spelling, another address, or another method', async () => {
    const api = await replica();
    await statuses(api, 5);
    const spellings = [
      '/v1/things?x=1',
      '/v1/things#x',
      '/v1/%74hings',
      '/v1/things/',
      '//v1/things',
      '/V1/THINGS',
      '/v1/./things',
      '/v1/x/../things',
      '/v1/things%2f',
      '/v1/things;x',
    ];
    const answers = await Promise.all(
      spellings.map((url) =>
        api.app.inject({
          url,
          headers: {
            authorization: 'Bearer contoso:ada',
            'x-forwarded-for': `203.0.113.${Math.floor(Math.random() * 250)}`,
            'x-real-ip': '203.0.113.1',
            forwarded: 'for=203.0.113.1',
            'x-http-method-override': 'POST',
          },
        }),
      ),
    );
    expect(answers.map(({ statusCode }) => statusCode).filter((status) => status === 200)).toEqual([]);
    expect((await ask(api, '/v1/things', undefined, 'POST')).status).toBe(429);
  });
});

describe('the routes of the API', () => {
  let tiers: ReadonlyMap<string, string>;

  beforeAll(async () => {
    tiers = await tiersOfRoutes();
  });

  it.each([
    ['POST /v1/speech', 'synthesis'],
    ['POST /v1/audio/speech', 'synthesis'],
    ['POST /v1/syntheses', 'synthesis'],
    ['POST /v1/syntheses/estimates', 'synthesis'],
    ['POST /v1/batches/estimates', 'synthesis'],
    ['POST /v1/batches', 'synthesis'],
    ['POST /v1/batches/:id/retry', 'synthesis'],
    ['POST /v1/voices', 'training'],
    ['POST /v1/audio/voices', 'training'],
    ['POST /v1/consents/:id/recording', 'training'],
    ['POST /v1/audio/voice_consents', 'training'],
  ])('%s is counted as %s', (route, tier) => {
    expect(tiers.get(route)).toBe(tier);
  });

  it('are counted as default otherwise', () => {
    expect(tiers.get('GET /v1/voices')).toBe('default');
    expect(tiers.get('DELETE /v1/syntheses/:id')).toBe('default');
    expect([...tiers.values()].filter((tier) => tier !== 'default')).toHaveLength(11);
  });
});
