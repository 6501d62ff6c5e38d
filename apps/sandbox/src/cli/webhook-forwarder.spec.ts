import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Forwarder, startForwarder } from './webhook-forwarder.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const BODY = '{"type":"voice.ready", "data":{}}';

let secret: string | undefined;
let told: string[];
let received: { readonly body: string; readonly id: unknown }[];
let status: number;
let program: Server;
let forwarder: Forwarder;

beforeEach(async () => {
  [secret, told, received, status] = [SECRET, [], [], 200];
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    received.push({ body: await text(request), id: request.headers['webhook-id'] });
    response.writeHead(status).end();
  };
  program = createServer((request, response) => void receive(request, response)).listen(0, '127.0.0.1');
  await once(program, 'listening');
  const forward = `http://127.0.0.1:${(program.address() as AddressInfo).port}/hooks`;
  forwarder = await startForwarder({ forward, secret: () => secret, tell: (line) => told.push(line) });
});
afterEach(async () => {
  await forwarder.close();
  await stop();
});

async function stop(): Promise<void> {
  program.closeAllConnections();
  if (program.listening) await new Promise((resolve) => program.close(resolve));
}

async function send(body = BODY): Promise<number> {
  const at = new Date();
  const response = await fetch(forwarder.url, {
    method: 'POST',
    body,
    headers: {
      'webhook-id': 'dlv_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(SECRET).sign('dlv_1', at, BODY),
    },
  });
  return response.status;
}

describe(startForwarder.name, () => {
  it('passes on a webhook as it came, and answers what the program answers', async () => {
    status = 202;
    expect(await send()).toBe(202);
    expect(received).toEqual([{ body: BODY, id: 'dlv_1' }]);
    expect(told).toEqual([expect.stringMatching(/^voice\.ready dlv_1 → http:.*\/hooks answered 202$/)]);
  });

  it('passes on nothing that it cannot verify', async () => {
    expect(await send(`${BODY} `)).toBe(401);
    secret = undefined;
    expect(await send()).toBe(503);
    expect(received).toEqual([]);
  });

  it('says that the program does not answer, so that the API sends the webhook again', async () => {
    await stop();
    expect(await send()).toBe(502);
    expect(told).toEqual([expect.stringContaining('does not answer')]);
  });
});
