import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SecretBox } from '#auth';
import { aConfig } from '#config/testing';
import { BudgetStore, OperationStore, TenantFigures } from '#documents';
import { TestDocuments } from '#documents/testing';
import {
  addressPurpose,
  type Delivery,
  dueBaseModelNotice,
  NOTIFICATION_KEPT_S,
  type NotificationSubscription,
  type Operation,
  type Usage,
} from '#domain';
import {
  aConsent,
  anEndpoint,
  anId,
  anOperation,
  aSubscription,
  aSynthesis,
  aVoice,
  stub,
  TENANT,
} from '#domain/testing';
import type { DeadLetters } from '#messaging';
import { DueNotifications } from '#notifications';
import { MemoryLogger } from '#observability/testing';
import { UsageStore } from '#storage';
import { MemoryContainer } from '#storage/testing';
import { MakeNotification } from './make-notification.service.ts';
import { NotifySubscribers } from './notify-subscribers.service.ts';

const DAY_MS = 86_400_000;
/** A Monday. */
const NOW = Date.parse('2026-11-23T02:10:00.000Z');
const { signal } = new AbortController();
const box = new SecretBox([Buffer.alloc(32, 7).toString('base64')]);
const ago = (days: number): string => new Date(NOW - days * DAY_MS).toISOString();

let documents: TestDocuments;
let operations: OperationStore;
let usage: UsageStore;
let budgets: BudgetStore;
let deadLetters: number;
let logger: MemoryLogger;
let notify: NotifySubscribers;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  documents = new TestDocuments();
  operations = new OperationStore(documents.store);
  usage = new UsageStore(new MemoryContainer().asContainer);
  budgets = new BudgetStore(new MemoryContainer().asContainer);
  deadLetters = 0;
  logger = new MemoryLogger();
  const counted = stub<DeadLetters>({ count: () => Promise.resolve([{ queue: 'maintenance', count: deadLetters }]) });
  const figures = new TenantFigures(documents.container.asContainer);
  const due = new DueNotifications(aConfig(), figures, budgets, usage, counted);
  notify = new NotifySubscribers(figures, due, new MakeNotification(box, documents.commit, logger.asLogger));
});
afterEach(() => void vi.useRealTimers());

const subscribe = (changes: Partial<NotificationSubscription> = {}) =>
  documents.store.create(aSubscription({ createdAt: ago(100), ...changes }));
/** A job that ended half a day ago. */
const ended = (number: number, changes: Partial<Operation>) =>
  documents.store.create(
    anOperation({ id: anId('operation', number), stage: 'done', updatedAt: ago(0.5), ...changes }),
  );
async function run(): Promise<number> {
  const { counts } = await notify.execute(undefined, signal);
  return counts['notified'] ?? 0;
}
async function deliveries(): Promise<Delivery[]> {
  return [...(await documents.store.list('delivery', TENANT, { limit: 100 })).data];
}
const facts = ({ payload }: Delivery): unknown => (JSON.parse(payload) as { data: { facts: unknown } }).data.facts;
const only = async (): Promise<unknown> => {
  const made = await deliveries();
  expect(made).toHaveLength(1);
  return made[0] && facts(made[0]);
};

