import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { TestDocuments } from '#documents/testing';
import { type DueNotification, errorCodeOf, NOTIFICATION_KINDS, ServiceError } from '#domain';
import { aConsent, aSubscription, aVoice, anId, stub } from '#domain/testing';
import { type DueNotifications, ResolveNames } from '#notifications';
import type { ManageSubscriptions } from './manage-subscriptions.usecase.ts';
import { PreviewNotification } from './preview-notification.usecase.ts';

const ADA = aPrincipal();
const ID = anId('notificationSubscription');

let documents: TestDocuments;
let due: DueNotification[];
let isAllowed: boolean;
let subjectId: string | undefined;
let preview: PreviewNotification;

afterEach(() => void vi.useRealTimers());
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-22T12:00:00.000Z') });
  documents = new TestDocuments();
  due = [];
  isAllowed = true;
  subjectId = undefined;
  const subscriptions = stub<ManageSubscriptions>({
    checkKinds: () => {
      if (!isAllowed) throw new ServiceError('forbidden', 'no');
    },
    get: () => Promise.resolve({ ...aSubscription({ subjectId }), etag: '"1"', addressHint: 'a…@example.com' }),
  });
  const found = stub<DueNotifications>({ of: () => Promise.resolve(due) });
  preview = new PreviewNotification(subscriptions, found, new ResolveNames(documents.store));
});

function aReminder(consentId: string): DueNotification {
  const consents = [{ consentId, expiresAt: '2026-12-22T10:15:00.000Z', daysBefore: 30 }] as const;
  const facts = { kind: 'consent-expiring', consents } as const;
  return { facts, slot: `s:${consentId}`, dueAt: Date.parse('2026-11-22T00:00:00.000Z') };
}

describe(PreviewNotification.name, () => {
  it.each(NOTIFICATION_KINDS)('shows a sample in every form where nothing is due: %s', async (kind) => {
    const { isSample, subject, text, html, teams, webhook } = await preview.execute(ADA, ID, kind);
    expect(isSample).toBe(true);
    for (const shown of [text, html, teams]) {
      expect(shown).toContain(subject);
    }
    expect(JSON.parse(webhook)).toMatchObject({
      type: `notification.${kind}`,
      data: { type: 'notification-subscription', id: ID, status: kind, facts: { kind } },
    });
    expect(documents.published).toEqual([]);
  });

  it('shows what is due, with the names of now, and no link to unsubscribe', async () => {
    await documents.store.create(aVoice({ name: 'Narration' }));
    const facts = { kind: 'voice-unused', voiceIds: [anId('voice')], days: 90 } as const;
    due = [{ facts, slot: 's', dueAt: Date.parse('2026-11-22T00:00:00.000Z') }];
    const { isSample, text, webhook } = await preview.execute(ADA, ID, 'voice-unused');
    expect(isSample).toBe(false);
    expect(text).toContain('“Narration”');
    expect(text).not.toContain('nsubscribe');
    expect(JSON.parse(webhook)).toMatchObject({ timestamp: '2026-11-22T00:00:00.000Z', data: { facts } });
  });

  it('shows ids instead of names to who may not read voices and consents', async () => {
    await documents.store.create(aConsent({ voiceTalentName: 'Ada Example' }));
    due = [aReminder(anId('consent'))];
    expect((await preview.execute(ADA, ID, 'consent-expiring')).text).toContain('“Ada Example”');
    const manager = aPrincipal({ roles: ['Webhook.Manage'] });
    const { text, html, teams } = await preview.execute(manager, ID, 'consent-expiring');
    for (const shown of [text, html, teams]) {
      expect(shown).not.toContain('Ada Example');
      expect(shown).toContain(anId('consent'));
    }
  });

  it('shows to who has given a consent no reminder of another one', async () => {
    subjectId = anId('consent', 1);
    due = [aReminder(anId('consent')), aReminder(anId('consent', 1))];
    expect((await preview.execute(ADA, ID, 'consent-expiring')).webhook).toContain(anId('consent', 1));
    due = [aReminder(anId('consent'))];
    expect(await preview.execute(ADA, ID, 'consent-expiring')).toMatchObject({ isSample: true });
  });

  it('shows nobody what they may not be told of', async () => {
    isAllowed = false;
    expect(await preview.execute(ADA, ID, 'dead-letters').catch(errorCodeOf)).toBe('forbidden');
  });
});
