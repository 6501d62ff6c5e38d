import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Endpoint } from './endpoints.ts';
import type { Finding } from './finding.ts';

const TIMEOUT_MS = 8_000;
/** Of the access policy that lets an identity use Azure Managed Redis (infra/modules/redis.bicep). */
const ACCESS_POLICY = 'default';

/** Name and password, or object id and token; undefined where Redis asks for none. */
export interface RedisCredentials {
  readonly username: string;
  readonly password: string;
}

/** Signs in to Redis and asks whether it is there; reads and writes no key. */
export async function redisLogin(endpoint: Endpoint, credentials: RedisCredentials | undefined): Promise<Finding> {
  const base = { area: 'redis', subject: 'ping', variable: endpoint.variable } as const;
  try {
    const answer = await ping(endpoint, credentials);
    const refusal = /^-(\w+)/m.exec(answer)?.[1];
    if (refusal === undefined && answer.includes('+PONG')) return { ...base, status: 'ok', detail: 'it answers' };
    if (['WRONGPASS', 'NOAUTH', 'NOPERM'].includes(refusal ?? '')) {
      const detail = `the identity has no assignment of the access policy ${ACCESS_POLICY} of Redis, or the password in REDIS_URL is wrong: without it each replica counts its own requests. (${refusal})`;
      return { ...base, status: 'failed', trouble: 'role', detail };
    }
    return {
      ...base,
      status: 'failed',
      trouble: 'other',
      detail: `REDIS_URL: it is not a Redis. (${refusal ?? 'no response from Redis'})`,
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return {
      ...base,
      status: 'failed',
      trouble: 'unreachable',
      detail: `REDIS_URL: the connection was cut (${code ?? message}).`,
    };
  }
}

/** What Redis answers to AUTH, if there are credentials, and PING, in its protocol. */
function ping({ host, port, isTls }: Endpoint, credentials: RedisCredentials | undefined): Promise<string> {
  const auth = credentials === undefined ? '' : command('AUTH', credentials.username, credentials.password);
  return new Promise((resolve, reject) => {
    const socket: Socket = isTls ? connectTls({ host, port, servername: host }) : connectTcp({ host, port });
    let answer = '';
    const over = () => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(TIMEOUT_MS, over);
    socket.once('error', reject).once('close', () => resolve(answer));
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
      if (/\+PONG|^-/m.test(answer)) over();
    });
    socket.write(auth + command('PING'));
  });
}

function command(...words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
