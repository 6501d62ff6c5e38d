import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SecretBox } from '#auth';
import { TestDocuments } from '#documents/testing';
import {
  type NotificationSubscription,
  type OutboxMessage,
  toBeAnnouncedAgain,
  type Voice,
  VOICE_KINDS,
} from '#domain';
import { anId, aSubscription, aVoice, TENANT } from '#domain/testing';
import { MemoryLogger } from '#observability/testing';
import { MakeNotification } from './make-notification.service.ts';
import { NotifyStalledTraining } from './notify-stalled-training.service.ts';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const DAY_MS = 86_400_000;
const FAILURE = { code: 'training-stalled', detail: 'It hung.', providerReason: 'Running' } as const;
const { signal } = new AbortController();

let documents: TestDocuments;
let notify: NotifyStalledTraining;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  documents = new TestDocuments();
  const box = new SecretBox([Buffer.alloc(32, 7).toString('base64')]);
  const make = new MakeNotification(box, documents.commit, new MemoryLogger().asLogger);
  notify = new NotifyStalledTraining(documents.store, make);
});
afterEach(() => void vi.useRealTimers());

const subscribe = (number: number, changes: Partial<NotificationSubscription> = {}) =>
  documents.store.create(
    aSubscription({
      id: anId('notificationSubscription', number),
      kinds: ['training-stalled'],
      createdAt: new Date(NOW - DAY_MS).toISOString(),
      ...changes,
    }),
  );

/** A voice that fails while it is trained, and the messages that this causes. */
async function fails(changes: Partial<Voice> = {}) {
  const voice = await documents.store.create(aVoice({ status: 'training', stage: 'training', ...changes }));
  await documents.commit.save({ ...voice, status: 'failed', stage: 'done', failure: FAILURE, ...changes });
  return announcements();
}

async function announcements() {
  await vi.waitFor(() => expect(documents.published.map(({ type }) => type)).toContain('webhook.announce'));
  return documents.published.splice(0).filter(({ type }) => type === 'webhook.announce');
}

/** Tells of each of these messages twice, as when handling one fails at its end. */
async function handle(messages: readonly OutboxMessage[]): Promise<void> {
  for (const { tenantId, subjectId, occurredAt, id } of [...messages, ...messages]) {
    await notify.execute({ tenantId, subjectId, occurredAt, meaning: id }, signal);
  }
}

const told = async () =>
  (await documents.store.list('delivery', TENANT, { limit: 100 })).data
    .map(({ event, endpointId }) => [event, endpointId])
    .toSorted(([, one = ''], [, other = '']) => (one < other ? -1 : 1));

describe(NotifyStalledTraining.name, () => {
  it.each(VOICE_KINDS)('tells each recipient once of a %s voice', async (voiceKind) => {
    await subscribe(1);
    await subscribe(2, { channel: 'teams' });
    await handle(await fails({ voiceKind }));
    expect(await told()).toEqual([
      ['notification.training-stalled', anId('notificationSubscription', 1)],
      ['notification.training-stalled', anId('notificationSubscription', 2)],
    ]);
    const { data } = await documents.store.list('delivery', TENANT, { limit: 100 });
    expect(data.map(({ subjectId }) => subjectId)).toEqual(data.map(() => anId('voice')));
  });

  it('says which voice it is and where it hung, and no name', async () => {
    await subscribe(1);
    await handle(await fails({ voiceKind: 'professional', name: 'Narrator' }));
    const [delivery] = (await documents.store.list('delivery', TENANT, { limit: 1 })).data;
    expect(delivery?.payload).not.toContain('Narrator');
    expect(JSON.parse(delivery?.payload ?? '')).toMatchObject({
      timestamp: new Date(NOW).toISOString(),
      data: {
        facts: {
          kind: 'training-stalled',
          voiceId: anId('voice'),
          voiceKind: 'professional',
          stalledIn: 'Running',
        },
      },
    });
  });

  it('tells again when the voice was started again and stalls a second time', async () => {
    await subscribe(1);
    await handle(await fails());
    const voice = await documents.store.get('voice', TENANT, anId('voice'));
    const announced = toBeAnnouncedAgain(voice.announced);
    const training = await documents.store.replace({ ...voice, status: 'training', failure: undefined, announced });
    vi.setSystemTime(NOW + DAY_MS);
    await documents.commit.save({ ...training, status: 'failed', failure: FAILURE });
    await handle(await announcements());
    expect(await told()).toHaveLength(2);
  });

  it('tells nobody of other failures, and no one who wants other kinds, has ended it, or came later', async () => {
    await subscribe(1, { kinds: ['voice-unused'] });
    await subscribe(2, { status: 'suspended' });
    await subscribe(3, { status: 'unsubscribed', sealedAddress: undefined });
    await subscribe(4, { createdAt: new Date(NOW + 1).toISOString() });
    await subscribe(5, { tenantId: 'another tenant' });
    await handle(await fails());
    await subscribe(6);
    await handle(
      await fails({ id: anId('voice', 2), failure: { code: 'voice-training-failed', detail: 'It is too short.' } }),
    );
    expect(await told()).toEqual([]);
  });
});
