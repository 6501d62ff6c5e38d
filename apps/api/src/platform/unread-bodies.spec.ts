import 'reflect-metadata';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import { Body, Controller, Global, Module, Post, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BearerGuard, type Principal, Roles, TOKEN_AUTHENTICATOR } from '#auth';
import { CONFIG } from '#config';
import { ServiceError } from '#domain';
import { createLogger, ObservabilityModule } from '#observability';
import { atMost } from './forms/at-most.ts';
import { readMultipartFile } from './forms/multipart-file.ts';
import { createHttpApplication } from './create-http-application.ts';
import { ADMISSION_PROVIDERS } from './testing/admission-providers.ts';
import { RouteSettings } from './route-settings.ts';
import { testConfig } from './testing/tiny-application.ts';
import { LINGER_TIMEOUT_MS, MAX_DROPPED_BODY_BYTES, MAX_LINGERING_BYTES } from './unread-bodies.ts';

const MAX_FILE_BYTES = 1_000;
const LARGE = 8 * 1_048_576;

@Controller('v1')
@Roles('Voice.Read')
class BodiesController {
  /** Begins to read the file and refuses it. */
  @Post('files') @RouteSettings({ form: '-F file=@a.wav' }) async file(
    @Req() request: FastifyRequest,
  ): Promise<object> {
    const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
    await pipeline(await readMultipartFile(request), atMost(MAX_FILE_BYTES), sink);
    return {};
  }

  /** Refuses before it looks at the form, as a reused Idempotency-Key does. */
  @Post('refused') @RouteSettings({ form: '-F file=@a.wav' }) refused(): never {
    throw new ServiceError('idempotency-key-reused', 'Use another one.');
  }

  @Post('json') json(@Body() body: unknown): object {
    return { bytes: JSON.stringify(body).length };
  }
}

const authenticator = {
  ready: () => Promise.resolve(),
  authenticate: (token: string): Promise<Principal> =>
    token === 'nobody'
      ? Promise.reject(new ServiceError('unauthenticated', 'No.'))
      : Promise.resolve({
          tenantId: 't',
          objectId: 'o',
          kind: 'user',
          roles: token === 'reader' ? ['Voice.Read'] : [],
          clientId: 'c',
        }),
};

@Global()
@Module({
  providers: [{ provide: TOKEN_AUTHENTICATOR, useValue: authenticator }, BearerGuard],
  exports: [TOKEN_AUTHENTICATOR, BearerGuard],
})
class TestAuthModule {}

/** In milliseconds; a hanging connection takes seconds. */
const NEXT_ANSWER_MS = 100;
const MAX_TIMES = 5;

let app: NestFastifyApplication;
let origin: string;
let port: number;

beforeAll(async () => {
  const config = testConfig();
  const logger = createLogger({ level: 'silent', service: 'test' });

  @Module({
    imports: [TestAuthModule, ObservabilityModule.forRoot({ logger })],
    controllers: [BodiesController],
    providers: [{ provide: CONFIG, useValue: config }, ...ADMISSION_PROVIDERS],
  })
  class BodiesModule {}

  app = await createHttpApplication(BodiesModule, { config, logger });
  await app.listen(0, '127.0.0.1');
  origin = await app.getUrl();
  port = Number(new URL(origin).port);
});
afterAll(() => app.close());

/** A connection that is written to by hand. */
class RawClient {
  received = '';
  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => (this.received += chunk.toString('latin1')));
    socket.on('error', () => undefined);
  }

  static async open(): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  post(path: string, token: string, headers: Record<string, string | number>, body = ''): void {
    const fields = { host: 'localhost', authorization: `Bearer ${token}`, ...headers };
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
    this.socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  }

  async until(text: RegExp): Promise<void> {
    while (!text.test(this.received)) await once(this.socket, 'data');
  }

  get closed(): Promise<unknown> {
    return this.socket.closed ? Promise.resolve() : once(this.socket, 'close');
  }
}

/** What would hang does so each time, and for seconds: an answer that the machine was too busy for comes in time again. */
async function expectAtOnce(answerMs: () => Promise<number>): Promise<void> {
  let tookMs = Infinity;
  for (let time = 0; time < MAX_TIMES && tookMs >= NEXT_ANSWER_MS; time++) tookMs = await answerMs();
  expect(tookMs).toBeLessThan(NEXT_ANSWER_MS);
}

const json = (length: number) => ({ 'content-type': 'application/json', 'content-length': length });
const FORM = 'multipart/form-data; boundary=b';
const formHead =
  '--b\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\ncontent-type: audio/wav\r\n\r\n';

