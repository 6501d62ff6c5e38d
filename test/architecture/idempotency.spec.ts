import 'reflect-metadata';
import { buffer } from 'node:stream/consumers';
import { Body, Controller, Global, HttpCode, Module, Param, Post, Req, Res } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { BearerGuard, Roles, TOKEN_AUTHENTICATOR } from '#auth';
import { CONFIG } from '#config';
import { IDEMPOTENCY_LEASE_MS, IdempotencyStore, type RequestIds } from '#documents';
import { ServiceError } from '#domain';
import { IdempotentRequests } from '#intake';
import { createLogger, ObservabilityModule } from '#observability';
import { MemoryContainer } from '../../libs/storage/testing/memory-container.ts';
import { createHttpApplication } from '../../apps/api/src/platform/create-http-application.ts';
import { ADMISSION_PROVIDERS } from '../../apps/api/src/platform/testing/admission-providers.ts';
import { testConfig } from '../../apps/api/src/platform/testing/tiny-application.ts';
import { readFormToFile } from '../../apps/api/src/platform/forms/form-reader.ts';
import { RouteSettings } from '../../apps/api/src/platform/route-settings.ts';
import { CurrentRequestIds } from '../../apps/api/src/platform/idempotency/current-request-ids.ts';
import { Idempotency } from '../../apps/api/src/platform/idempotency/idempotency-policy.ts';
import { IdempotencyInterceptor } from '../../apps/api/src/platform/idempotency/idempotency.interceptor.ts';

const thingSchema = z.strictObject({ name: z.string(), options: z.record(z.string(), z.number()).optional() });

/** What a handler does between asking for its id and answering; a test sets it. */
let work: (id: string) => Promise<void> | void;
let written: Set<string>;

@Controller('v1/things')
@Roles('Voice.Read')
class ThingsController {
  @Post()
  @HttpCode(202)
  @Idempotency({ required: true })
  async create(
    @Body({ schema: thingSchema }) { name }: z.infer<typeof thingSchema>,
    @CurrentRequestIds() ids: RequestIds,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    if (name === 'refused') throw new ServiceError('voice-not-ready', 'Not yet.');
    const id = ids.id('voice');
    const earlier = written.has(id);
    written.add(id);
    await work(id);
    void reply.header('location', `/v1/things/${id}`);
    return { id, name, earlier };
  }

  /** As a synthesis is accepted: what it answers follows from the document, of which no answer is kept. */
  @Post('checked')
  @HttpCode(202)
  @Idempotency({ required: true, repeats: 'operation' })
  async checked(
    @Body({ schema: thingSchema }) { name }: z.infer<typeof thingSchema>,
    @CurrentRequestIds() ids: RequestIds,
  ): Promise<object> {
    if (ids.resumed && written.has(ids.id('voice'))) {
      ids.noteRepeated();
      return { id: ids.id('voice') };
    }
    if (ids.isHeld) throw new ServiceError('idempotency-in-progress', 'Wait.');
    if (name === 'refused') throw new ServiceError('voice-not-ready', 'Not yet.');
    await ids.claimed();
    const id = ids.id('voice');
    written.add(id);
    await work(id);
    return { id };
  }

  @Post('secret')
  @Idempotency({ repeats: 'handler' })
  secret(@CurrentRequestIds() ids: RequestIds): object {
    return { id: ids.id('upload'), canary: Math.random() };
  }

  @Post('harmless')
  @Idempotency({ repeats: 'nothing' })
  harmless(): object {
    return { number: Math.random() };
  }

  @Post('form')
  @HttpCode(202)
  @RouteSettings({ form: '-F purpose=sample -F file=@a.wav' })
  async form(@CurrentRequestIds() ids: RequestIds, @Req() request: FastifyRequest): Promise<object> {
    const id = ids.id('upload');
    const { fields, file } = await readFormToFile(
      request,
      { file: 'file', fields: ['purpose'], maxFieldSize: 100 },
      z.object({ purpose: z.string() }),
    );
    written.add(id);
    return { id, ...fields, size: (await buffer(file.content)).length };
  }

