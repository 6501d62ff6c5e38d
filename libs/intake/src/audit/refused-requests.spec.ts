import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '#auth';
import { stub } from '#domain/testing';
import type { Audited } from './audit-message.ts';
import { RefusedRequests } from './refused-requests.ts';

const ROUTE = 'POST /v1/voices';
const ada: Principal = { kind: 'user', tenantId: 't', objectId: 'ada', clientId: 'app', roles: ['Voice.Read'] };

describe(RefusedRequests.name, () => {
  let recorded: Audited[];
  const newReplica = () =>
    new RefusedRequests(stub({ record: async (_: Principal, audited: Audited) => void recorded.push(audited) }));

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-22T10:00:00Z') });
    recorded = [];
  });
  afterEach(() => void vi.useRealTimers());

  it('records a route once a minute, under one id on all replicas', async () => {
    const refused = newReplica();
    await refused.record(ada, ROUTE);
    await refused.record(ada, ROUTE);
    expect(recorded).toHaveLength(1);
    await newReplica().record(ada, ROUTE);
    expect(recorded[1]?.eventId).toBe(recorded[0]?.eventId);
    vi.advanceTimersByTime(60_000);
    await refused.record(ada, ROUTE);
    expect(new Set(recorded.map(({ eventId }) => eventId)).size).toBe(2);
  });

  it('tells a person, and each producer that acts for the same person, apart', async () => {
    const refused = newReplica();
    for (const principal of [ada, { ...ada, producer: 'ivr' }, { ...ada, producer: 'night' }]) {
      await refused.record(principal, ROUTE);
    }
    expect(new Set(recorded.map(({ eventId }) => eventId)).size).toBe(3);
  });
});
