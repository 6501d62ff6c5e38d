import { beforeEach, describe, expect, it, vi } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { type AuditEvent, type OutboxMessage, ServiceError } from '#domain';
import { stub } from '#domain/testing';
import type { Logger } from '#observability';
import { AuditTrail } from './audit-trail.ts';

const ADA = aPrincipal({ kind: 'user', tenantId: 't', objectId: 'ada' });
const SUBJECT = { kind: 'dead-letter', id: 'maintenance/7' } as const;
const DISCARD = { action: 'dead-letter.discard', subject: SUBJECT, eventId: 'one' } as const;
/** For a machine that is busy. */
const LATE_MS = 2_000;
const never = new Promise<never>(() => undefined);
const unavailable = new ServiceError('dependency-unavailable', 'away');

let appended: AuditEvent[];
let published: OutboxMessage[];
let append: () => Promise<void>;
let publish: () => Promise<void>;
const error = vi.fn();
let trail: AuditTrail;

beforeEach(() => {
  appended = [];
  published = [];
  append = publish = () => Promise.resolve();
  error.mockClear();
  const log = {
    append: async (_: string, event: AuditEvent) => {
      await append();
      appended.push(event);
    },
  };
  const publisher = {
    publish: async (message: OutboxMessage) => {
      await publish();
      published.push(message);
    },
  };
  trail = new AuditTrail(stub(log), stub(publisher), stub<Logger>({ error }));
});

async function millisecondsOf(done: Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await done;
  return performance.now() - startedAt;
}

describe(AuditTrail.name, () => {
  it('has what must not happen unseen in the log before it is done, or says that it must not be done', async () => {
    await trail.recordFirst(ADA, DISCARD);
    expect(appended).toMatchObject([
      { eventId: 'one', action: 'dead-letter.discard', outcome: 'accepted', actor: { kind: 'user', id: 'ada' } },
    ]);
    expect(published).toEqual([]);
    append = () => Promise.reject(unavailable);
    await expect(trail.recordFirst(ADA, DISCARD)).rejects.toBe(unavailable);
  });

  it('sends what has happened anyway by the queue, by an id that nobody can guess', async () => {
    await trail.record(ADA, DISCARD);
    await trail.record(ADA, DISCARD);
    await trail.record(ADA, { ...DISCARD, outcome: 'refused' });
    expect(published).toMatchObject(
      published.map(() => ({ type: 'audit.append', tenantId: 't', data: { eventId: 'one' } })),
    );
    const messageIds = published.map(({ id }) => id);
    for (const id of messageIds) expect(id).toMatch(/^audit:[0-9a-f-]{36}$/);
    expect(new Set(messageIds).size).toBe(3);
    expect(appended).toEqual([]);
  });

  it('appends it directly when the broker does not take it', async () => {
    publish = () => Promise.reject(unavailable);
    await trail.record(ADA, DISCARD);
    expect(appended).toMatchObject([{ eventId: 'one' }]);
  });

  it('shows it in the log of the process as the last place, and does not fail', async () => {
    append = publish = () => Promise.reject(unavailable);
    await trail.record(ADA, DISCARD);
    expect(error).toHaveBeenCalledWith(
      expect.objectContaining({ auditEvent: expect.objectContaining({ eventId: 'one' }) as unknown }),
      expect.any(String),
    );
  });

  it('lets no answer wait for the broker, and appends at a stop what the broker has not taken by then', async () => {
    publish = () => never;
    expect(await millisecondsOf(trail.record(ADA, DISCARD))).toBeLessThan(1_000 + LATE_MS);
    expect(appended).toEqual([]);
    await trail.beforeApplicationShutdown();
    expect(appended).toMatchObject([{ eventId: 'one' }]);
  });

  it('lets no stop wait when neither store answers', async () => {
    append = publish = () => never;
    await trail.record(ADA, DISCARD);
    expect(await millisecondsOf(trail.beforeApplicationShutdown())).toBeLessThan(4_000 + LATE_MS);
  });

  it('has nothing to do at a stop when everything is on its way', async () => {
    await trail.record(ADA, DISCARD);
    await trail.beforeApplicationShutdown();
    expect(appended).toEqual([]);
  });
});
