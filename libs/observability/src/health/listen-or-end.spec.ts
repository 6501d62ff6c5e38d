import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { MemoryLogger } from '#observability/testing';
import { type Listener, listenOrEnd } from './listen-or-end.ts';

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)))));

const listener: Listener & { port: number } = {
  port: 0,
  listen(port, host) {
    const server = createServer();
    servers.push(server);
    return new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        const address = server.address();
        this.port = typeof address === 'object' && address !== null ? address.port : 0;
        resolve();
      });
    });
  },
};

class Exit extends Error {}

async function outcome(app: Listener, port: number, host = '127.0.0.1') {
  const logger = new MemoryLogger();
  let code: number | undefined;
  const exit = (given: number): never => {
    code = given;
    throw new Exit();
  };
  await listenOrEnd(app, { port, host, variable: 'PORT', logger: logger.asLogger, exit }).catch((error: unknown) => {
    if (!(error instanceof Exit)) throw error;
  });
  return { code, said: logger.lines.map(({ text }) => text) };
}

describe(listenOrEnd.name, () => {
  it('says which port is in use and which variable changes it', async () => {
    await listener.listen(0, '127.0.0.1');
    const { port } = listener;
    expect(await outcome(listener, port)).toEqual({
      code: 1,
      said: [`Port ${port} is in use by another program. Stop that program, or set PORT to another port.`],
    });
  });

  it('says that the machine does not have an address', async () => {
    const { code, said } = await outcome(listener, 0, '192.0.2.1');
    expect(code).toBe(1);
    expect(said[0]).toContain('does not have the address 192.0.2.1');
  });

  it('says nothing where it can listen, and leaves other errors to those who know them', async () => {
    expect(await outcome(listener, 0)).toEqual({ code: undefined, said: [] });
    const broken: Listener = { listen: () => Promise.reject(new TypeError('broken')) };
    await expect(outcome(broken, 0)).rejects.toThrow('broken');
  });
});
