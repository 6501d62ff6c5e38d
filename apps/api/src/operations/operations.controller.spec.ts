import 'reflect-metadata';
import { get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BearerGuard, type Principal, TOKEN_AUTHENTICATOR } from '#auth';
import { CONFIG } from '#config';
import { OperationStore } from '#documents';
import { anOperation } from '#domain/testing';
import { CancelOperation } from '#intake';
import { createLogger, ObservabilityModule } from '#observability';
import { createHttpApplication } from '../platform/create-http-application.ts';
import { MAX_OPEN_ANSWERS, OpenAnswers } from '../platform/open-answers/open-answers.ts';
import { ADMISSION_PROVIDERS } from '../platform/testing/admission-providers.ts';
import { testConfig } from '../platform/testing/tiny-application.ts';
import { OperationWatches, READ_EVERY_MS } from '../platform/operations/operation-watches.ts';
import { WatchOperation } from './watch-operation.usecase.ts';
import { OperationsController } from './operations.controller.ts';

const ID = 'op_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const STREAMS = 300;
const LIFETIME_MS = 3_600_000;
const AT = '2026-11-22T00:00:00.000Z';

const operation = anOperation({
  id: ID,
  status: 'running',
  events: [{ sequence: 1, at: AT, status: 'running', stage: 'transcribing', progress: 0 }],
});

let app: NestFastifyApplication;
const read = vi.fn(() => Promise.resolve(operation));

beforeAll(async () => {
  const config = testConfig();
  const logger = createLogger({ level: 'silent', service: 'test' });
  const authenticate = (objectId: string): Promise<Principal> =>
    Promise.resolve({
      tenantId: 't',
      objectId,
      kind: 'user',
      roles: ['Voice.Read'],
      clientId: 'c',
      expiresAt: Date.now() + LIFETIME_MS,
    });

  @Global()
  @Module({
    providers: [
      { provide: TOKEN_AUTHENTICATOR, useValue: { ready: () => Promise.resolve(), authenticate } },
      { provide: CONFIG, useValue: config },
      BearerGuard,
    ],
    exports: [TOKEN_AUTHENTICATOR, CONFIG, BearerGuard],
  })
  class OutsideModule {}

  @Module({
    imports: [OutsideModule, ObservabilityModule.forRoot({ logger })],
    controllers: [OperationsController],
    providers: [
      ...ADMISSION_PROVIDERS,
      { provide: OperationStore, useValue: { get: read } },
      { provide: CancelOperation, useValue: {} },
      OperationWatches,
      WatchOperation,
      OpenAnswers,
    ],
  })
  class OperationsModule {}

  app = await createHttpApplication(OperationsModule, { config, logger });
  await app.listen(0, '127.0.0.1');
});
afterAll(() => app.close());

async function watch(principal: string): Promise<IncomingMessage> {
  const url = `${await app.getUrl()}/v1/operations/${ID}/events`;
  const request = get(url, { agent: false, headers: { authorization: `Bearer ${principal}` } });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

/** The timers of the tokens of answers that are opened from now on, so that tokens can expire when all of them are open. */
function tokenTimers(): Disposable & { readonly due: readonly { ms: number; expire: () => void }[] } {
  const due: { ms: number; expire: () => void }[] = [];
  const setRealTimeout = globalThis.setTimeout;
  const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation((run, ms, ...args) => {
    if (ms !== undefined && ms > LIFETIME_MS / 2) due.push({ ms, expire: () => run(...args) });
    return setRealTimeout(run, ms, ...args);
  });
  return { due, [Symbol.dispose]: () => spy.mockRestore() };
}

describe(`${STREAMS} event streams of one principal`, () => {
  it('are open up to the cap, cost one read a tick, and end by themselves when the token expires', async () => {
    const responses = await Promise.all(Array.from({ length: STREAMS }, () => watch('ada')));
    const taken = responses.filter(({ statusCode }) => statusCode === 200);
    const refused = responses.filter(({ statusCode }) => statusCode === 429);
    expect(taken).toHaveLength(MAX_OPEN_ANSWERS.events);
    expect(refused).toHaveLength(STREAMS - MAX_OPEN_ANSWERS.events);
    expect(refused[0]?.headers['retry-after']).toBe('5');
    for (const response of responses) response.destroy();

    using timers = tokenTimers();
    const openedAt = Date.now();
    const open = await Promise.all(Array.from({ length: MAX_OPEN_ANSWERS.events }, () => watch('grace')));
    expect(open.map(({ statusCode }) => statusCode)).toEqual(Array(MAX_OPEN_ANSWERS.events).fill(200));
    expect(timers.due).toHaveLength(MAX_OPEN_ANSWERS.events);
    for (const { ms } of timers.due) {
      expect(ms).toBeLessThanOrEqual(LIFETIME_MS);
      expect(ms).toBeGreaterThanOrEqual(LIFETIME_MS - (Date.now() - openedAt));
    }

    const [startedAt, readsBefore] = [performance.now(), read.mock.calls.length];
    const ends = open.map(async (response) => {
      response.resume();
      await once(response, 'end');
      return response.complete;
    });
    await vi.waitUntil(() => read.mock.calls.length > readsBefore + 2, { timeout: 30_000 });
    expect(open.filter(({ readableEnded }) => readableEnded)).toEqual([]);
    for (const { expire } of timers.due) expire();
    expect(await Promise.all(ends)).toEqual(Array(MAX_OPEN_ANSWERS.events).fill(true));
    const ticks = (performance.now() - startedAt) / READ_EVERY_MS;
    // One for each tick, and the one that had begun.
    expect(read.mock.calls.length - readsBefore).toBeLessThanOrEqual(Math.ceil(ticks) + 1);
    const again = await watch('grace');
    expect(again.statusCode).toBe(200);
    again.destroy();
  });
});

describe('an EventSource that nobody closes', () => {
  it('gets the events of an operation that has ended, and stops by itself', async () => {
    const ended = anOperation({
      id: ID,
      status: 'succeeded',
      events: [
        { sequence: 1, at: AT, status: 'running', stage: 'transcribing', progress: 0 },
        { sequence: 2, at: AT, status: 'succeeded', stage: 'done', progress: 1 },
      ],
    });
    read.mockImplementation(() => Promise.resolve(ended));
    const url = `${await app.getUrl()}/v1/operations/${ID}/events`;
    const exchanges: { readonly lastEventId: string | undefined; readonly status: number; readonly ids: string[] }[] =
      [];
    // As an EventSource does: it connects again after each end of a stream, until it is answered with another status than 200.
    for (let lastEventId: string | undefined; exchanges.at(-1)?.status !== 204 && exchanges.length < 5;) {
      const headers = {
        authorization: 'Bearer ada',
        ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
      };
      const response = await fetch(url, { headers });
      const ids = [...(await response.text()).matchAll(/^id: (\d+)$/gm)].map(([, id = '']) => id);
      exchanges.push({ lastEventId, status: response.status, ids });
      lastEventId = ids.at(-1) ?? lastEventId;
    }
    expect(exchanges).toEqual([
      { lastEventId: undefined, status: 200, ids: ['1', '2'] },
      { lastEventId: '2', status: 204, ids: [] },
    ]);
  });
});
