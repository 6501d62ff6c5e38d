import type { AccessToken, TokenCredential } from '@azure/core-auth';
import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from 'vitest';
import { createLogger } from '#observability';
import { RedisLogin, type RedisWithLogin } from './redis-login.ts';

const OID = 'd0000000-0000-4000-8000-000000000004';
const HOUR_MS = 3_600_000;

function tokenOf(number: number, claims: object = { oid: OID }): string {
  return `e30.${Buffer.from(JSON.stringify({ ...claims, number })).toString('base64url')}.`;
}

describe('the login at Redis', () => {
  let tokens: (AccessToken | Error)[];
  let scopes: unknown[];
  let logged: string[];
  let redis: Pick<RedisWithLogin, 'options'> & { status: RedisWithLogin['status']; auth: Mock<() => Promise<'OK'>> };
  let login: RedisLogin;

  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
    tokens = [];
    scopes = [];
    logged = [];
    redis = { options: {}, status: 'wait', auth: vi.fn(async () => 'OK' as const) };
    const credential: TokenCredential = {
      getToken: async (asked) => {
        scopes.push(asked);
        const next = tokens.length > 1 ? tokens.shift() : tokens[0];
        if (next instanceof Error) throw next;
        return next ?? null;
      },
    };
    const logger = createLogger({
      level: 'info',
      service: 'spec',
      destination: { write: (line: string) => void logged.push(line) },
    });
    login = new RedisLogin(credential, redis, logger);
  });
  afterEach(() => {
    login.stop();
    vi.useRealTimers();
  });

  const token = (number: number, expiresOnTimestamp: number): AccessToken => ({
    token: tokenOf(number),
    expiresOnTimestamp,
  });

  it('is the object id of the identity with a token, there before the first connection', async () => {
    tokens = [token(1, HOUR_MS)];
    await login.start();
    expect(redis.options).toMatchObject({ username: OID, password: tokenOf(1) });
    expect(scopes).toEqual(['https://redis.azure.com/.default']);
    expect(redis.auth).not.toHaveBeenCalled();
  });

  it('is renewed before the token expires, at the open connection and for later ones', async () => {
    tokens = [token(1, HOUR_MS), token(2, 2 * HOUR_MS)];
    await login.start();
    redis.status = 'ready';
    await vi.advanceTimersByTimeAsync(HOUR_MS - 5 * 60_000);
    expect(redis.auth).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(redis.auth.mock.calls).toEqual([[OID, tokenOf(2)]]);
    expect(redis.options.password).toBe(tokenOf(2));
  });

  it('is not sent again while the credential still gives the same token', async () => {
    tokens = [token(1, HOUR_MS)];
    await login.start();
    redis.status = 'ready';
    await vi.advanceTimersByTimeAsync(HOUR_MS - 3 * 60_000);
    expect(scopes.length).toBeGreaterThan(1);
    expect(redis.auth).not.toHaveBeenCalled();
  });

  it('is waited for while there is no token', async () => {
    tokens = [new Error('no token yet'), { token: tokenOf(0, {}), expiresOnTimestamp: HOUR_MS }, token(1, HOUR_MS)];
    let isIn = false;
    const started = login.start().then(() => void (isIn = true));
    await vi.advanceTimersByTimeAsync(15_000);
    expect(isIn).toBe(false);
    expect(logged.filter((line) => line.includes('could not sign in to Redis'))).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(10_000);
    await started;
    expect(redis.options.password).toBe(tokenOf(1));
    expect(logged.join('')).not.toContain(tokenOf(0, {}));
  });

  it('is not renewed once it is stopped', async () => {
    tokens = [token(1, HOUR_MS)];
    await login.start();
    login.stop();
    await vi.advanceTimersByTimeAsync(2 * HOUR_MS);
    expect(scopes).toHaveLength(1);
  });
});
