import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createReceiver, type VoiceEvent } from './receiver.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER_SECRET = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const EVENT = {
  type: 'voice.ready',
  timestamp: '2026-11-22T10:00:00.000Z',
  data: { type: 'voice', id: 'vce_1', status: 'ready', href: '/v1/voices/vce_1' },
};
const BODY = JSON.stringify(EVENT);

let events: VoiceEvent[];
let server: Server;

beforeEach(async () => {
  events = [];
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  server = createReceiver(SECRET, (event) => events.push(event)).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function send(id: string, options: { at?: Date; secret?: string; body?: string } = {}): Promise<number> {
  const { at = new Date(), secret = SECRET, body = BODY } = options;
  const { status } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
    method: 'POST',
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      // Signed as the API signs what it means to send.
      'webhook-signature': new Webhook(secret).sign(id, at, BODY),
    },
  });
  return status;
}

describe('the receiver', () => {
  it('processes a webhook once, however often it arrives', async () => {
    expect([await send('dlv_1'), await send('dlv_1'), await send('dlv_2')]).toEqual([204, 204, 204]);
    await expect.poll(() => events).toEqual([EVENT, EVENT]);
  });

  it.each([
    ['was changed', { body: BODY.replace('vce_1', 'vce_2') }],
    ['was signed by another secret', { secret: OTHER_SECRET }],
    ['is ten minutes old', { at: new Date(Date.now() - 600_000) }],
    ['is of the future', { at: new Date(Date.now() + 600_000) }],
  ])('refuses a webhook that %s', async (_, options) => {
    expect(await send('dlv_3', options)).toBe(401);
    expect(events).toEqual([]);
  });

  it('refuses what is no webhook', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expect((await fetch(url)).status).toBe(405);
    expect((await fetch(url, { method: 'POST', body: BODY })).status).toBe(401);
    expect((await fetch(url, { method: 'POST', body: 'x'.repeat(70_000) })).status).toBe(413);
  });
});