  @Post(':id/poke')
  poke(@Param({ schema: z.object({ id: z.string() }) }) { id }: { id: string }): object {
    return { id, number: Math.random() };
  }
}

let container: MemoryContainer;
let now: number;
let replicas: NestFastifyApplication[];

beforeEach(async () => {
  container = new MemoryContainer();
  now = Date.now();
  written = new Set();
  work = () => undefined;
  replicas = await Promise.all([replica(), replica()]);
});

afterEach(async () => {
  await Promise.all(replicas.map((app) => app.close()));
});

/** An API process; all of them share the database. */
async function replica(): Promise<NestFastifyApplication> {
  const logger = createLogger({ level: 'silent', service: 'test' });
  const authenticator = {
    ready: () => Promise.resolve(),
    authenticate: (token: string) =>
      Promise.resolve({ tenantId: 't', objectId: token, kind: 'user', roles: ['Voice.Read'], clientId: 'c' }),
  };
  @Global()
  @Module({
    providers: [{ provide: TOKEN_AUTHENTICATOR, useValue: authenticator }, BearerGuard],
    exports: [BearerGuard, TOKEN_AUTHENTICATOR],
  })
  class TestAuthModule {}
  @Module({
    imports: [TestAuthModule, ObservabilityModule.forRoot({ logger })],
    controllers: [ThingsController],
    providers: [
      { provide: CONFIG, useValue: testConfig() },
      ...ADMISSION_PROVIDERS,
      { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
      IdempotentRequests,
      { provide: IdempotencyStore, useFactory: () => new IdempotencyStore(container.asContainer, () => now) },
    ],
  })
  class TestModule {}
  const app = await createHttpApplication(TestModule, { config: testConfig(), logger });
  await app.init();
  return app;
}

async function post(payload: object, options: { key?: string; path?: string; user?: string; replica?: number } = {}) {
  const { key = 'key-1', path = '/v1/things', user = 'ada', replica = 0 } = options;
  const headers = { authorization: `Bearer ${user}`, ...(key !== '' && { 'idempotency-key': key }) };
  const answer = await replicas[replica]?.inject({ method: 'POST', url: path, payload, headers });
  if (!answer) throw new Error('no such replica');
  const { statusCode: status } = answer;
  return { status, headers: answer.headers, text: answer.body, body: answer.json<Record<string, unknown>>() };
}

/** A form as a client sends it, with a boundary of its own. */
async function postForm(purpose: string, content: string, { fileName = 'a.wav', replica = 0 } = {}) {
  const form = new FormData();
  form.set('purpose', purpose);
  form.set('file', new File([content], fileName, { type: 'audio/wav' }));
  const { headers, body } = new Response(form);
  const answer = await replicas[replica]?.inject({
    method: 'POST',
    url: '/v1/things/form',
    payload: Buffer.from(await new Response(body).arrayBuffer()),
    headers: {
      authorization: 'Bearer ada',
      'idempotency-key': 'form-1',
      'content-type': headers.get('content-type') ?? '',
    },
  });
  return {
    status: answer?.statusCode,
    replayed: answer?.headers['idempotency-replayed'],
    body: answer?.json<object>(),
  };
}

describe('Idempotency-Key of a form', () => {
  it('repeats the first answer for the same form, whatever its boundary, on any replica', async () => {
    const first = await postForm('sample', 'RIFF');
    expect(first).toMatchObject({ status: 202, replayed: undefined, body: { purpose: 'sample', size: 4 } });
    expect(await postForm('sample', 'RIFF', { replica: 1 })).toEqual({ ...first, replayed: 'true' });
    expect(written.size).toBe(1);
  });

  it.each([
    ['another file of the same size', ['sample', 'RIFX'], {}],
    ['a longer file', ['sample', 'RIFF and more'], {}],
    ['another field', ['consent', 'RIFF'], {}],
    ['another file name', ['sample', 'RIFF'], { fileName: 'b.wav' }],
  ] as const)('is refused with %s, which is not stored', async (_, form, options) => {
    await postForm('sample', 'RIFF');
    expect(await postForm(form[0], form[1], { ...options, replica: 1 })).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
    expect(written.size).toBe(1);
  });
});

describe('Idempotency-Key', () => {
  it('repeats the first answer, status, Location and body, on any replica', async () => {
    const first = await post({ name: 'a', options: { x: 1, y: 2 } });
    const second = await post({ options: { y: 2, x: 1 }, name: 'a' }, { replica: 1 });
    expect(first).toMatchObject({ status: 202, body: { name: 'a' } });
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(second.headers['idempotency-replayed']).toBe('true');
    for (const { status, headers, text } of [second]) {
      expect({ status, text, location: headers.location }).toEqual({
        status: first.status,
        text: first.text,
        location: first.headers.location,
      });
    }
    expect(written.size).toBe(1);
  });

  it('makes a request wait that comes while the first one runs', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    work = () => {
      reached.resolve();
      return held;
    };
    const first = post({ name: 'a' });
    await reached.promise;
    const second = await post({ name: 'a' }, { replica: 1 });
    expect(second).toMatchObject({ status: 409, body: { code: 'idempotency-in-progress', retryable: true } });
    expect(second.headers['retry-after']).toBe('1');
    release();
    const { text } = await first;
    expect((await post({ name: 'a' }, { replica: 1 })).text).toBe(text);
  });

  it('refuses the key for another request', async () => {
    await post({ name: 'a' });
    expect(await post({ name: 'b' })).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    await post({}, { path: '/v1/things/1/poke' });
    expect(await post({}, { path: '/v1/things/2/poke' })).toMatchObject({ status: 422 });
    expect((await post({ name: 'b' }, { user: 'grace' })).status).toBe(202);
  });

  it('is required where a route says so, and otherwise up to the caller', async () => {
    const missing = await post({ name: 'a' }, { key: '' });
    expect(missing).toMatchObject({ status: 400, body: { code: 'idempotency-key-required' } });
    expect((await post({}, { key: '', path: '/v1/things/1/poke' })).status).toBe(201);
    expect(container.calls).toBe(0);
  });

  it.each(['x'.repeat(256), 'with\ttab', 'ümlaut'])(
    'must be 255 printable characters or fewer, unlike %j',
    async (key) => {
      expect(await post({ name: 'a' }, { key })).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
      expect((await post({ name: 'a' }, { key: 'x'.repeat(255) })).status).toBe(202);
    },
  );

  it('is free again after a request that was refused', async () => {
    expect((await post({ nam: 'a' })).status).toBe(400);
    expect((await post({ name: 'refused' })).status).toBe(409);
    expect(container.stored.size).toBe(0);
    expect((await post({ name: 'b' })).status).toBe(202);
  });

  it('leads to what a request that failed half-way has written', async () => {
    work = () => {
      throw new Error('the database is gone');
    };
    expect((await post({ name: 'a' })).status).toBe(500);
    work = () => undefined;
    expect((await post({ name: 'b' })).status).toBe(422);
    expect(await post({ name: 'a' }, { replica: 1 })).toMatchObject({ status: 202, body: { earlier: true } });
    expect(written.size).toBe(1);
  });

  it('leads to what a process has written that died before it could answer', async () => {
    // A process that was killed: it wrote, and nothing comes after that.
    const reached = Promise.withResolvers<void>();
    const never = Promise.withResolvers<void>();
    work = () => {
      reached.resolve();
      return never.promise;
    };
    const lost = post({ name: 'a' });
    await reached.promise;
    work = () => undefined;
    expect((await post({ name: 'a' }, { replica: 1 })).status).toBe(409);
    now += IDEMPOTENCY_LEASE_MS;
    const next = await post({ name: 'a' }, { replica: 1 });
    expect(next).toMatchObject({ status: 202, body: { earlier: true } });
    expect(written).toEqual(new Set([next.body['id']]));
    expect((await post({ name: 'a' })).text).toBe(next.text);
    // It was only slow after all: it answers with the same subject.
    never.resolve();
    expect((await lost).body['id']).toBe(next.body['id']);
  });

  it('answers a request whose outcome cannot be recorded, and later finds what it wrote', async () => {
    work = () => void container.failures.push(Object.assign(new Error('down'), { code: 503 }));
    const first = await post({ name: 'a' });
    expect(first.status).toBe(202);
    work = () => undefined;
    expect((await post({ name: 'a' })).status).toBe(409);
    now += IDEMPOTENCY_LEASE_MS;
    expect((await post({ name: 'a' })).body['id']).toBe(first.body['id']);
  });

  it('has the handler make an answer again that must not be kept', async () => {
    const first = await post({}, { path: '/v1/things/secret' });
    expect(JSON.stringify([...container.stored.values()])).not.toContain('canary');
    const second = await post({}, { path: '/v1/things/secret' });
    expect(second.body['id']).toBe(first.body['id']);
    expect(second.headers['idempotency-replayed']).toBe('true');
  });

  it('keeps nothing of what changes nothing', async () => {
    const [first, second] = [
      await post({}, { path: '/v1/things/harmless' }),
      await post({}, { path: '/v1/things/harmless' }),
    ];
    expect(second.text).not.toBe(first.text);
    expect(container.calls).toBe(0);
  });

  it('stays with a request for as long as it runs', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const { promise: held, resolve: release } = Promise.withResolvers<void>();
      const reached = Promise.withResolvers<void>();
      work = () => {
        reached.resolve();
        return held;
      };
      const first = post({ name: 'a' });
      await reached.promise;
      for (let thirds = 0; thirds < 5; thirds++) {
        now += IDEMPOTENCY_LEASE_MS / 3;
        await vi.advanceTimersByTimeAsync(IDEMPOTENCY_LEASE_MS / 3);
        expect((await post({ name: 'a' }, { replica: 1 })).status).toBe(409);
      }
      release();
      expect((await first).status).toBe(202);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('Idempotency-Key of a request that is answered from its document', () => {
  const checked = (payload: object, options: { replica?: number } = {}) =>
    post(payload, { path: '/v1/things/checked', ...options });

  it('is recorded with one call, and repeated from the document on any replica', async () => {
    const first = await checked({ name: 'a' });
    expect(first).toMatchObject({ status: 202 });
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(container.calls).toBe(1);
    for (const afterMs of [0, IDEMPOTENCY_LEASE_MS + 1]) {
      now += afterMs;
      const again = await checked({ name: 'a' }, { replica: 1 });
      expect(again).toMatchObject({ status: 202, body: first.body, headers: { 'idempotency-replayed': 'true' } });
    }
    expect(written.size).toBe(1);
  });

  it('runs once however many ask at the same time, and tells the others to wait', async () => {
    let finish: (() => void) | undefined;
    work = () => new Promise((resolve) => (finish = resolve));
    const first = checked({ name: 'a' });
    await vi.waitUntil(() => finish !== undefined);
    written.clear();
    const others = await Promise.all([0, 1, 1].map((replica) => checked({ name: 'a' }, { replica })));
    expect(others.map(({ body }) => body['code'])).toEqual(Array(3).fill('idempotency-in-progress'));
    finish?.();
    expect((await first).status).toBe(202);
  });

  it('is refused for another request, though that would have been accepted', async () => {
    await checked({ name: 'a' });
    expect(await checked({ name: 'b' }, { replica: 1 })).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
    expect(written.size).toBe(1);
  });

  it('is free again when the request was refused', async () => {
    expect(await checked({ name: 'refused' })).toMatchObject({ status: 409 });
    expect(container.stored.size).toBe(0);
    expect(await checked({ name: 'a' })).toMatchObject({ status: 202 });
  });
});