describe(NotifySubscribers.name, () => {
  it('makes nothing, and asks for nothing else, where nobody has subscribed', async () => {
    const calls = documents.container.calls;
    expect(await run()).toBe(0);
    expect(documents.container.calls - calls).toBe(1);
    expect(documents.published).toEqual([]);
  });

  it('makes a digest of the day and the week that are over, once for each recipient however often it runs', async () => {
    await subscribe({ kinds: ['daily-digest', 'weekly-digest'] });
    await subscribe({ id: anId('notificationSubscription', 1), kinds: ['daily-digest'] });
    expect(await run()).toBe(3);
    expect(await run()).toBe(0);
    vi.setSystemTime(NOW + DAY_MS);
    expect(await run()).toBe(2);
    const made = await deliveries();
    expect(made).toHaveLength(5);
    expect(made[0]).toMatchObject({
      status: 'pending',
      ttl: NOTIFICATION_KEPT_S,
      event: expect.stringContaining('digest') as string,
    });
    expect(documents.published.map(({ type }) => type)).toEqual(Array.from({ length: 5 }, () => 'webhook.deliver'));
  });

  it('makes each digest once over 40 days with clock changes in three time zones, however often a day it runs', async () => {
    for (const [index, timeZone] of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'].entries()) {
      await subscribe({
        id: anId('notificationSubscription', index),
        kinds: ['daily-digest', 'weekly-digest'],
        timeZone,
        quietHours: { from: '21:00', to: '02:30' },
        createdAt: '2026-09-01T00:00:00.000Z',
      });
    }
    // A Thursday: 40 days, and the weeks that ended before each of the six Mondays and before the first day.
    const from = Date.parse('2026-10-01T00:10:00.000Z');
    let made = 0;
    for (let hours = 0; hours < 40 * 24; hours += 6) {
      vi.setSystemTime(from + hours * 3_600_000);
      made += await run();
    }
    expect(made).toBe(3 * (40 + 7));
    const scheduled = documents.published.map(({ scheduledFor }) => scheduledFor);
    expect(scheduled).toHaveLength(made);
    // Quiet in Berlin at 00:10 UTC: until 02:30 by the clock, which is 00:30 UTC in summer and 01:30 UTC in winter.
    expect(scheduled).toContain('2026-10-24T00:30:00.000Z');
    expect(scheduled).toContain('2026-10-26T01:30:00.000Z');
  });

  it('counts jobs, failures, characters, budgets and expiring consents, and names nobody', async () => {
    await ended(1, { status: 'succeeded' });
    await ended(2, { status: 'failed', error: { code: 'invalid-ssml', detail: '' } });
    await ended(3, { status: 'failed', error: { code: 'batch-failed', detail: '' }, type: 'speech.batch' });
    await ended(4, { status: 'succeeded', updatedAt: ago(3) });
    await ended(5, { status: 'canceled' });
    await ended(6, { status: 'succeeded', type: 'voice.enrollment' });
    await documents.store.create(aConsent({ expiresAt: ago(-20) }));
    const spoken: Usage = {
      tenantId: TENANT,
      day: '2026-11-22',
      voiceId: 'v',
      kind: 'live',
      requests: 1,
      billedCharacters: 70,
      audioMs: 1,
    };
    await usage.sumUp(spoken);
    await subscribe({ kinds: ['daily-digest'] });
    await run();
    expect(await only()).toEqual({
      kind: 'daily-digest',
      from: '2026-11-22',
      to: '2026-11-22',
      succeeded: 1,
      failed: 2,
      isIncomplete: false,
      failures: [
        { code: 'batch-failed', count: 1 },
        { code: 'invalid-ssml', count: 1 },
      ],
      characters: 70,
      budgets: [],
      consents: [{ consentId: anId('consent'), expiresAt: ago(-20) }],
    });
    expect(JSON.stringify(await deliveries())).not.toContain('Ada');
  });

  it('counts jobs when they ended, also those that were removed or changed since', async () => {
    const synthesis = await documents.store.create(
      aSynthesis({ status: 'succeeded', store: false, updatedAt: ago(0.5) }),
    );
    await operations.begin(synthesis);
    await documents.store.remove(synthesis);
    const changed = await documents.store.create(
      aSynthesis({
        id: anId('synthesis', 1),
        operationId: anId('operation', 1),
        status: 'succeeded',
        updatedAt: ago(0.5),
      }),
    );
    await operations.begin(changed);
    await documents.store.replace({ ...changed, sentAt: ago(0), updatedAt: ago(0) });
    await subscribe({ kinds: ['daily-digest'] });
    await run();
    expect(await only()).toMatchObject({ succeeded: 2, failed: 0 });
  });

  it('makes no digest of a time before the subscription', async () => {
    await subscribe({ kinds: ['daily-digest', 'weekly-digest'], createdAt: ago(0.01) });
    expect(await run()).toBe(0);
  });

  it('lets what is made in quiet hours wait for their end', async () => {
    await subscribe({ kinds: ['daily-digest'], timeZone: 'Europe/Berlin', quietHours: { from: '20:00', to: '08:00' } });
    await run();
    expect(documents.published).toMatchObject([{ scheduledFor: '2026-11-23T07:00:00.000Z', data: { attempt: 1 } }]);
    expect(await deliveries()).toMatchObject([{ nextAttemptAt: '2026-11-23T07:00:00.000Z' }]);
  });

  it('tells of 80 and then of 100 % of a hard limit, once a month each', async () => {
    const spend = async (characters: number, period = '2026-11'): Promise<void> => {
      const ledger = await budgets.read(TENANT);
      const limits = { characters: { hard: 100 }, costMicros: {} };
      const account = {
        limits,
        version: 1,
        updatedAt: ago(0),
        period,
        drawn: { characters, costMicros: 0 },
        leases: [],
      };
      await budgets.write(TENANT, { ...ledger, accounts: { tenant: account } });
    };
    await subscribe({ kinds: ['quota'] });
    const told: number[] = [];
    for (const characters of [79, 80, 99, 100, 100]) {
      await spend(characters);
      told.push(await run());
    }
    expect(told).toEqual([0, 1, 0, 1, 0]);
    vi.setSystemTime(Date.parse('2026-12-01T02:10:00.000Z'));
    expect(await run()).toBe(0);
    await spend(90, '2026-11');
    vi.setSystemTime(Date.parse('2026-12-05T02:10:00.000Z'));
    expect(await run()).toBe(0);
    await spend(85, '2026-12');
    expect(await run()).toBe(1);
    expect((await deliveries()).map(facts)).toContainEqual({
      kind: 'quota',
      scope: 'tenant',
      period: '2026-12',
      percent: 80,
    });
  });

  it('tells of a limit that was reached after the last run of the month', async () => {
    const limits = { characters: { hard: 100 }, costMicros: {} };
    const drawn = { characters: 100, costMicros: 0 };
    const account = { limits, version: 1, updatedAt: ago(0), period: '2026-11', drawn, leases: [] };
    const ledger = await budgets.read(TENANT);
    await budgets.write(TENANT, { ...ledger, accounts: { tenant: account } });
    await subscribe({ kinds: ['quota'] });
    vi.setSystemTime(Date.parse('2026-12-01T02:10:00.000Z'));
    expect([await run(), await run()]).toEqual([1, 0]);
    expect(await only()).toEqual({ kind: 'quota', scope: 'tenant', period: '2026-11', percent: 100 });
  });

  it('tells of a day on which many jobs have failed', async () => {
    for (let index = 0; index < 10; index++) {
      const error = index < 2 ? ({ code: 'provider-rejected', detail: '' } as const) : undefined;
      await ended(index, { status: error ? 'failed' : 'succeeded', error });
    }
    await subscribe({ kinds: ['failure-rate'] });
    expect([await run(), await run()]).toEqual([1, 0]);
    expect(await only()).toEqual({ kind: 'failure-rate', day: '2026-11-22', succeeded: 8, failed: 2, percent: 20 });
  });

  it('tells of dead letters once a day, while there are some', async () => {
    await subscribe({ kinds: ['dead-letters'] });
    expect(await run()).toBe(0);
    deadLetters = 3;
    expect([await run(), await run()]).toEqual([1, 0]);
    vi.setSystemTime(NOW + DAY_MS);
    expect(await run()).toBe(1);
  });

  it('reminds of a consent 30, 7 and 1 days before its end, once each over 40 days', async () => {
    await documents.store.create(aConsent({ expiresAt: ago(-35) }));
    await subscribe({ kinds: ['consent-expiring'] });
    for (let day = 0; day < 40; day++) {
      vi.setSystemTime(NOW + day * DAY_MS);
      await run();
    }
    const told = (await deliveries()).map((each) => [
      each.subjectId,
      (facts(each) as { consents: { daysBefore: number }[] }).consents[0]?.daysBefore,
    ]);
    expect(told).toHaveLength(3);
    expect(told).toEqual(expect.arrayContaining([30, 7, 1].map((days) => [anId('consent'), days])));
  });

  it('lists in one message a day what is due of all consents and voices, each once', async () => {
    for (let number = 0; number < 5; number++) {
      await documents.store.create(aConsent({ id: anId('consent', number), expiresAt: ago(-20 - number) }));
      await documents.store.create(aVoice({ id: anId('voice', number), createdAt: ago(91) }));
    }
    await subscribe({ kinds: ['consent-expiring', 'voice-unused'] });
    expect([await run(), await run()]).toEqual([2, 0]);
    expect(documents.published).toHaveLength(2);
    await documents.store.create(aConsent({ id: anId('consent', 9), expiresAt: ago(-6) }));
    // Of the same day, so it waits for the next one.
    expect(await run()).toBe(0);
    vi.setSystemTime(NOW + DAY_MS);
    expect([await run(), await run()]).toEqual([1, 0]);
    const told = (await deliveries()).map(
      (each) => facts(each) as { consents?: { consentId: string }[]; voiceIds?: string[] },
    );
    const consents = told.flatMap((each) => each.consents?.map(({ consentId }) => consentId) ?? []);
    expect(consents).toEqual(expect.arrayContaining([0, 1, 2, 3, 4, 9].map((number) => anId('consent', number))));
    expect(consents).toHaveLength(new Set(consents).size);
    expect(told.flatMap(({ voiceIds = [] }) => voiceIds)).toHaveLength(5);
  });

  it('reminds the holder of an address of their own consent alone', async () => {
    await documents.store.create(aConsent({ expiresAt: ago(-5) }));
    await documents.store.create(aConsent({ id: anId('consent', 1), expiresAt: ago(-5) }));
    await subscribe({ kinds: ['consent-expiring'], subjectId: anId('consent', 1) });
    expect(await run()).toBe(1);
    expect(await deliveries()).toMatchObject([{ subjectId: anId('consent', 1) }]);
  });

  it('names no other consent in the digest of who has given one', async () => {
    await documents.store.create(aConsent({ expiresAt: ago(-5) }));
    await documents.store.create(aConsent({ id: anId('consent', 1), expiresAt: ago(-5) }));
    await subscribe({ kinds: ['daily-digest'], subjectId: anId('consent', 1) });
    await run();
    expect(await only()).toMatchObject({ consents: [{ consentId: anId('consent', 1) }] });
  });

  it('reminds of a voice that has not spoken for 90 days, not of one that has', async () => {
    await documents.store.create(aVoice({ createdAt: ago(91) }));
    await documents.store.create(aVoice({ id: anId('voice', 1), createdAt: ago(91) }));
    await documents.store.create(aVoice({ id: anId('voice', 2), createdAt: ago(80) }));
    const sum: Usage = {
      tenantId: TENANT,
      day: '2026-10-01',
      voiceId: anId('voice', 1),
      kind: 'batch',
      requests: 1,
      billedCharacters: 1,
      audioMs: 1,
    };
    await usage.sumUp(sum);
    await subscribe({ kinds: ['voice-unused'] });
    expect([await run(), await run()]).toEqual([1, 0]);
    expect(await only()).toEqual({ kind: 'voice-unused', voiceIds: [anId('voice')], days: 90 });
  });

  it('reminds of each notice of an ending base model once over 120 days, and of no voice that is gone', async () => {
    const end = NOW + 92 * DAY_MS;
    const expiresAt = new Date(end).toISOString();
    let voice = await documents.store.create(aVoice());
    await documents.store.create(aVoice({ id: anId('voice', 1) }));
    const notice = { expiresAt, daysBefore: 90 } as const;
    await documents.store.create(aVoice({ id: anId('voice', 2), status: 'deleted', baseModelNotice: notice }));
    await subscribe({ kinds: ['base-model-expiring'] });
    for (let day = 0; day < 120; day++) {
      const now = NOW + day * DAY_MS;
      vi.setSystemTime(now);
      const baseModelNotice = dueBaseModelNotice(voice, expiresAt, now);
      if (baseModelNotice) voice = await documents.store.replace({ ...voice, baseModelNotice });
      await run();
    }
    const made = await deliveries();
    expect(made.map(({ subjectId }) => subjectId)).toEqual([1, 2, 3].map(() => anId('voice')));
    const told = made.map((each) => (facts(each) as { voices: { notice: { daysBefore: number } }[] }).voices);
    expect(new Set(told.map(([first]) => first?.notice.daysBefore))).toEqual(new Set([90, 30, 7]));
  });

  it('leaves out base models that ended long ago, and what is told at once', async () => {
    await documents.store.create(aVoice({ baseModelNotice: { expiresAt: ago(31), daysBefore: 7 } }));
    await subscribe({ kinds: ['base-model-expiring', 'training-stalled'] });
    expect(await run()).toBe(0);
  });

  it('sends by the webhook endpoint that a subscription names', async () => {
    await documents.store.create(anEndpoint());
    const at = { tenantId: TENANT, id: anId('notificationSubscription'), addressId: 'a' };
    const sealedAddress = box.seal(anId('webhookEndpoint'), addressPurpose(at));
    await subscribe({ ...at, channel: 'webhook', kinds: ['daily-digest'], sealedAddress });
    await run();
    expect(await deliveries()).toMatchObject([
      { endpointId: anId('webhookEndpoint'), event: 'notification.daily-digest' },
    ]);
  });

  it('passes over a subscription whose address cannot be opened, and over those that are not active', async () => {
    await subscribe({ channel: 'webhook', kinds: ['daily-digest'], sealedAddress: 'lost.key' });
    await subscribe({ id: anId('notificationSubscription', 1), kinds: ['daily-digest'], status: 'suspended' });
    await subscribe({ id: anId('notificationSubscription', 2), kinds: ['daily-digest'] });
    expect(await run()).toBe(1);
    expect(logger.lines.map(({ text }) => text)).toEqual(['the address of a subscription cannot be opened']);
  });

  it('goes on page by page', async () => {
    for (let index = 0; index < 101; index++) {
      await subscribe({ id: anId('notificationSubscription', index), kinds: ['dead-letters'] });
    }
    const { next } = await notify.execute(undefined, signal);
    expect(next).toBe(anId('notificationSubscription', 99));
    expect(await notify.execute(next, signal)).toMatchObject({ next: undefined });
  });
});
