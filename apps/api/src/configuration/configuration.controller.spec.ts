import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { startController } from '../platform/testing/controller-application.ts';
import { testConfig } from '../platform/testing/tiny-application.ts';
import { ConfigurationController } from './configuration.controller.ts';
import { meSchema } from './configuration.schema.ts';

let app: NestFastifyApplication;

beforeAll(async () => {
  app = await startController(ConfigurationController);
});
afterAll(() => app.close());

describe('GET /v1/me', () => {
  it('says whose token it is', async () => {
    const answer = await app.inject({ url: '/v1/me', headers: { authorization: 'Bearer ada' } });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      tenantId: 't',
      objectId: 'ada',
      kind: 'user',
      roles: ['Voice.Read'],
      clientId: 'c',
    });
  });

  it.each([
    [
      'a person',
      aPrincipal({ expiresAt: Date.UTC(2026, 10, 22, 11, 15) }),
      { kind: 'user', tokenExpiresAt: '2026-11-22T11:15:00.000Z' },
    ],
    [
      'an application without roles',
      aPrincipal({ kind: 'application', roles: [] }),
      { kind: 'application', roles: [] },
    ],
  ])('says all that is known of %s', (_, principal, expected) => {
    const me = new ConfigurationController(testConfig()).me(principal);
    const { tenantId, objectId, roles, clientId } = principal;
    expect(me).toEqual({ tenantId, objectId, roles, clientId, ...expected });
    expect(meSchema.parse(me)).toEqual(me);
  });

  it('answers nothing without a token', async () => {
    expect((await app.inject({ url: '/v1/me' })).statusCode).toBe(401);
  });
});
