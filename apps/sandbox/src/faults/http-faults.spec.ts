import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen, shutDown } from '../tls/listen.ts';
import { Clock } from './clock.ts';
import type { FaultEffect } from './fault-plan.ts';
import { applyHttpFault } from './http-faults.ts';

describe('applyHttpFault', () => {
  let effect: FaultEffect | undefined;
  let worked: number;
  let server: Server;
  let url: string;
  let clock: Clock;
  beforeEach(async () => {
    worked = 0;
    clock = new Clock();
    server = createServer((request, response) => {
      const errorBody = ({ status, code }: { status: number; code: string }) => ({
        contentType: 'text/plain',
        body: `${status} ${code}`,
        headers: { 'x-code': code },
      });
      const serve = async (): Promise<void> => {
        if (await applyHttpFault(effect, { request, response, clock, errorBody })) return;
        worked += 1;
        response.writeHead(200, { 'content-length': '6' });
        response.write('abc');
        response.end('def');
      };
      void serve();
    });
    url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}/`;
  });
  afterEach(async () => {
    clock.stop();
    await shutDown(server);
  });

  it.each([
    undefined,
    { kind: 'close', code: 1007 },
    { kind: 'duplicate' },
    { kind: 'fail-job', reason: 'x' },
  ] as const)('leaves a call alone for %o', async (given) => {
    effect = given;
    await expect((await fetch(url)).text()).resolves.toBe('abcdef');
  });

  it('answers an error in the words of the service, without the work', async () => {
    effect = { kind: 'error', status: 429, code: 'Busy', headers: { 'Retry-After': '7' } };
    const response = await fetch(url, { method: 'POST', body: 'x'.repeat(100_000) });
    expect([response.status, response.headers.get('retry-after'), response.headers.get('x-code')]).toEqual([
      429,
      '7',
      'Busy',
    ]);
    await expect(response.text()).resolves.toBe('429 Busy');
    expect(worked).toBe(0);
  });

  it.each([
    [{ error: 'scripted' }, 'application/json', '{"error":"scripted"}'],
    ['plain', 'text/plain; charset=utf-8', 'plain'],
  ])('answers the scripted body %o', async (body, contentType, text) => {
    effect = { kind: 'error', body };
    const response = await fetch(url);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      500,
      contentType,
      text,
    ]);
  });

  it('waits by the clock of the sandbox', async () => {
    effect = { kind: 'latency', ms: 3_600_000 };
    const received = new Promise((resolve) => server.once('request', resolve));
    const answer = fetch(url);
    await received;
    expect(worked).toBe(0);
    clock.advance(3_600_000);
    expect((await answer).status).toBe(200);
  });

  it('breaks the connection before the work', async () => {
    effect = { kind: 'drop' };
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    expect(worked).toBe(0);
  });

  it('breaks the connection after the work', async () => {
    effect = { kind: 'drop', after: 'work' };
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    expect(worked).toBe(1);
  });

  it('breaks the connection after the first byte', async () => {
    effect = { kind: 'drop', after: 'first-byte' };
    const response = await fetch(url);
    expect(response.status).toBe(200);
    const reader = response.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('a');
    await expect(reader?.read()).rejects.toThrow('terminated');
  });

  it.each([undefined, 'first-byte'] as const)('hangs after %s until the caller aborts', async (after) => {
    effect = { kind: 'hang', ...(after ? { after } : {}) };
    const received = new Promise((resolve) => server.once('request', resolve));
    const giveUp = new AbortController();
    const answer = fetch(url, { signal: giveUp.signal });
    await received;
    if (after === 'first-byte') {
      const reader = (await answer).body?.getReader();
      expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('a');
      const rest = reader?.read();
      giveUp.abort();
      await expect(rest).rejects.toThrow(/abort/);
    } else {
      giveUp.abort();
      await expect(answer).rejects.toThrow(/abort/);
      expect(worked).toBe(0);
    }
  });
});
