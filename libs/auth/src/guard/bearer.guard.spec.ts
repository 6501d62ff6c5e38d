import 'reflect-metadata';
import { Controller, type ExecutionContext, Get, Module, type Type } from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { describe, expect, it } from 'vitest';
import { ServiceError } from '#domain';
import { createLogger, currentContext, PUBLIC_ROUTE, runInContext } from '#observability';
import type { Principal, Role } from '../principal.ts';
import { AnyToken, Public, Roles } from './access-rules.ts';
import { BearerGuard } from './bearer.guard.ts';
import { principalOfRequest } from './current-principal.ts';
import { routesWithoutAccessRule } from '../../testing/routes-without-access-rule.ts';
import { routeAccess } from './route-access.ts';

@Controller('things')
@Roles('Voice.Read')
class ThingsController {
  @Get() list(): void {}
  @Get('open') @Public() open(): void {}
  @Get('me') @AnyToken() me(): void {}
  @Get('admin') @Roles('Audit.Read', 'Voice.Enroll') audit(): void {}
  helper(): void {}
}

@Controller('forgotten')
class ForgottenController {
  @Get() list(): void {}
  @Get('open') @Public() open(): void {}
}

@Module({ controllers: [ThingsController, ForgottenController] })
class TestModule {}

const principal = (...roles: Role[]): Principal => ({
  tenantId: 'tenant',
  objectId: 'object',
  kind: 'user',
  roles,
  clientId: 'client',
});

interface Outcome {
  readonly result: unknown;
  readonly challenge: string | undefined;
  readonly request: object;
  readonly context: object;
}

async function ask(
  controller: Type<unknown>,
  method: string,
  authorization: string | undefined,
  authenticate: (token: string) => Promise<Principal>,
): Promise<Outcome> {
  const guard = new BearerGuard(
    new Reflector(),
    { authenticate, ready: () => Promise.resolve() },
    createLogger({ level: 'silent', service: 'test' }),
  );
  const request = { headers: { authorization } };
  const headers = new Map<string, string>();
  const reply = { header: (name: string, value: string) => headers.set(name, value) };
  const handler = (controller.prototype as Record<string, Function>)[method];
  const context: ExecutionContext = new ExecutionContextHost([request, reply], controller, handler);
  const isPublic = new Reflector().getAllAndOverride<boolean>(PUBLIC_ROUTE, [context.getHandler(), controller]);
  /** As the edge does, then as Nest does. */
  const pass = async (): Promise<boolean> => {
    if (!isPublic) await guard.authenticate(request, reply);
    return guard.canActivate(context);
  };
  return runInContext({ requestId: 'r' }, async () => ({
    result: await pass().catch((error: unknown) => error),
    challenge: headers.get('www-authenticate'),
    request,
    context: { ...currentContext() },
  }));
}

const none = (): Promise<Principal> => Promise.reject(new ServiceError('unauthenticated', 'No.'));

