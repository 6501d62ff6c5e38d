import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { VoiceSystem } from '../../../apps/sandbox/src/system/voice-system.ts';
import { hasRedis, type RedisServer, startRedis } from './redis-server.ts';
import { mainFiles } from '../../support/bundles.ts';

const LIMIT = 30;
/** A second system beside that of the other tests. */
const START_TIMEOUT_MS = 300_000;

describe.skipIf(!hasRedis())('two API processes with one Redis', () => {
  let redis: RedisServer;
  let system: VoiceSystem;

  beforeAll(async () => {
    redis = await startRedis();
    system = await VoiceSystem.start({
      mainFiles: mainFiles(),
      apis: 2,
      workers: 0,
      environment: { REDIS_URL: redis.url, RATE_LIMIT_DEFAULT: String(LIMIT) },
    });
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await system?.stop();
    await redis?.stop();
  });

  it('allow together what one of them would', async () => {
    const token = await system.token();
    const ask = (index: number) =>
      fetch(new URL('/v1/voices', system.apiUrls[index % 2]), { headers: { authorization: `Bearer ${token}` } });
    const answers: Response[] = [];
    // One at each replica at a time: more would only make them slow, and the count of a slow Redis times out.
    while (answers.length < LIMIT * 2) answers.push(...(await Promise.all([ask(0), ask(1)])));
    const allowed = answers.filter(({ status }) => status === 200).length;
    const refused = answers.filter(({ status }) => status === 429).length;
    expect(allowed + refused).toBe(LIMIT * 2);
    expect(Math.abs(allowed - LIMIT)).toBeLessThanOrEqual(1);
  });

  it('go on serving when Redis is gone', async () => {
    await redis.stop();
    const token = await system.token();
    // Of its own count: what was refused by the shared one is allowed again.
    await vi.waitFor(async () => {
      const response = await fetch(new URL('/v1/voices', system.apiUrl), {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(response.status).toBe(200);
    });
    // As docs/health.md says of Redis: a restart would not help, the replicas are ready, and no dependency is named for it.
    for (const url of system.apiUrls) {
      const ask = (route: string) => fetch(new URL(route, url), { headers: { authorization: `Bearer ${token}` } });
      const live = await ask('/health/live');
      const ready = await ask('/health/ready');
      const report = await ask('/health');
      expect([live.status, ready.status, report.status]).toEqual([200, 200, 200]);
      expect(await ready.json()).toMatchObject({ status: 'ok' });
      const { dependencies } = (await report.json()) as { dependencies: object };
      expect(Object.keys(dependencies)).toContain('cosmos');
      expect(Object.keys(dependencies).join()).not.toMatch(/redis/i);
    }
  });
});
