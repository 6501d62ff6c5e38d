import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SecretBox } from '#auth';
import { TestDocuments } from '#documents/testing';
import { addressPurpose, type DueNotification, NOTIFICATION_KEPT_S } from '#domain';
import { anId, aSubscription, TENANT } from '#domain/testing';
import { MemoryLogger } from '#observability/testing';
import { MakeNotification } from './make-notification.service.ts';

const NOW = Date.parse('2026-11-23T21:00:00.000Z');
const DUE: DueNotification = {
  facts: { kind: 'voice-unused', voiceIds: [anId('voice')], days: 90 },
  slot: 'voice-unused:1',
  dueAt: NOW - 60_000,
  subjectId: anId('voice'),
};
const box = new SecretBox([Buffer.alloc(32, 7).toString('base64')]);

let documents: TestDocuments;
let logger: MemoryLogger;
let make: MakeNotification;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  documents = new TestDocuments();
  logger = new MemoryLogger();
  make = new MakeNotification(box, documents.commit, logger.asLogger);
});
afterEach(() => void vi.useRealTimers());

const deliveries = async () => (await documents.store.list('delivery', TENANT, { limit: 10 })).data;

describe(MakeNotification.name, () => {
  it('makes one delivery for a slot and a recipient, however often it is asked', async () => {
    const [one, other] = [aSubscription(), aSubscription({ id: anId('notificationSubscription', 1) })];
    const made: boolean[] = [];
    for (const subscription of [one, one, other]) made.push(await make.execute(subscription, DUE, Date.now()));
    made.push(await make.execute(one, { ...DUE, slot: 'voice-unused:2' }, Date.now()));
    expect(made).toEqual([true, false, true, true]);
    expect(await deliveries()).toHaveLength(3);
    expect((await deliveries())[0]).toMatchObject({
      status: 'pending',
      event: 'notification.voice-unused',
      subjectId: anId('voice'),
      ttl: NOTIFICATION_KEPT_S,
    });
  });

  it('keeps the slots of a list, and sends after quiet hours', async () => {
    const subscription = aSubscription({ quietHours: { from: '20:00', to: '08:00' } });
    await make.execute(subscription, { ...DUE, slots: ['a', 'b'] }, Date.now());
    expect(await deliveries()).toMatchObject([
      {
        notification: { subscriptionId: subscription.id, slots: ['a', 'b'] },
        nextAttemptAt: '2026-11-24T08:00:00.000Z',
      },
    ]);
    expect(documents.published).toMatchObject([{ scheduledFor: '2026-11-24T08:00:00.000Z' }]);
  });

  it('goes to the webhook endpoint that the address names, and nowhere where that cannot be opened', async () => {
    const at = { tenantId: TENANT, id: anId('notificationSubscription'), addressId: 'a' };
    const sealedAddress = box.seal(anId('webhookEndpoint'), addressPurpose(at));
    const webhook = aSubscription({ ...at, channel: 'webhook', sealedAddress });
    expect(await make.execute(webhook, DUE, Date.now())).toBe(true);
    expect(await deliveries()).toMatchObject([{ endpointId: anId('webhookEndpoint') }]);
    expect(await make.execute({ ...webhook, sealedAddress: 'lost.key' }, DUE, Date.now())).toBe(false);
    expect(await make.execute({ ...webhook, sealedAddress: undefined }, DUE, Date.now())).toBe(false);
    expect(logger.lines.map(({ text }) => text)).toEqual(['the address of a subscription cannot be opened']);
  });
});
