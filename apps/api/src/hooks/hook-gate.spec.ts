import { PassThrough } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HookSource } from '#config';
import { ServiceError } from '#domain';
import { stub } from '#domain/testing';
import { testConfig } from '../platform/testing/tiny-application.ts';
import { HOOK_BODY_TIMEOUT_MS, HookGate, MAX_UNVERIFIED_BYTES, MAX_UNVERIFIED_BYTES_OF_ADDRESS } from './hook-gate.ts';

const MAX_BYTES = 262_144;
const MAX_COUNTED = 1_000;
let consumed: string[];
let gate: HookGate;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  consumed = [];
  const source = { name: 'studio', maxBytes: MAX_BYTES } as HookSource;
  const admit = (name: string, { ip: address }: FastifyRequest) =>
    name === source.name
      ? Promise.resolve({ source, address })
      : Promise.reject(new ServiceError('not-found', 'This path does not exist.'));
  const consume = (tier: string, key: string) => {
    consumed.push(tier === 'hooks' ? key : `${tier}:${key}`);
    const exceeded = consumed.length > MAX_COUNTED;
    return Promise.resolve({ limit: 9, remaining: 8, resetMs: 1, exceeded });
  };
  const config = testConfig({ RATE_LIMITING_ENABLED: 'true' });
  gate = new HookGate(config, stub({ admit }), stub({ consume }));
});
afterEach(() => void vi.useRealTimers());

const reply: FastifyReply = stub<FastifyReply>({ header: () => reply });

/** A webhook that was admitted, and its body, which has not arrived yet. */
async function arriving(ip = '203.0.113.7', length?: number) {
  const headers = length === undefined ? {} : { 'content-length': String(length) };
  const request = stub<FastifyRequest>({ params: { source: 'studio' }, headers, ip });
  await gate.admit(request, reply);
  return { request, payload: new PassThrough() };
}

describe(HookGate.name, () => {
  it('counts senders by their network, and refuses by the length that is announced', async () => {
    await arriving('2001:db8:1:2::1', 10);
    expect(consumed).toEqual(['studio:2001:db8:1:2::/64']);
    await expect(arriving('203.0.113.7', MAX_BYTES + 1)).rejects.toMatchObject({ code: 'payload-too-large' });
  });

  it('counts what no source takes by its network, and refuses it in the end', async () => {
    const raw = { socket: { remoteAddress: '2001:db8:1:2::1' } };
    const request = stub<FastifyRequest>({ params: { source: 'nobody' }, headers: {}, ip: '', raw });
    await expect(gate.admit(request, reply)).rejects.toMatchObject({ code: 'not-found' });
    expect(consumed).toEqual(['anonymous:2001:db8:1:2::/64']);
    while (consumed.length < MAX_COUNTED) consumed.push('');
    await expect(gate.admit(request, reply)).rejects.toMatchObject({ code: 'rate-limited' });
  });

  it('reads a body as it is, and no more than the source allows, whatever is announced', async () => {
    const { request, payload } = await arriving();
    const reading = gate.read(request, payload);
    payload.write('{"a":');
    payload.end('1}');
    expect((await reading).toString()).toBe('{"a":1}');
    const large = await arriving();
    const refused = expect(gate.read(large.request, large.payload)).rejects.toMatchObject({
      code: 'payload-too-large',
    });
    for (let part = 0; part <= MAX_BYTES / 65_536; part++) large.payload.write(Buffer.alloc(65_536));
    await refused;
    // The connection is needed for the answer.
    expect(large.payload.destroyed).toBe(false);
  });

  it('refuses a body that does not arrive in time, and releases its count', async () => {
    const { request, payload } = await arriving('203.0.113.7', MAX_BYTES);
    const refused = expect(gate.read(request, payload)).rejects.toMatchObject({ code: 'invalid-request' });
    await vi.advanceTimersByTimeAsync(HOOK_BODY_TIMEOUT_MS);
    await refused;
    expect(vi.getTimerCount()).toBe(0);
    const others = await Promise.all(
      Array.from({ length: MAX_UNVERIFIED_BYTES_OF_ADDRESS / MAX_BYTES }, () => arriving('203.0.113.7', MAX_BYTES)),
    );
    const reading = others.map((each) => gate.read(each.request, each.payload.end('x')));
    expect(await Promise.all(reading)).toHaveLength(others.length);
  });

  it('holds so much of one address at a time and so much of all, and goes on when it was read', async () => {
    const fill = async (address: string) => {
      const bodies = await Promise.all(
        Array.from({ length: MAX_UNVERIFIED_BYTES_OF_ADDRESS / MAX_BYTES }, () => arriving(address, MAX_BYTES)),
      );
      return bodies.map(({ request, payload }) => ({ payload, read: gate.read(request, payload) }));
    };
    const first = await fill('2001:db8::1');
    const again = await arriving('2001:db8::2', 1);
    await expect(gate.read(again.request, again.payload)).rejects.toMatchObject({ code: 'rate-limited' });
    const senders = MAX_UNVERIFIED_BYTES / MAX_UNVERIFIED_BYTES_OF_ADDRESS - 1;
    for (let sender = 1; sender <= senders; sender++) await fill(`198.51.100.${sender}`);
    const other = await arriving('203.0.113.9', 1);
    await expect(gate.read(other.request, other.payload)).rejects.toMatchObject({ code: 'rate-limited' });
    for (const { payload, read } of first) {
      payload.end('x');
      await read;
    }
    expect((await gate.read(other.request, other.payload.end('x'))).toString()).toBe('x');
  });

  it('hands on nothing that did not pass', () => {
    expect(() => gate.sourceOf({} as FastifyRequest)).toThrow(TypeError);
  });
});
