import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SecretBox } from '#auth';
import { aConfig } from '#config/testing';
import { TenantFigures } from '#documents';
import { TestDocuments } from '#documents/testing';
import {
  type Delivery,
  newEndpoint,
  type NotificationSubscription,
  type Voice,
  type VoiceEndpointStatus,
} from '#domain';
import { anId, aSubscription, aVoice, stub, TENANT } from '#domain/testing';
import { DueNotifications } from '#notifications';
import { MemoryLogger } from '#observability/testing';
import { MakeNotification } from './make-notification.service.ts';
import { NotifySubscribers } from './notify-subscribers.service.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-11-23T02:10:00.000Z');
const { signal } = new AbortController();

let documents: TestDocuments;
let notify: NotifySubscribers;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  documents = new TestDocuments();
  const config = aConfig({ professionalEndpoints: { idleMs: 2 * HOUR_MS, idleNoticeMs: 6 * HOUR_MS } });
  const figures = new TenantFigures(documents.container.asContainer);
  const due = new DueNotifications(config, figures, stub({}), stub({}), stub({}));
  const box = new SecretBox([Buffer.alloc(32, 7).toString('base64')]);
  notify = new NotifySubscribers(
    figures,
    due,
    new MakeNotification(box, documents.commit, new MemoryLogger().asLogger),
  );
});
afterEach(() => void vi.useRealTimers());

const subscribe = (changes: Partial<NotificationSubscription> = {}) => documents.store.create(aSubscription(changes));
const run = async () => (await notify.execute(undefined, signal)).counts['notified'];
async function deliveries(): Promise<readonly Delivery[]> {
  return (await documents.store.list('delivery', TENANT, { limit: 100 })).data;
}

describe('the reminder of an endpoint that is idle', () => {
  /** A voice whose endpoint was used so many hours ago. */
  const voiceUsed = (hoursAgo: number, status: VoiceEndpointStatus, changes: Partial<Voice> = {}) =>
    documents.store.create(
      aVoice({
        voiceKind: 'professional',
        endpoint: { ...newEndpoint(NOW - hoursAgo * HOUR_MS), status },
        ...changes,
      }),
    );

  it('comes to each recipient once a day while it costs and is not suspended, and not after that', async () => {
    let voice = await voiceUsed(5.9, 'deployed');
    await subscribe({ kinds: ['endpoint-idle'] });
    await subscribe({ id: anId('notificationSubscription', 1), kinds: ['endpoint-idle'] });
    const told: (number | undefined)[] = [];
    for (let hour = 0; hour < 72; hour += 8) {
      vi.setSystemTime(NOW + hour * HOUR_MS);
      told.push(await run());
    }
    // It is suspended at last, used, and idle again.
    const idle = { ...newEndpoint(Date.now()), status: 'suspended' } as const;
    voice = await documents.store.replace({ ...voice, endpoint: idle });
    vi.setSystemTime(NOW + 96 * HOUR_MS);
    told.push(await run());
    await documents.store.replace({ ...voice, endpoint: { ...newEndpoint(Date.now()), status: 'deployed' } });
    told.push(await run());
    vi.setSystemTime(NOW + 102 * HOUR_MS);
    told.push(await run());
    expect(told).toEqual([0, 2, 0, 2, 0, 0, 2, 0, 0, 0, 0, 2]);
    expect((await deliveries()).map(({ subjectId }) => subjectId)).toEqual(Array.from({ length: 8 }, () => voice.id));
  });

  it('lists all that cost in one message, also of voices that are suspended or being erased', async () => {
    await voiceUsed(7, 'deployed', { id: anId('voice', 1) });
    await voiceUsed(8, 'suspending', { id: anId('voice', 2), status: 'suspended' });
    await voiceUsed(9, 'resuming', { id: anId('voice', 3), status: 'deleting' });
    await voiceUsed(9, 'suspended', { id: anId('voice', 4) });
    await voiceUsed(9, 'deploying', { id: anId('voice', 5), status: 'training' });
    await voiceUsed(9, 'deployed', { id: anId('voice', 6), tenantId: 'another tenant' });
    await documents.store.create(aVoice({ id: anId('voice', 7) }));
    await subscribe({ kinds: ['endpoint-idle'] });
    expect([await run(), await run()]).toEqual([1, 0]);
    const usedAt = (hoursAgo: number): string => new Date(NOW - hoursAgo * HOUR_MS).toISOString();
    const [only] = await deliveries();
    const { data } = JSON.parse(only?.payload ?? '{}') as { data: { facts: unknown } };
    expect(data.facts).toEqual({
      kind: 'endpoint-idle',
      endpoints: [
        { voiceId: anId('voice', 1), usedAt: usedAt(7) },
        { voiceId: anId('voice', 2), usedAt: usedAt(8) },
        { voiceId: anId('voice', 3), usedAt: usedAt(9) },
      ],
    });
  });
});
