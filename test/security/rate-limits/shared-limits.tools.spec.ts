import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask, type LimitedApplication, limitedApplication, statuses } from './limited-application.ts';
import { hasRedis, startRedis } from './redis-server.ts';

let replicas: LimitedApplication[] = [];

afterEach(async () => {
  await Promise.all(replicas.map(({ app }) => app.close()));
  replicas = [];
});

async function replica(variables: Record<string, string>): Promise<LimitedApplication> {
  const started = await limitedApplication(variables);
  replicas.push(started);
  return started;
}

describe.skipIf(!hasRedis())('requests to two replicas that share Redis', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;

  beforeAll(async () => {
    redis = await startRedis();
    return () => redis.stop();
  });

  const connected = async (): Promise<LimitedApplication[]> => {
    const both = await Promise.all([0, 1].map(() => replica({ REDIS_URL: redis.url, RATE_LIMIT_DEFAULT: '40' })));
    // Until it is connected a replica counts for itself. Both have counted the first request of a new principal: one is left less if they share.
    await vi.waitFor(async () => {
      const token = `contoso:${Math.random()}`;
      const left = await Promise.all(
        both.map(async (each) => {
          const { headers } = await ask(each, '/v1/things', token);
          return Number(/;r=(\d+);/.exec(String(headers['ratelimit']))?.[1]);
        }),
      );
      expect(left.toSorted((a, b) => a - b)).toEqual([38, 39]);
    });
    return both;
  };

  it('are counted together, in whatever order they come', async () => {
    const both = await connected();
    const answers = await Promise.all(
      Array.from({ length: 80 }, (_, index) => ask(both[index % 2]!, '/v1/things', 'contoso:eve')),
    );
    const allowed = answers.filter(({ status }) => status === 200).length;
    expect(Math.abs(allowed - 40)).toBeLessThanOrEqual(1);
  });

  it('are counted by each replica for itself while Redis is gone, and together again when it is back', async () => {
    const both = await connected();
    await redis.stop();
    for (const each of both) {
      await vi.waitFor(() => expect(each.logged.join('\n')).toContain('Redis is unavailable'));
      const found = await statuses(each, 42, '/v1/things', 'contoso:mallory');
      expect(found.filter((status) => status === 200)).toHaveLength(40);
      expect(found.filter((status) => status === 429)).toHaveLength(2);
    }
    redis = await startRedis(redis.port);
    await vi.waitFor(
      () =>
        expect(both.map(({ logged }) => logged.join('\n').includes('Redis is available again'))).toEqual([true, true]),
      {
        timeout: 20_000,
      },
    );
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => ask(both[index % 2]!, '/v1/things', 'contoso:eve2')),
    );
    expect(Math.abs(answers.filter(({ status }) => status === 200).length - 40)).toBeLessThanOrEqual(1);
  });
});
