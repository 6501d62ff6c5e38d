import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Endpoint } from './endpoints.ts';
import { redisLogin } from './redis-login.ts';

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that answers what it gets with the texts of `answers` whose words are in it. */
async function redis(answers: Readonly<Record<string, string>>): Promise<Endpoint & { got: () => string }> {
  let got = '';
  const own = createServer((socket) => {
    socket
      .on('error', () => undefined)
      .on('data', (data) => {
        got += data.toString('utf8');
        for (const [word, answer] of Object.entries(answers)) if (data.includes(word)) socket.write(answer);
      });
  });
  server = own;
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
  const { port } = own.address() as AddressInfo;
  return { area: 'redis', variable: 'REDIS_URL', host: '127.0.0.1', port, isTls: false, got: () => got };
}

describe(redisLogin, () => {
  it('signs in and pings', async () => {
    const endpoint = await redis({ AUTH: '+OK\r\n', PING: '+PONG\r\n' });
    expect(await redisLogin(endpoint, { username: 'oid', password: 'tökén' })).toMatchObject({ status: 'ok' });
    expect(endpoint.got()).toBe('*3\r\n$4\r\nAUTH\r\n$3\r\noid\r\n$7\r\ntökén\r\n*1\r\n$4\r\nPING\r\n');
  });

  it('pings without credentials where there are none', async () => {
    const endpoint = await redis({ PING: '+PONG\r\n' });
    expect(await redisLogin(endpoint, undefined)).toMatchObject({ status: 'ok' });
  });

  it.each([
    'WRONGPASS invalid username-password pair',
    'NOAUTH Authentication required.',
    'NOPERM this user has no permissions',
  ])('names the access policy for %s, and not the token', async (answer) => {
    const endpoint = await redis({ PING: `-${answer}\r\n` });
    const finding = await redisLogin(endpoint, { username: 'oid', password: 'secret-token' });
    expect(finding).toMatchObject({ status: 'failed', trouble: 'role', variable: 'REDIS_URL' });
    expect(finding.detail).toContain('access policy default');
    expect(finding.detail).not.toContain('secret-token');
  });

  it('knows what is no Redis', async () => {
    const finding = await redisLogin(await redis({ PING: '-ERR unknown command\r\n' }), undefined);
    expect(finding).toMatchObject({ status: 'failed', trouble: 'other' });
  });
});
