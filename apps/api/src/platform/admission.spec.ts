import { randomBytes } from 'node:crypto';
import 'reflect-metadata';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Controller, Get, Global, Module, Post, Req } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  AnyTokenOrOpen,
  BearerGuard,
  findPrincipal,
  isAnonymous,
  type Principal,
  type Role,
  Roles,
  SignedLinks,
  TOKEN_AUTHENTICATOR,
} from '#auth';
import { AZURE_CREDENTIAL, CONFIG } from '#config';
import { ServiceError } from '#domain';
import { createLogger, HealthModule, ObservabilityModule } from '#observability';
import { RequestAdmission } from './admission.ts';
import { Contributes } from './contribution.ts';
import { createHttpApplication } from './create-http-application.ts';
import { RefusalRecorder } from './refusal-recorder.ts';
import { RateLimits } from './rate-limit/rate-limits.ts';
import { testConfig } from './testing/tiny-application.ts';

const WEBHOOK_SECRET_KEYS = randomBytes(32).toString('base64');
const LIMITS = { RATE_LIMITING_ENABLED: 'true', RATE_LIMIT_DEFAULT: '3', RATE_LIMIT_ANONYMOUS: '4' };
const ORIGIN = 'https://app.example';

@Controller('v1')
@Roles('Voice.Read')
@Contributes({
  errorForm: {
    applies: (path) => path.startsWith('/v1/other/'),
    mediaType: 'application/json',
    schema: 'Problem',
    headers: [],
    bodyOf: ({ code }) => ({ error: code }),
    send: (reply, { status, code }) => void reply.code(status).send({ error: code }),
  },
})
class ThingsController {
  static calls = 0;

  @Get('things/:id') get(): object {
    return {};
  }

  @Post('things') create(): object {
    ThingsController.calls += 1;
    return {};
  }

  @Post('open') @AnyTokenOrOpen() open(@Req() request: FastifyRequest): object {
    return { caller: isAnonymous(request) ? 'anonymous' : findPrincipal(request)?.objectId };
  }

  @Post('other/things') createOther(): object {
    return {};
  }
}

/** Tokens are `{principal}:{role}`. */
const authenticator = {
  ready: () => Promise.resolve(),
  authenticate: (token: string): Promise<Principal> => {
    const [objectId = '', role] = token.split(':');
    if (role === undefined) return Promise.reject(new ServiceError('unauthenticated', 'No.'));
    return Promise.resolve({ tenantId: 't', objectId, kind: 'user', roles: [role as Role], clientId: 'c' });
  },
};

@Global()
@Module({
  providers: [{ provide: TOKEN_AUTHENTICATOR, useValue: authenticator }, BearerGuard],
  exports: [TOKEN_AUTHENTICATOR, BearerGuard],
})
class TestAuthModule {}

let app: NestFastifyApplication;
let refused: (string | undefined)[];

async function start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
  const config = testConfig({ ...settings, ...LIMITS, WEBHOOK_SECRET_KEYS, CORS_ALLOWED_ORIGINS: ORIGIN });
  const logger = createLogger({ level: 'silent', service: 'test' });
  refused = [];
  const record = (request: FastifyRequest) => Promise.resolve(void refused.push(findPrincipal(request)?.objectId));

  @Module({
    imports: [
      TestAuthModule,
      ObservabilityModule.forRoot({ logger }),
      HealthModule.forRoot({ release: { service: 'test', version: '1.0.0' }, indicators: [] }),
    ],
    controllers: [ThingsController],
    providers: [
      { provide: CONFIG, useValue: config },
      { provide: AZURE_CREDENTIAL, useValue: { getToken: () => Promise.resolve(null) } },
      RateLimits,
      { provide: RefusalRecorder, useValue: { record } },
      RequestAdmission,
      { provide: APP_GUARD, useExisting: BearerGuard },
    ],
  })
  class TestModule {}

  app = await createHttpApplication(TestModule, { config, logger });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  ThingsController.calls = 0;
}

beforeEach(() => start());
afterEach(async () => {
  vi.restoreAllMocks();
  await app.close();
});

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT';