describe('BearerGuard', () => {
  it('lets a principal with the role pass, and says who it is to the handler and the log', async () => {
    const reader = principal('Voice.Read');
    const { result, request, context } = await ask(ThingsController, 'list', 'Bearer abc', (token) =>
      Promise.resolve(token === 'abc' ? reader : principal()),
    );
    expect(result).toBe(true);
    expect(principalOfRequest(request)).toBe(reader);
    expect(context).toEqual({ requestId: 'r', tenantId: 'tenant', principalId: 'object' });
  });

  it('takes the roles of the method, not those of the controller, if it names any', async () => {
    const pass = async (role: Role) =>
      (await ask(ThingsController, 'audit', 'Bearer abc', () => Promise.resolve(principal(role)))).result === true;
    expect(await pass('Audit.Read')).toBe(true);
    expect(await pass('Voice.Enroll')).toBe(true);
    expect(await pass('Voice.Admin')).toBe(true);
    expect(await pass('Voice.Read')).toBe(false);
  });

  it('answers a missing role with forbidden', async () => {
    const { result, challenge } = await ask(ThingsController, 'list', 'Bearer abc', () => Promise.resolve(principal()));
    expect(result).toMatchObject({
      code: 'forbidden',
      detail: 'This request needs the role Voice.Read. GET /v1/me lists the roles of your token.',
    });
    expect(challenge).toBe('Bearer realm="voice", error="insufficient_scope"');
    const either = await ask(ThingsController, 'audit', 'Bearer abc', () => Promise.resolve(principal('Voice.Read')));
    expect(either.result).toMatchObject({
      detail: 'This request needs the role Audit.Read or Voice.Enroll. GET /v1/me lists the roles of your token.',
    });
  });

  it('takes any valid token where no role is needed, and nothing else', async () => {
    expect((await ask(ThingsController, 'me', 'Bearer abc', () => Promise.resolve(principal()))).result).toBe(true);
    const { result } = await ask(ThingsController, 'me', 'Bearer abc', none);
    expect(result).toMatchObject({ code: 'unauthenticated' });
  });

  it('refuses a route without a rule to everyone, the administrator too', async () => {
    const { result } = await ask(ForgottenController, 'list', 'Bearer abc', () =>
      Promise.resolve(principal('Voice.Admin')),
    );
    expect(result).toMatchObject({ code: 'forbidden' });
  });

  it('asks for no token on a public route', async () => {
    expect((await ask(ThingsController, 'open', undefined, none)).result).toBe(true);
  });

  it('challenges a request without a token, without an error code', async () => {
    const { result, challenge } = await ask(ThingsController, 'list', undefined, none);
    expect(result).toMatchObject({ code: 'unauthenticated' });
    expect(challenge).toBe('Bearer realm="voice"');
  });

  it.each(['Bearer', 'Bearer ', 'Basic YTpi', 'abc', 'Bearer a b', 'Bearer\ta', ''])(
    'calls %j an invalid token',
    async (authorization) => {
      const { result, challenge } = await ask(ThingsController, 'list', authorization, () =>
        Promise.resolve(principal('Voice.Admin')),
      );
      expect(result).toMatchObject({ code: 'unauthenticated' });
      const { detail } = result as ServiceError;
      expect(challenge).toBe(`Bearer realm="voice", error="invalid_token", error_description="${detail}"`);
    },
  );

  it('says the same of every token that is refused', async () => {
    const { result, challenge } = await ask(ThingsController, 'list', 'bearer abc', none);
    expect(result).toMatchObject({ code: 'unauthenticated' });
    expect(challenge).toBe(
      'Bearer realm="voice", error="invalid_token", error_description="The bearer token is not valid for this API."',
    );
  });

  it('does not blame the caller when the issuer is down', async () => {
    const { result, challenge } = await ask(ThingsController, 'list', 'Bearer abc', () =>
      Promise.reject(new ServiceError('dependency-unavailable', 'Later.', { retryAfterMs: 2_000 })),
    );
    expect(result).toMatchObject({ code: 'dependency-unavailable', retryAfterMs: 2_000 });
    expect(challenge).toBeUndefined();
  });

  it('as a guard lets nobody pass who was not authenticated at the edge', () => {
    const silent = createLogger({ level: 'silent', service: 'test' });
    const authenticator = { authenticate: none, ready: () => Promise.resolve() };
    const guard = new BearerGuard(new Reflector(), authenticator, silent);
    const request = { headers: { authorization: 'Bearer abc' } };
    const list = Reflect.get(ThingsController.prototype, 'list') as Function;
    const context: ExecutionContext = new ExecutionContextHost([request, {}], ThingsController, list);
    expect(() => guard.canActivate(context)).toThrow(expect.objectContaining({ code: 'unauthenticated' }));
  });

  it('names the principal of no request that it has not seen', () => {
    expect(() => principalOfRequest({})).toThrow(expect.objectContaining({ code: 'unauthenticated' }));
  });
});

describe('Routes', () => {
  it('are listed with their rules, and found when they have none', async () => {
    const app = await NestFactory.createApplicationContext(TestModule, { logger: false });
    try {
      expect(routesWithoutAccessRule(app)).toEqual(['ForgottenController.list']);
      expect(routeAccess(app).map(({ handler, public: isPublic, roles }) => [handler, isPublic, roles])).toEqual([
        ['ThingsController.list', false, ['Voice.Read']],
        ['ThingsController.open', true, ['Voice.Read']],
        ['ThingsController.me', false, []],
        ['ThingsController.audit', false, ['Audit.Read', 'Voice.Enroll']],
        ['ForgottenController.list', false, []],
        ['ForgottenController.open', true, []],
      ]);
      expect(routeAccess(app).flatMap(({ httpMethod, paths }) => paths.map((path) => `${httpMethod} ${path}`))).toEqual(
        [
          'GET /things',
          'GET /things/open',
          'GET /things/me',
          'GET /things/admin',
          'GET /forgotten',
          'GET /forgotten/open',
        ],
      );
    } finally {
      await app.close();
    }
  });
});
