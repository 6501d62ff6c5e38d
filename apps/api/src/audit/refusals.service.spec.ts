import type { CallHandler, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { lastValueFrom, of, throwError } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Principal, setPrincipal } from '#auth';
import { ServiceError } from '#domain';
import { stub } from '#domain/testing';
import { type Audited, RefusedRequests } from '#intake';
import { RefusalInterceptor, Refusals } from './refusals.service.ts';

const forbidden = new ServiceError('forbidden', 'You may not.');
let recorded: Audited[];
let refusals: Refusals;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-22T10:00:00Z') });
  recorded = [];
  refusals = newReplica();
});
afterEach(() => void vi.useRealTimers());

function newReplica(): Refusals {
  const record = (_: Principal, audited: Audited) => Promise.resolve(void recorded.push(audited));
  return new Refusals(new RefusedRequests(stub({ record })));
}

function requestOf(objectId = 'ada', url = '/v1/voices/:id', method = 'DELETE') {
  const request = stub<FastifyRequest>({ method, routeOptions: { url }, url: '/v1/voices/vce_1?secret=1' });
  setPrincipal(request, { kind: 'user', tenantId: 't', objectId, clientId: 'app', roles: ['Voice.Read'] });
  return request;
}

const contextOf = (request: unknown) => stub<ExecutionContext>({ switchToHttp: () => ({ getRequest: () => request }) });

describe(Refusals.name, () => {
  it('records who was refused and which route, but not the request itself', async () => {
    await refusals.record(requestOf());
    expect(recorded).toMatchObject([
      {
        action: 'request.refuse',
        outcome: 'refused',
        subject: { kind: 'route', id: 'DELETE /v1/voices/:id' },
        details: { clientId: 'app', roles: 'Voice.Read' },
      },
    ]);
    expect(JSON.stringify(recorded)).not.toContain('secret');
  });

  it('records the same principal on the same route once a minute, on all replicas by the same id', async () => {
    await refusals.record(requestOf());
    await refusals.record(requestOf());
    expect(recorded).toHaveLength(1);
    await newReplica().record(requestOf());
    expect(recorded[1]?.eventId).toBe(recorded[0]?.eventId);
    await refusals.record(requestOf('grace'));
    await refusals.record(requestOf('ada', '/v1/voices'));
    await refusals.record(requestOf('ada', '/v1/voices/:id', 'GET'));
    vi.advanceTimersByTime(60_000);
    await refusals.record(requestOf());
    expect(new Set(recorded.map(({ eventId }) => eventId)).size).toBe(5);
  });

  it('remembers so many and not more', async () => {
    for (let number = 0; number <= 1_000; number++) await refusals.record(requestOf(`principal-${number}`));
    expect(recorded).toHaveLength(1_001);
    // Forgotten here; the log keeps it once, by its id.
    await refusals.record(requestOf('principal-1'));
    expect(recorded.at(-1)?.eventId).toBe(recorded[1]?.eventId);
  });
});

describe(RefusalInterceptor.name, () => {
  const answerOf = (handle: CallHandler['handle'], request: unknown = requestOf()) =>
    lastValueFrom(new RefusalInterceptor(refusals).intercept(contextOf(request), { handle }));

  it('records what a handler refuses, and passes everything on as it is', async () => {
    await expect(answerOf(() => throwError(() => forbidden))).rejects.toBe(forbidden);
    expect(recorded).toHaveLength(1);
    const other = new ServiceError('not-found', 'There is none.');
    await expect(answerOf(() => throwError(() => other))).rejects.toBe(other);
    expect(await answerOf(() => of('answer'))).toBe('answer');
    expect(recorded).toHaveLength(1);
  });

  it('passes on what a route without a guard refuses, where nobody is known', async () => {
    const request = { method: 'POST', routeOptions: { url: '/hooks/:source' } };
    await expect(answerOf(() => throwError(() => forbidden), request)).rejects.toBe(forbidden);
    expect(recorded).toEqual([]);
  });
});