async function ask(method: Method, url: string, token?: string, remoteAddress = '203.0.113.7', payload?: string) {
  const headers = {
    origin: ORIGIN,
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(payload !== undefined && { 'content-type': 'application/json' }),
  };
  return app.inject({ method, url, headers, remoteAddress, ...(payload !== undefined && { payload }) });
}

async function statuses(count: number, ...request: Parameters<typeof ask>): Promise<number[]> {
  const found: number[] = [];
  for (let index = 0; index < count; index++) found.push((await ask(...request)).statusCode);
  return found;
}

describe(RequestAdmission.name, () => {
  it('refuses by the headers whatever the body is', async () => {
    const broken = '{"a":';
    expect((await ask('POST', '/v1/things', undefined, undefined, broken)).statusCode).toBe(401);
    expect((await ask('POST', '/v1/things', 'ada:Audit.Read', undefined, broken)).statusCode).toBe(403);
    expect((await ask('POST', '/v1/nothing', 'ada:Voice.Read', undefined, broken)).statusCode).toBe(404);
    expect((await ask('PUT', '/v1/things', 'ada:Voice.Read', undefined, broken)).statusCode).toBe(405);
    expect((await ask('POST', '/v1/things', 'ada:Voice.Read', undefined, broken)).statusCode).toBe(400);
    expect(ThingsController.calls).toBe(0);
  });

  it('counts callers without the role before it refuses them, and records only those who get that far', async () => {
    expect(await statuses(5, 'POST', '/v1/things', 'ada:Audit.Read')).toEqual([403, 403, 403, 429, 429]);
    expect(refused).toEqual(['ada', 'ada', 'ada']);
    expect(await statuses(1, 'POST', '/v1/things', 'grace:Voice.Read')).toEqual([201]);
  });

  it('counts what shows no valid token by its address, and lets valid tokens from there pass', async () => {
    expect(await statuses(6, 'POST', '/v1/things', 'nonsense')).toEqual([401, 401, 401, 401, 429, 429]);
    expect((await ask('POST', '/v1/things')).json()).toMatchObject({ code: 'rate-limited' });
    expect(await statuses(1, 'POST', '/v1/things', 'ada:Voice.Read')).toEqual([201]);
    expect(await statuses(1, 'POST', '/v1/things', 'nonsense', '203.0.113.8')).toEqual([401]);
  });

  it('needs a token for a route that may be opened, unless the deployment opens it', async () => {
    expect((await ask('POST', '/v1/open')).statusCode).toBe(401);
    expect((await ask('POST', '/v1/open', 'ada:Audit.Read')).json()).toEqual({ caller: 'ada' });
    await app.close();
    await start({ PROVENANCE_VERIFY_ANONYMOUS: 'true' });
    expect((await ask('POST', '/v1/open')).json()).toEqual({ caller: 'anonymous' });
    expect((await ask('POST', '/v1/open', 'nonsense')).statusCode).toBe(401);
    expect((await ask('POST', '/v1/open', 'ada:Audit.Read')).json()).toEqual({ caller: 'ada' });
    // Other routes stay closed.
    expect((await ask('POST', '/v1/things')).statusCode).toBe(401);
  });

  it('counts callers without a token on an open route by their network', async () => {
    await app.close();
    await start({ PROVENANCE_VERIFY_ANONYMOUS: 'true' });
    const from = async (address: string) => (await ask('POST', '/v1/open', undefined, address)).statusCode;
    for (let host = 1; host <= 4; host++) expect(await from(`2001:db8:1:2::${host}`)).toBe(201);
    expect(await from('2001:db8:1:2::99')).toBe(429);
    expect(await from('2001:db8:1:3::1')).toBe(201);
  });

  it('counts an IPv6 sender by its /64', async () => {
    const from = async (address: string) => (await ask('GET', '/v1/nothing', undefined, address)).statusCode;
    for (let host = 1; host <= 4; host++) expect(await from(`2001:db8:1:2::${host}`)).toBe(404);
    expect(await from('2001:db8:1:2::99')).toBe(429);
    expect(await from('2001:db8:1:3::1')).toBe(404);
  });

  it.each(['/v1/nothing', '/openapi.json', '/docs/', '/docs'])(
    'counts requests for %s by their address',
    async (url) => {
      expect((await statuses(6, 'GET', url)).slice(4)).toEqual([429, 429]);
    },
  );

  it.each([
    ['a preflight', 'OPTIONS', '/v1/things', 204],
    ['a path that cannot be read', 'POST', '/v1/things/%ff', 400],
  ] as const)('answers %s without counting, and does nothing for it', async (_, method, path, status) => {
    const counted = vi.spyOn(app.get(RateLimits), 'consume');
    const verified = vi.spyOn(authenticator, 'authenticate');
    await app.listen(0, '127.0.0.1');
    const headers = {
      origin: ORIGIN,
      authorization: 'Bearer ada:Voice.Read',
      'access-control-request-method': 'POST',
      'content-length': String(8 * 1_048_576),
    };
    // Of the body nothing is sent: whatever waited for it would not answer.
    const asked = request(`${await app.getUrl()}${path}`, { method, headers, agent: false });
    asked.flushHeaders();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(status);
    expect(answer.headers.connection).toBe('close');
    asked.destroy();
    expect(counted).not.toHaveBeenCalled();
    expect(verified).not.toHaveBeenCalled();
  });

  it('never counts or refuses a probe', async () => {
    expect(new Set(await statuses(20, 'GET', '/health/live'))).toEqual(new Set([200]));
    const { headers } = await ask('GET', '/health/live');
    expect(headers['ratelimit']).toBeUndefined();
  });

  it('asks for the same role where Fastify answers HEAD for a GET', async () => {
    expect((await ask('HEAD', '/v1/things/1')).statusCode).toBe(401);
    expect((await ask('HEAD', '/v1/things/1', 'ada:Audit.Read')).statusCode).toBe(403);
    expect((await ask('HEAD', '/v1/things/1', 'ada:Voice.Read')).statusCode).toBe(200);
  });

  it('refuses with all that other answers have: problem, request id, challenge, security and CORS headers', async () => {
    const { headers, statusCode, body } = await ask('POST', '/v1/things');
    const problem = JSON.parse(body) as Record<string, unknown>;
    expect(statusCode).toBe(401);
    expect(problem).toMatchObject({ code: 'unauthenticated', requestId: headers['x-request-id'] });
    expect(headers).toMatchObject({
      'content-type': expect.stringContaining('application/problem+json') as string,
      'www-authenticate': 'Bearer realm="voice"',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'access-control-allow-origin': ORIGIN,
      ratelimit: expect.stringMatching(/^"anonymous";r=3/) as string,
    });
  });

  it('refuses in the form that a feature has for errors on its paths', async () => {
    const unknown = await ask('POST', '/v1/other/things');
    expect([unknown.statusCode, unknown.json()]).toEqual([401, { error: 'unauthenticated' }]);
    const roleless = await ask('POST', '/v1/other/things', 'ada:Audit.Read');
    expect([roleless.statusCode, roleless.json()]).toEqual([403, { error: 'forbidden' }]);
    expect((await ask('POST', '/v1/things')).json()).toMatchObject({ code: 'unauthenticated', status: 401 });
  });
});

describe('a signed link', () => {
  const ada: Principal = { tenantId: 't', objectId: 'ada', kind: 'user', roles: ['Voice.Read'], clientId: 'c' };
  const links = new SignedLinks([WEBHOOK_SECRET_KEYS]);

  it('stands for its caller, is counted like them, and lets pages of other origins load it', async () => {
    const { target } = links.sign(ada, '/v1/things/1');
    const { statusCode, headers } = await ask('GET', target);
    expect([statusCode, headers['cross-origin-resource-policy']]).toEqual([200, 'cross-origin']);
    expect(headers['ratelimit']).toContain('"default";r=2');
    expect((await ask('GET', '/v1/things/1', 'ada:Voice.Read')).headers['ratelimit']).toContain('r=1');
  });

  it('gives no role that its caller does not have, and leads nowhere else', async () => {
    const { target } = links.sign({ ...ada, roles: ['Webhook.Manage'] }, '/v1/things/1');
    expect((await ask('GET', target)).statusCode).toBe(403);
    const elsewhere = await ask('GET', target.replace('/things/1', '/things/2'));
    expect([elsewhere.statusCode, elsewhere.headers['www-authenticate']]).toEqual([401, 'Bearer realm="voice"']);
  });
});
