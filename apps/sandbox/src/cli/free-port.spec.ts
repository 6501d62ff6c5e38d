import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { choosePort, noteOnPort, standardPort } from './free-port.ts';

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

describe('the port of the API', () => {
  it('is another one when the standard port is in use, which is said', async () => {
    const taken = await listening(0);
    const chosen = await standardPort('127.0.0.1', taken);
    expect(chosen.port).not.toBe(taken);
    expect(noteOnPort(chosen, 'http://127.0.0.1:3001')).toEqual([
      `Port ${taken} is in use by another program, so the API listens at http://127.0.0.1:3001. PORT=… sets another port.`,
    ]);
  });

  it('is any free one when PORT is 0, of which nothing needs to be said', async () => {
    const chosen = await choosePort('0');
    expect(chosen).toEqual({ port: 0 });
    expect(noteOnPort(chosen, 'http://127.0.0.1')).toEqual([]);
  });

  it('is not replaced silently when PORT says one that is in use', async () => {
    const taken = await listening(0);
    await expect(choosePort(String(taken))).rejects.toThrow(
      `Port ${taken} is in use by another program. Stop that program, or set PORT to another port.`,
    );
  });

  it.each(['abc', '70000', '-1', '80.5', ' '])('is refused when PORT is %j', async (wanted) => {
    await expect(choosePort(wanted)).rejects.toThrow('PORT: must be a whole number from 0 to 65535');
  });
});
