import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLogger } from '#observability';
import { RateLimits } from '../../../apps/api/src/platform/rate-limit/rate-limits.ts';
import { testConfig } from '../../../apps/api/src/platform/testing/tiny-application.ts';
import { hasRedis, type RedisServer, startRedis } from './redis-server.ts';

const OID = 'd0000000-0000-4000-8000-000000000004';
const token = (oid: string) => `e30.${Buffer.from(JSON.stringify({ oid })).toString('base64url')}.c2lnbmF0dXJl`;

describe.skipIf(!hasRedis())('a Redis that takes tokens of Entra ID for passwords', () => {
  let redis: RedisServer;
  const started: RateLimits[] = [];
  beforeAll(async () => {
    redis = await startRedis(undefined, { name: OID, password: token(OID) });
  });
  afterAll(async () => {
    for (const limits of started) limits.onApplicationShutdown();
    await redis?.stop();
  });

  /** The limits of a replica whose identity gets this token. */
  async function replica(given: string): Promise<{ limits: RateLimits; logged: string[] }> {
    const logged: string[] = [];
    const destination = { write: (line: string) => void logged.push(line) };
    const limits = new RateLimits(
      testConfig({ REDIS_URL: redis.url, REDIS_AUTH: 'entra', RATE_LIMIT_DEFAULT: '40' }),
      createLogger({ level: 'info', service: 'spec', destination }),
      { getToken: async () => ({ token: given, expiresOnTimestamp: Date.now() + 3_600_000 }) },
    );
    started.push(limits);
    await limits.onModuleInit();
    return { limits, logged };
  }

  it('counts for all replicas whose identity may sign in', async () => {
    const both = [await replica(token(OID)), await replica(token(OID))];
    await vi.waitFor(async () => {
      const key = `contoso:${Math.random()}`;
      const left = await Promise.all(both.map(async ({ limits }) => (await limits.consume('default', key)).remaining));
      expect(left.toSorted((a, b) => a - b)).toEqual([38, 39]);
    });
  });

  it('leaves a replica of another identity to count for itself, and no token in its log', async () => {
    const stranger = token('d0000000-0000-4000-8000-0000000000ff');
    const { limits, logged } = await replica(stranger);
    await vi.waitFor(() => expect(logged.join('')).toContain('Redis is unavailable'), { timeout: 10_000 });
    expect((await limits.consume('default', 'contoso:eve')).remaining).toBe(39);
    expect(logged.join('')).not.toContain(stranger.split('.')[1]);
  });
});
