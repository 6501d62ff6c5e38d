import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { portOrAny, portOrOther } from './free-port.ts';

const servers: Server[] = [];

afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)))));

async function listening(port: number): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('a port that is taken', () => {
  it('is replaced by another one', async () => {
    const taken = await listening(0);
    const port = await portOrOther(taken);
    expect(port).toBeGreaterThan(0);
    expect(port).not.toBe(taken);
  });

  it('is left to the system', async () => {
    expect(await portOrAny(await listening(0))).toBe(0);
  });
});