describe('a request that is refused by its headers', () => {
  it.each([
    ['without a valid token', '/v1/json', 'nobody', 401],
    ['without the role', '/v1/json', 'somebody', 403],
    ['for a path that does not exist', '/v1/nothing', 'reader', 404],
    ['by a method that the path does not have', '/v1/files/x', 'reader', 404],
  ])('%s is answered before its body, and closes the connection', async (_, path, token, status) => {
    const client = await RawClient.open();
    client.post(path, token, json(LARGE), '{"a":');
    await client.until(/\r\n\r\n\{.*\}/s);
    expect(client.received).toContain(`HTTP/1.1 ${status} `);
    expect(client.received).toMatch(/connection: close/i);
    client.socket.end();
    await client.closed;
  });

  it('holds no more of the body than came with the headers', async () => {
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    let held = 0;
    const server = app.getHttpServer();
    const { authenticate } = authenticator;
    authenticator.authenticate = async (token) => {
      resolve();
      await released;
      return authenticate(token);
    };
    const sockets: Socket[] = [];
    server.once('connection', (socket: Socket) => void sockets.push(socket));
    const client = await RawClient.open();
    try {
      client.post('/v1/json', 'nobody', json(LARGE), ' '.repeat(1_000));
      const sent = client.socket.write(Buffer.alloc(LARGE, ' '));
      await reached;
      expect(sent).toBe(false);
      // Once the kernel's buffers are full, what could have been read has been.
      let before = -1;
      while (before !== (held = sockets[0]?.bytesRead ?? 0)) {
        before = held;
        await new Promise((turn) => setImmediate(turn));
        await new Promise((turn) => setImmediate(turn));
      }
      expect(held).toBeLessThanOrEqual(65_536);
    } finally {
      authenticator.authenticate = authenticate;
      release();
    }
    await client.until(/401/);
    client.socket.destroy();
  });

  it('keeps the connection when the rest is small, and serves the next request on it at once', () =>
    expectAtOnce(async () => {
      const client = await RawClient.open();
      client.post('/v1/json', 'nobody', json(MAX_DROPPED_BODY_BYTES), 'x'.repeat(MAX_DROPPED_BODY_BYTES));
      await client.until(/HTTP\/1\.1 401/);
      const askedAt = performance.now();
      client.post('/v1/json', 'reader', json(2), '{}');
      await client.until(/"bytes":2/);
      const tookMs = performance.now() - askedAt;
      expect(client.received).not.toMatch(/connection: close/i);
      client.socket.destroy();
      return tookMs;
    }));

  it('sends no body when it waits for 100 Continue, and one that is admitted is told to go on', async () => {
    const refused = await RawClient.open();
    refused.post('/v1/json', 'nobody', { ...json(LARGE), expect: '100-continue' });
    await refused.until(/401 Unauthorized/);
    expect(refused.received).not.toContain('100 Continue');
    const admitted = await RawClient.open();
    admitted.post('/v1/json', 'reader', { ...json(2), expect: '100-continue' });
    await admitted.until(/100 Continue/);
    admitted.socket.write('{}');
    await admitted.until(/"bytes":2/);
    refused.socket.destroy();
    admitted.socket.destroy();
  });
});

describe('an answer before the end of the body', () => {
  it('ends a connection whose client goes on sending, after a bound of bytes', async () => {
    const client = await RawClient.open();
    const sockets: Socket[] = [];
    const server = app.getHttpServer();
    server.once('request', ({ socket }: { socket: Socket }) => void sockets.push(socket));
    client.post('/v1/json', 'nobody', { 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
    await client.until(/401/);
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const startedAt = performance.now();
    client.socket.on('drain', () => {
      while (client.socket.writable && client.socket.write(chunk));
    });
    client.socket.write(chunk.repeat(4));
    await client.closed;
    expect(performance.now() - startedAt).toBeLessThan(LINGER_TIMEOUT_MS + 1_000);
    // What was read, and what the buffers of one read and of the request hold beyond it.
    expect(sockets[0]?.bytesRead).toBeLessThan(MAX_LINGERING_BYTES + 3 * 65_536);
  });

  it('ends a connection whose client neither sends nor closes, after a bound of time', async () => {
    const client = await RawClient.open();
    client.post('/v1/json', 'nobody', json(1_000), '{');
    await client.until(/401/);
    const answeredAt = performance.now();
    await client.closed;
    expect(performance.now() - answeredAt).toBeLessThan(LINGER_TIMEOUT_MS + 1_000);
  });

  it.each([
    ['413, half-way through the file', '/v1/files', 413],
    ['422, before the form is looked at', '/v1/refused', 422],
    ['415, with a form that is none', '/v1/json', 415],
  ])('of a form: %s; the next request is answered at once or the connection ends', async (_, path, status) => {
    for (const size of [10_000, 60_000, 300_000, 2_000_000]) {
      await expectAtOnce(async () => {
        const client = await RawClient.open();
        const type = status === 415 ? 'text/csv' : FORM;
        client.post(path, 'reader', { 'content-type': type, 'content-length': size }, formHead);
        client.socket.write(Buffer.alloc(size - formHead.length, 'a'));
        await client.until(/\r\n\r\n\{.*\}/s);
        expect(client.received).toContain(`HTTP/1.1 ${status} `);
        const askedAt = performance.now();
        if (/connection: close/i.test(client.received)) {
          client.socket.end();
          await client.closed;
        } else {
          client.received = '';
          client.post('/v1/json', 'reader', json(2), '{}');
          await client.until(/"bytes":2/);
          client.socket.destroy();
        }
        return performance.now() - askedAt;
      });
    }
  });

  it('loses none of 1,000 requests of one pooled client', async () => {
    const statuses = new Map<number, number>();
    const file = Buffer.concat([Buffer.from(formHead), Buffer.alloc(200_000, 'a')]);
    const send = async (index: number): Promise<void> => {
      const kind = index % 4;
      const response = await fetch(new URL(['/v1/json', '/v1/files', '/v1/refused', '/v1/json'][kind] ?? '', origin), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${kind === 3 ? 'nobody' : 'reader'}`,
          'content-type': kind === 1 || kind === 2 ? FORM : 'application/json',
        },
        body: kind === 0 ? '{}' : file.subarray(0, index % 8 < 4 ? 40_000 : file.length),
      });
      await response.arrayBuffer();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    };
    // Node's fetch keeps its connections for the next request.
    await Promise.all(
      Array.from({ length: 8 }, async (_, lane) => {
        for (let round = 0; round < 125; round++) await send(lane + round * 8 + (round % 4));
      }),
    );
    expect(Object.fromEntries(statuses)).toEqual({ 201: 250, 401: 250, 413: 250, 422: 250 });
  });
});
