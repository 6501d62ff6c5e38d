import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cutStalledAnswers } from './stalled-answers.ts';

const TIMEOUT_MS = 200;
let server: Server;
let clients: Socket[];
let answer: (response: ServerResponse) => void;

beforeEach(async () => {
  clients = [];
  server = createServer((_request, response) => answer(response));
  server.keepAliveTimeout = TIMEOUT_MS;
  cutStalledAnswers(server, TIMEOUT_MS);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  for (const client of clients) client.destroy();
  server.close();
});

/** A client that has sent a request, and reads nothing yet. */
async function asking(): Promise<{ client: Socket; served: Socket }> {
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => undefined);
  clients.push(client);
  client.pause();
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const [served] = await accepted;
  return { client, served };
}

const endless = () =>
  Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(65_536);
    })(),
    { objectMode: false },
  );

describe(cutStalledAnswers.name, () => {
  it('resets the connection of a caller who takes none of the answer', async () => {
    answer = (response) => void endless().pipe(response);
    const { served } = await asking();
    const startedAt = performance.now();
    await once(served, 'close');
    expect(performance.now() - startedAt).toBeLessThan(20 * TIMEOUT_MS);
  });

  it('leaves alone one who reads, and a stream with nothing to send', async () => {
    const { promise: quiet, resolve: speak } = Promise.withResolvers<void>();
    answer = (response) => {
      response.write('begun');
      void quiet.then(() => response.end('done'));
    };
    const { client, served } = await asking();
    let received = '';
    client.on('data', (chunk: Buffer) => (received += chunk.toString()));
    client.resume();
    // Its own clock has run out more than once by the time that another connection of the same server is cut.
    await once(served, 'timeout');
    expect(served.destroyed).toBe(false);
    speak();
    while (!received.includes('done')) await once(client, 'data');
  });

  it('leaves it to the keep-alive timeout when an idle connection ends', async () => {
    answer = (response) => response.end('done');
    const { client, served } = await asking();
    client.resume();
    await once(served, 'close');
    expect(served.destroyed).toBe(true);
  });
});
