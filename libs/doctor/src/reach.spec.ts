import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Endpoint } from './endpoints.ts';
import { isPrivateAddress, type Lookup, reach } from './reach.ts';

let server: Server | undefined;
afterEach(() => server?.close());

async function listening(): Promise<number> {
  const own = createServer((socket) => socket.end());
  server = own;
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
  return (own.address() as AddressInfo).port;
}

const endpoint = (changes: Partial<Endpoint>): Endpoint => ({
  area: 'redis',
  variable: 'REDIS_URL',
  host: '127.0.0.1',
  port: 1,
  isTls: false,
  ...changes,
});
const known: Lookup = async () => ['10.1.0.4', '127.0.0.1'];
const unknown: Lookup = async () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));

describe(reach, () => {
  it('says where a name leads, and that somebody is there', async () => {
    expect(await reach(endpoint({ port: await listening() }), known)).toMatchObject([
      { subject: 'name', status: 'ok', detail: '127.0.0.1 is 10.1.0.4 (private), 127.0.0.1' },
      { subject: 'connection', status: 'ok' },
    ]);
  });

  it('names the private DNS zone of a host that has one', async () => {
    const host = 'sb-voice.servicebus.windows.net';
    const [finding] = await reach(endpoint({ variable: 'SERVICE_BUS_NAMESPACE', host }), unknown);
    expect(finding?.detail).toMatch(/^SERVICE_BUS_NAMESPACE: the name .* does not resolve \(ENOTFOUND\)/);
    expect(finding?.detail).toContain('privatelink.servicebus.windows.net');
  });

  it('says that a host which speaks no TLS cannot be connected to', async () => {
    const [, connection] = await reach(endpoint({ port: await listening(), isTls: true }), known);
    expect(connection).toMatchObject({ status: 'failed', variable: 'REDIS_URL' });
  });
});

it.each([
  ['10.0.0.1', true],
  ['172.16.0.1', true],
  ['172.31.255.1', true],
  ['172.32.0.1', false],
  ['192.168.1.1', true],
  ['127.0.0.1', false],
  ['20.50.1.1', false],
  ['fd00::1', true],
  ['2603:1020::1', false],
])('%s is private: %s', (address, expected) => {
  expect(isPrivateAddress(address)).toBe(expected);
});
