import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTaken } from '../../support/processes.ts';

/** Whether a Redis server can be started here; says so where it cannot. */
export function hasRedis(): boolean {
  const found = spawnSync('redis-server', ['--version']).status === 0;
  if (!found) console.log('redis-server is not installed: limits that replicas share are not tested');
  return found;
}

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** One who may sign in, and with what. */
export interface RedisUser {
  readonly name: string;
  readonly password: string;
}

/** A Redis that keeps nothing on disk, on a port of its own or on the given one; with a user, nobody else may do anything. */
export async function startRedis(port?: number, user?: RedisUser): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const chosen = port ?? (await freePort());
  const options = [
    '--port',
    String(chosen),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
    ...(user ? ['--user', 'default', 'off', '--user', user.name, 'on', '~*', '&*', '+@all', `>${user.password}`] : []),
  ];
  const server = spawn('redis-server', options, { stdio: 'ignore' });
  const ended = once(server, 'exit');
  while (!(await isTaken(chosen))) {
    if (hasEnded(server)) throw new Error('redis-server ended by itself');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    url: `redis://127.0.0.1:${chosen}`,
    port: chosen,
    stop: async () => {
      server.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
