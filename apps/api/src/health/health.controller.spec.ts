import 'reflect-metadata';
import { Global, Injectable, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BearerGuard, type Principal, type Role, TOKEN_AUTHENTICATOR } from '#auth';
import { AZURE_CREDENTIAL, CONFIG, type Config } from '#config';
import { ServiceError } from '#domain';
import { createLogger, HealthModule, ObservabilityModule, type ReadinessIndicator } from '#observability';
import { RequestAdmission } from '../platform/admission.ts';
import { createHttpApplication } from '../platform/create-http-application.ts';
import { RateLimits } from '../platform/rate-limit/rate-limits.ts';
import { RefusalRecorder } from '../platform/refusal-recorder.ts';
import { TENANT, testConfig } from '../platform/testing/tiny-application.ts';
import { HealthController } from './health.controller.ts';
import { healthSchema } from './health.schema.ts';

let cosmos: () => Promise<void>;
let app: NestFastifyApplication;
let speechChecks: number;
let config: Config;

@Injectable()
class CosmosIndicator implements ReadinessIndicator {
  readonly name = 'cosmos';

  check(): Promise<void> {
    return cosmos();
  }
}

@Injectable()
class SpeechIndicator implements ReadinessIndicator {
  readonly name = 'speech';
  readonly essential = false;
  readonly isProbed = false;

  async check(): Promise<void> {
    speechChecks += 1;
  }
}

/** Tokens are roles, and those of another tenant end with `@other`; others are refused. */
const authenticator = {
  ready: () => Promise.resolve(),
  authenticate: (token: string): Promise<Principal> =>
    token.startsWith('V')
      ? Promise.resolve(principalOf(...(token.split('@') as [Role, string?])))
      : Promise.reject(new ServiceError('unauthenticated', 'No.')),
};

function principalOf(role: Role, tenantId: string = TENANT): Principal {
  return { tenantId, objectId: 'o', kind: 'user', roles: [role], clientId: 'c' };
}

@Global()
@Module({
  providers: [
    { provide: TOKEN_AUTHENTICATOR, useValue: authenticator },
    BearerGuard,
    { provide: CONFIG, useFactory: () => config },
  ],
  exports: [TOKEN_AUTHENTICATOR, BearerGuard, CONFIG],
})
class TestAuthModule {}

beforeEach(async () => {
  cosmos = () => Promise.resolve();
  speechChecks = 0;
  config = testConfig({ RATE_LIMITING_ENABLED: 'true', RATE_LIMIT_ANONYMOUS: '3' });
  const logger = createLogger({ level: 'silent', service: 'test' });

  @Module({
    imports: [
      TestAuthModule,
      ObservabilityModule.forRoot({ logger }),
      HealthModule.forRoot({
        release: { service: 'api', version: '1.0.0' },
        indicators: [CosmosIndicator, SpeechIndicator],
        controllers: [HealthController],
      }),
    ],
    providers: [
      { provide: AZURE_CREDENTIAL, useValue: { getToken: () => Promise.resolve(null) } },
      RateLimits,
      { provide: RefusalRecorder, useValue: { record: () => Promise.resolve() } },
      RequestAdmission,
      { provide: APP_GUARD, useExisting: BearerGuard },
    ],
  })
  class TestModule {}

  app = await createHttpApplication(TestModule, { config, logger });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});
afterEach(() => app.close());

async function ask(token?: string): Promise<{ status: number; body: Record<string, unknown>; cache: unknown }> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await app.inject({ url: '/health', headers });
  return {
    status: response.statusCode,
    body: response.json<Record<string, unknown>>(),
    cache: response.headers['cache-control'],
  };
}

describe('GET /health', () => {
  it('says only its state to those without a token, and asks no service for them that is counted or billed', async () => {
    expect(await ask()).toEqual({ status: 200, body: { status: 'ok' }, cache: 'no-store' });
    expect(speechChecks).toBe(0);
  });

  it('answers 503 when it does not serve, with no more than its state', async () => {
    cosmos = () => Promise.reject(new Error('down'));
    expect(await ask()).toMatchObject({ status: 503, body: { status: 'error' } });
    expect(Object.keys((await ask()).body)).toEqual(['status']);
  });

  it('says all to an administrator, as its schema says', async () => {
    cosmos = () => Promise.reject(new Error('connect ECONNREFUSED'));
    const { status, body } = await ask('Voice.Admin');
    expect(status).toBe(503);
    expect(healthSchema.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      status: 'error',
      service: 'api',
      dependencies: {
        cosmos: { status: 'down', lastError: { said: 'connect ECONNREFUSED' } },
        speech: { status: 'up', essential: false },
      },
    });
    expect(speechChecks).toBe(1);
  });

  it('refuses administrators of other tenants: it tells of the whole system', async () => {
    expect(await ask('Voice.Admin@other')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('refuses a token without the role, and one that is not valid, and counts those', async () => {
    expect(await ask('Voice.Read')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const statuses: number[] = [];
    for (let asked = 0; asked < 4; asked += 1) statuses.push((await ask('nobody')).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
    // Without a token it is a probe, which is never refused.
    expect((await ask()).status).toBe(200);
  });
});
