import { Controller, Get, Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BearerGuard, type Principal, type Role, Roles, TOKEN_AUTHENTICATOR } from '#auth';
import { CONFIG } from '#config';
import { ServiceError } from '#domain';
import { createLogger, ObservabilityModule } from '#observability';
import { Contributes } from '../platform/contribution.ts';
import { createHttpApplication } from '../platform/create-http-application.ts';
import { ADMISSION_PROVIDERS } from '../platform/testing/admission-providers.ts';
import { testConfig } from '../platform/testing/tiny-application.ts';
import { OPENAI_CONTRIBUTION } from './openai.contribution.ts';

@Controller('v1')
@Roles('Voice.Synthesize')
@Contributes(OPENAI_CONTRIBUTION)
class ModelsController {
  @Get('models') models(): object {
    return {};
  }

  @Get('voices') voices(): object {
    return {};
  }
}

const authenticator = {
  ready: () => Promise.resolve(),
  authenticate: (role: string): Promise<Principal> =>
    role === 'nobody'
      ? Promise.reject(new ServiceError('unauthenticated', 'No.'))
      : Promise.resolve({ tenantId: 't', objectId: 'o', kind: 'user', roles: [role as Role], clientId: 'c' }),
};

@Global()
@Module({
  providers: [{ provide: TOKEN_AUTHENTICATOR, useValue: authenticator }, BearerGuard],
  exports: [TOKEN_AUTHENTICATOR, BearerGuard],
})
class TestAuthModule {}

describe('errors on the OpenAI-compatible routes', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const config = testConfig();
    const logger = createLogger({ level: 'silent', service: 'test' });

    @Module({
      imports: [TestAuthModule, ObservabilityModule.forRoot({ logger })],
      controllers: [ModelsController],
      providers: [{ provide: CONFIG, useValue: config }, ...ADMISSION_PROVIDERS],
    })
    class TestModule {}

    app = await createHttpApplication(TestModule, { config, logger });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });

  afterAll(() => app.close());

  const ask = async (url: string, role: string): Promise<unknown> =>
    (await app.inject({ url, headers: { authorization: `Bearer ${role}` } })).json();

  it('are told as OpenAI tells them, also before the route is reached', async () => {
    expect(await ask('/v1/models', 'nobody')).toMatchObject({
      error: { type: 'authentication_error', code: 'unauthenticated' },
    });
    expect(await ask('/v1/models', 'Audit.Read')).toMatchObject({
      error: { type: 'permission_error', code: 'forbidden' },
    });
    expect(await ask('/v1/audio/nothing', 'Voice.Synthesize')).toMatchObject({
      error: { type: 'invalid_request_error', code: 'not-found' },
    });
  });

  it('are problems on the other routes', async () => {
    expect(await ask('/v1/voices', 'Audit.Read')).toMatchObject({ code: 'forbidden', status: 403 });
  });
});
