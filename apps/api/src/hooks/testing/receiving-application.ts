import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BearerGuard, TOKEN_AUTHENTICATOR } from '#auth';
import { CONFIG } from '#config';
import { Commit, DocumentStore, OperationStore, OutboxRelay } from '#documents';
import type { OutboxMessage } from '#domain';
import { type Audited, type AuditTrail, RefusedRequests } from '#intake';
import { createLogger, ObservabilityModule } from '#observability';
import { RefusalInterceptor, Refusals } from '../../audit/refusals.service.ts';
import { HookGate } from '../hook-gate.ts';
import { HooksController } from '../hooks.controller.ts';
import { ReceiveHook } from '../receive-hook.usecase.ts';
import { createHttpApplication } from '../../platform/create-http-application.ts';
import { ADMISSION_PROVIDERS } from '../../platform/testing/admission-providers.ts';
import { testConfig } from '../../platform/testing/tiny-application.ts';
import type { MemoryContainer } from '#storage/testing';

export interface ReceivingApplication {
  readonly app: NestFastifyApplication;
  /** What went to the queue. */
  readonly published: OutboxMessage[];
  readonly lines: string[];
  /** What went to the audit log, with the tenant. */
  readonly audited: (Audited & { readonly tenantId: string; readonly actorId: string })[];
  /** Resolves when what is published in the background has been. */
  drained(): Promise<void>;
}

/** The receiver of inbound webhooks as a replica of the API has it, on documents that replicas share. */
export async function receivingApplication(
  container: MemoryContainer,
  variables: Record<string, string>,
): Promise<ReceivingApplication> {
  const published: OutboxMessage[] = [];
  const lines: string[] = [];
  const audited: ReceivingApplication['audited'] = [];
  const trail: Pick<AuditTrail, 'record'> = {
    record: ({ tenantId, objectId }, event) =>
      Promise.resolve(void audited.push({ ...event, tenantId, actorId: objectId })),
  };
  const logger = createLogger({
    level: 'debug',
    service: 'test',
    destination: { write: (line) => void lines.push(line) },
  });
  const config = testConfig({ RATE_LIMITING_ENABLED: 'true', ...variables });
  const documents = new DocumentStore(container.asContainer);
  const publisher = { publish: (message: OutboxMessage) => Promise.resolve(void published.push(message)) };
  const outbox = new OutboxRelay(publisher, documents, logger);

  @Module({
    imports: [ObservabilityModule.forRoot({ logger })],
    controllers: [HooksController],
    providers: [
      { provide: CONFIG, useValue: config },
      { provide: Commit, useValue: new Commit(documents, new OperationStore(documents), outbox, logger) },
      { provide: TOKEN_AUTHENTICATOR, useValue: {} },
      BearerGuard,
      ...ADMISSION_PROVIDERS,
      { provide: Refusals, useValue: new Refusals(new RefusedRequests(trail as AuditTrail)) },
      { provide: APP_INTERCEPTOR, useClass: RefusalInterceptor },
      HookGate,
      ReceiveHook,
    ],
  })
  class ReceivingModule {}

  const app = await createHttpApplication(ReceivingModule, { config, logger });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return { app, published, lines, audited, drained: () => outbox.drain() };
}
