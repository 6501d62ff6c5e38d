import 'reflect-metadata';
import { Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BearerGuard, TOKEN_AUTHENTICATOR, UnsubscribeLinks } from '#auth';
import { CONFIG } from '#config';
import { TestDocuments } from '#documents/testing';
import type { AuditEvent } from '#domain';
import { aSubscription, anId, stub, TENANT } from '#domain/testing';
import { createLogger, ObservabilityModule } from '#observability';
import { AuditLog } from '#storage';
import { createHttpApplication } from '../platform/create-http-application.ts';
import { ADMISSION_PROVIDERS } from '../platform/testing/admission-providers.ts';
import { testConfig } from '../platform/testing/tiny-application.ts';
import { UnsubscribeGate } from './unsubscribe-gate.ts';
import { UnsubscribeController } from './unsubscribe.controller.ts';
import { Unsubscribe } from './unsubscribe.usecase.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const ID = anId('notificationSubscription');
const TARGET = { tenantId: TENANT, subscriptionId: ID, addressId: 'address-1' };
const ONE_CLICK = { 'content-type': 'application/x-www-form-urlencoded' };

let app: NestFastifyApplication;
let documents: TestDocuments;
let recorded: AuditEvent[];

beforeAll(async () => {
  const config = testConfig({ WEBHOOK_SECRET_KEYS: KEY });
  const logger = createLogger({ level: 'silent', service: 'test' });
  const append = (_: string, event: AuditEvent): Promise<void> => {
    recorded.push(event);
    return Promise.resolve();
  };
  const useFactory = (): Unsubscribe =>
    stub<Unsubscribe>({
      check: (token) => unsubscribe().check(token),
      execute: (token) => unsubscribe().execute(token),
    });
  const unsubscribe = (): Unsubscribe =>
    new Unsubscribe(config, documents.store, documents.commit, stub<AuditLog>({ append }));

  @Global()
  @Module({
    providers: [
      { provide: TOKEN_AUTHENTICATOR, useValue: { ready: () => Promise.resolve() } },
      { provide: CONFIG, useValue: config },
      BearerGuard,
    ],
    exports: [TOKEN_AUTHENTICATOR, CONFIG, BearerGuard],
  })
  class OutsideModule {}

  @Module({
    imports: [OutsideModule, ObservabilityModule.forRoot({ logger })],
    controllers: [UnsubscribeController],
    providers: [...ADMISSION_PROVIDERS, UnsubscribeGate, { provide: Unsubscribe, useFactory }],
  })
  class PagesModule {}

  app = await createHttpApplication(PagesModule, { config, logger });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});
afterAll(() => app.close());

beforeEach(async () => {
  documents = new TestDocuments();
  recorded = [];
  await documents.store.create(aSubscription());
});

const linkTo = (target: Partial<typeof TARGET> = {}): string =>
  `/notifications/unsubscribe?token=${new UnsubscribeLinks([KEY]).sign({ ...TARGET, ...target })}`;
const read = () => documents.store.get('notificationSubscription', TENANT, ID);
const post = (url: string, payload = 'List-Unsubscribe=One-Click') =>
  app.inject({ method: 'POST', url, headers: ONE_CLICK, payload });

describe('the link to unsubscribe', () => {
  it('changes nothing when it is opened, as programs that scan mail do, and asks for a confirmation', async () => {
    const url = linkTo();
    for (const method of ['GET', 'HEAD'] as const) expect((await app.inject({ method, url })).statusCode).toBe(200);
    const { body, headers } = await app.inject(url);
    expect(body).toContain('<form method="post">');
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    expect(headers['content-security-policy']).toContain("form-action 'self'");
    expect(body).not.toMatch(/<script|<img|<link|\son\w+=/);
    expect(await read()).toMatchObject({ status: 'active' });
    expect(recorded).toEqual([]);
  });

  it('unsubscribes when it is confirmed, removes the address, and does nothing the second time', async () => {
    for (let times = 0; times < 2; times++) {
      const { statusCode, body } = await post(linkTo());
      expect([statusCode, body.includes('You are unsubscribed')]).toEqual([200, true]);
    }
    const ended = await read();
    expect(ended).toMatchObject({ status: 'unsubscribed' });
    expect(ended).not.toHaveProperty('sealedAddress', 'sealed');
    expect(recorded).toMatchObject([
      { action: 'notification-subscription.unsubscribe', actor: { kind: 'system', id: 'unsubscribe-link' } },
    ]);
  });

  it('needs no body, and takes none of any size', async () => {
    expect((await app.inject({ method: 'POST', url: linkTo() })).statusCode).toBe(200);
    expect((await post(linkTo(), 'x'.repeat(2_000))).statusCode).toBe(413);
  });

  it('of an earlier address does nothing to the one that has replaced it', async () => {
    expect((await post(linkTo({ addressId: 'address-0' }))).statusCode).toBe(200);
    expect(await read()).toMatchObject({ status: 'active' });
  });

  it('tells nothing of a subscription that is gone', async () => {
    const { statusCode, body } = await post(linkTo({ subscriptionId: anId('notificationSubscription', 1) }));
    expect([statusCode, body.includes('You are unsubscribed')]).toEqual([200, true]);
  });

  it('is not found where it was changed, and then changes nothing', async () => {
    const forged = new UnsubscribeLinks([Buffer.alloc(32, 8).toString('base64')]).sign(TARGET);
    for (const token of ['', 'x', forged, `${linkTo().split('=')[1]}x`]) {
      const url = `/notifications/unsubscribe?token=${token}`;
      expect((await app.inject(url)).statusCode).toBe(404);
      expect((await post(url)).statusCode).toBe(404);
    }
    expect(await read()).toMatchObject({ status: 'active' });
  });
});
