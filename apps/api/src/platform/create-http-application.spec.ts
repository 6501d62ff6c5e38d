import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ShutdownState } from '#observability';
import { problemSchema } from '#intake';
import { SECURITY_HEADER_FIELDS } from './security-headers.ts';
import { createTinyApplication, type TinyApplication } from './testing/tiny-application.ts';

describe('The HTTP application, listening', () => {
  let tiny: TinyApplication;
  let port: number;

  beforeEach(async () => {
    tiny = await createTinyApplication();
    await tiny.app.listen(0, '127.0.0.1');
    port = (tiny.app.getHttpServer().address() as AddressInfo).port;
  });
  afterEach(() => tiny.app.close());

  const fetchPath = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
  /** What the server answers to these bytes, until it closes the connection. */
  const exchange = async (bytes: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1');
    socket.write(bytes);
    return text(socket);
  };

  it('sends security headers with every answer, and does not say what it runs on', async () => {
    for (const path of ['/v1/things/thg_1', '/v1/nothing', '/v1/things', '/health/live']) {
      const { headers } = await fetchPath(path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'x-request-id': expect.any(String),
      });
      expect(headers.get('x-powered-by') ?? headers.get('server')).toBeNull();
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('knows the request’s context after a body that came in pieces', async () => {
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode('{"name":'));
        await new Promise((resolve) => setTimeout(resolve, 20));
        controller.enqueue(new TextEncoder().encode('"a"}'));
        controller.close();
      },
    });
    const headers = { 'content-type': 'application/json', 'x-request-id': 'client-0001' };
    const response = await fetchPath('/v1/things', { method: 'POST', body, headers, duplex: 'half' });
    expect(await response.json()).toMatchObject({ context: { requestId: 'client-0001' } });
  });

  it('gives event streams the request id and the context', async () => {
    const abort = new AbortController();
    const response = await fetchPath('/v1/things/events', {
      headers: { 'x-request-id': 'client-0001' },
      signal: abort.signal,
    });
    expect(response.headers.get('x-request-id')).toBe('client-0001');
    const { value } = (await response.body?.getReader().read()) ?? {};
    expect(new TextDecoder().decode(value)).toContain('client-0001');
    abort.abort();
    await vi.waitFor(() =>
      expect(tiny.lines.filter(({ msg }) => msg === 'Request answered')).toContainEqual(
        expect.objectContaining({ route: '/v1/things/events', aborted: true }),
      ),
    );
  });

  it('does not believe a proxy that it was not told of', async () => {
    const headers = { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
    const { client } = (await (await fetchPath('/v1/things/thg_1', { headers })).json()) as { client: object };
    expect(client).toEqual({ ip: '127.0.0.1', host: `127.0.0.1:${port}`, protocol: 'http' });
  });

  it('cuts the connection when a stream breaks, so that nobody takes the half for the whole', async () => {
    const response = await fetchPath('/v1/things/broken-stream');
    expect(response.status).toBe(200);
    await expect(response.arrayBuffer()).rejects.toThrow();
  });

  it('takes a caller who hangs up in the middle of an upload for no failure of the API', async () => {
    const socket = connect(port, '127.0.0.1');
    const form = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf of it';
    const type = 'multipart/form-data; boundary=b';
    socket.write(
      `POST /v1/things/form HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nContent-Length: 9999\r\n\r\n${form}`,
    );
    await vi.waitFor(() => expect(tiny.lines).toContainEqual(expect.objectContaining({ msg: 'A form is being read' })));
    socket.destroy();
    await vi.waitFor(() =>
      expect(tiny.lines).toContainEqual(expect.objectContaining({ msg: 'the client disconnected' })),
    );
    await vi.waitFor(() => expect(tiny.lines).toContainEqual(expect.objectContaining({ aborted: true })));
    expect(tiny.lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
  });

  it.each([
    ['no HTTP', 'HELLO\r\n\r\n', 400],
    [
      'both lengths',
      'POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['two lengths', 'POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde', 400],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n', 400],
    ['headers of 20 kB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('answers %s with a problem and closes the connection', async (_, bytes, status) => {
    const answer = await exchange(bytes);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toContain('connection: close');
    for (const [name, value] of Object.entries(SECURITY_HEADER_FIELDS)) expect(head).toContain(`${name}: ${value}`);
    expect(problemSchema.parse(JSON.parse(body))).toMatchObject({ code: 'invalid-request', status });
  });

  it('sends the same security headers with what it answers before any hook has run', async () => {
    const usual = (await fetchPath('/v1/nothing')).headers;
    const unroutable = (await fetchPath('/v1/%zz')).headers;
    for (const [name, value] of Object.entries(SECURITY_HEADER_FIELDS)) {
      expect(usual.get(name)?.toLowerCase()).toBe(value.toLowerCase());
      expect(unroutable.get(name)).toBe(value);
    }
  });

  it('answers on until it closes, but keeps no connection, from the beginning of the shutdown', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async (path: string) => {
      const [response] = (await once(get({ port, agent, path }), 'response')) as [IncomingMessage];
      await text(response);
      return response;
    };
    expect((await ask('/health/live')).headers.connection).toBe('keep-alive');
    tiny.app.get(ShutdownState).begin();
    expect((await ask('/health/live')).headers.connection).toBe('close');
    expect((await ask('/health/ready')).statusCode).toBe(503);
    agent.destroy();
  });

  it('closes at once though clients hold connections, and waits for the request that runs', async () => {
    const idle = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    await Promise.all(idle.map((socket) => once(socket, 'connect')));
    const closed = idle.map((socket) => once(socket, 'close'));
    idle[1]?.write('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(idle[1] as NodeJS.EventEmitter, 'data');
    const released = tiny.hold();
    const running = fetchPath('/v1/things/held');
    await released.reached;
    const closing = tiny.app.close();
    await Promise.all(closed);
    released.release();
    expect((await running).status).toBe(200);
    await closing;
    await expect(fetchPath('/health/live')).rejects.toThrow();
  });
});
