import 'reflect-metadata';
import { Controller, Get, Global, HttpCode, Module, Post, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { BearerGuard, type Principal, Public, Roles, TOKEN_AUTHENTICATOR, type TokenAuthenticator } from '#auth';
import { CONFIG } from '#config';
import { ServiceError } from '#domain';
import { createLogger, ObservabilityModule } from '#observability';
import { createHttpApplication } from '../../../apps/api/src/platform/create-http-application.ts';
import { RouteSettings } from '../../../apps/api/src/platform/route-settings.ts';
import { ADMISSION_PROVIDERS } from '../../../apps/api/src/platform/testing/admission-providers.ts';
import { testConfig } from '../../../apps/api/src/platform/testing/tiny-application.ts';

/** Tokens are `{tenant}:{principal}`. */
const authenticator: TokenAuthenticator = {
  ready: () => Promise.resolve(),
  authenticate: (token) => {
    const [tenantId = '', objectId] = token.split(':');
    if (objectId === undefined) return Promise.reject(new ServiceError('unauthenticated', 'No.'));
    const principal: Principal = { tenantId, objectId, kind: 'user', roles: ['Voice.Admin'], clientId: 'c' };
    return Promise.resolve(principal);
  },
};

@Controller('v1')
@Roles('Voice.Read')
class ThingsController {
  @Get('things') list(): object {
    return {};
  }

  @Post('things') create(@Req() { body }: FastifyRequest): object {
    return { body };
  }

  @Post('syntheses') @RouteSettings({ tier: 'synthesis' }) @HttpCode(202) speak(): object {
    return {};
  }

  @Post('voices') @RouteSettings({ tier: 'training' }) @HttpCode(202) enrol(): object {
    return {};
  }

  @Get('open') @Public() open(): object {
    return {};
  }
}

@Global()
@Module({
  providers: [{ provide: TOKEN_AUTHENTICATOR, useValue: authenticator }, BearerGuard],
  exports: [TOKEN_AUTHENTICATOR, BearerGuard],
})
class TestAuthModule {}

export interface LimitedApplication {
  readonly app: NestFastifyApplication;
  /** Messages that were logged. */
  readonly logged: string[];
}

/** The API's edge with its limits around a few routes, as a replica expects. */
export async function limitedApplication(variables: Record<string, string>): Promise<LimitedApplication> {
  const logged: string[] = [];
  const config = testConfig({ RATE_LIMITING_ENABLED: 'true', ...variables });
  const logger = createLogger({
    level: 'info',
    service: 'test',
    destination: { write: (line) => void logged.push((JSON.parse(line) as { msg: string }).msg) },
  });

  @Module({
    imports: [TestAuthModule, ObservabilityModule.forRoot({ logger })],
    controllers: [ThingsController],
    providers: [{ provide: CONFIG, useValue: config }, ...ADMISSION_PROVIDERS],
  })
  class LimitedModule {}

  const app = await createHttpApplication(LimitedModule, { config, logger });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return { app, logged };
}

/** Sends one request and reads its whole answer. */
export async function ask(
  to: LimitedApplication,
  path = '/v1/things',
  token = 'contoso:ada',
  method: 'GET' | 'POST' = 'GET',
) {
  const answer = await to.app.inject({ method, url: path, headers: { authorization: `Bearer ${token}` } });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json<Record<string, unknown>>() };
}

/** Statuses of so many requests, one after the other. */
export async function statuses(
  to: LimitedApplication,
  count: number,
  path?: string,
  token?: string,
  method?: 'GET' | 'POST',
) {
  const found: number[] = [];
  for (let index = 0; index < count; index++) found.push((await ask(to, path, token, method)).status);
  return found;
}
