import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SecretBox } from '#auth';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, ServiceError, VOICE_KINDS } from '#domain';
import { anEndpoint, anId, aSubscription, aVoice, stub, TENANT } from '#domain/testing';
import { DONE } from '#messaging';
import { aMessage } from '#messaging/testing';
import { MemoryLogger } from '#observability/testing';
import { MakeNotification } from '../notifications/make-notification.service.ts';
import { NotifyStalledTraining } from '../notifications/notify-stalled-training.service.ts';
import { AnnounceEvent } from './announce-event.usecase.ts';
import { MakeDeliveries } from './make-deliveries.service.ts';

const MESSAGE = aMessage('webhook.announce', anId('voice'), { event: 'voice.ready' });
const signal = new AbortController().signal;

let isBrokerDown: boolean;
let documents: TestDocuments;
let stalled: NotifyStalledTraining['execute'];
let announce: AnnounceEvent;

beforeEach(() => {
  isBrokerDown = false;
  documents = new TestDocuments(() =>
    isBrokerDown ? Promise.reject(new ServiceError('dependency-unavailable', 'no broker')) : Promise.resolve(),
  );
  stalled = vi.fn(() => Promise.resolve());
  const notify = stub<NotifyStalledTraining>({ execute: (news, signal) => stalled(news, signal) });
  announce = new AnnounceEvent(new MakeDeliveries(documents.store, documents.commit), notify);
});

const deliveries = async () => (await documents.store.list('delivery', TENANT, { limit: 10 })).data;
const endpoint = (number: number, changes = {}) =>
  documents.store.create(anEndpoint({ id: anId('webhookEndpoint', number), ...changes }));

describe(AnnounceEvent.name, () => {
  it('makes a delivery for each endpoint that wants the event, once however often it is delivered', async () => {
    await endpoint(1);
    await endpoint(2, { events: ['voice.ready'] });
    await endpoint(3, { events: ['voice.failed'] });
    await endpoint(4, { status: 'disabled' });
    await endpoint(5, { tenantId: 'another tenant' });
    for (let times = 0; times < 2; times++) expect(await announce.handle(MESSAGE, { signal })).toBe(DONE);
    const made = await deliveries();
    expect(made.map(({ endpointId }) => endpointId).toSorted()).toEqual(
      [1, 2].map((number) => anId('webhookEndpoint', number)),
    );
    expect(made[0]).toMatchObject({ status: 'pending', event: 'voice.ready', subjectId: anId('voice'), outbox: [] });
    expect(JSON.parse(made[0]?.payload ?? '')).toMatchObject({ type: 'voice.ready', data: { id: anId('voice') } });
    expect(documents.published.map(({ type }) => type)).toEqual(['webhook.deliver', 'webhook.deliver']);
  });

  it('goes on with the delivery of a run that died before it was published', async () => {
    await endpoint(1);
    isBrokerDown = true;
    expect(await announce.handle(MESSAGE, { signal }).catch(errorCodeOf)).toBe('dependency-unavailable');
    isBrokerDown = false;
    // Another attempt at the same message is about the same event.
    const again = { ...MESSAGE, attempt: 2, id: MESSAGE.id.replace(/:1$/, ':2') };
    expect(await announce.handle(again, { signal })).toBe(DONE);
    expect(await deliveries()).toHaveLength(1);
    expect(documents.published).toHaveLength(1);
  });

  it('asks for subscribers of a voice that has failed only, the same each time', async () => {
    await announce.handle(MESSAGE, { signal });
    expect(stalled).not.toHaveBeenCalled();
    const failed = aMessage('webhook.announce', anId('voice'), { event: 'voice.failed' });
    await announce.handle(failed, { signal });
    await announce.handle({ ...failed, attempt: 2, id: failed.id.replace(/:1$/, ':2') }, { signal });
    const told = vi.mocked(stalled).mock.calls.map(([{ subjectId, meaning }]) => [subjectId, meaning]);
    expect(told).toHaveLength(2);
    expect(told[0]).toEqual([anId('voice'), failed.id.replace(/:1$/, '')]);
    expect(told[1]).toEqual(told[0]);
  });

  it.each(VOICE_KINDS)(
    'tells the owner and subscribers of a %s voice that has stalled, once each',
    async (voiceKind) => {
      await endpoint(1, { events: ['voice.failed'] });
      await documents.store.create(aSubscription({ kinds: ['training-stalled'] }));
      const training = await documents.store.create(aVoice({ voiceKind, status: 'training', stage: 'training' }));
      const failure = { code: 'training-stalled', detail: 'It hung.', providerReason: 'Running' } as const;
      await documents.commit.save({ ...training, status: 'failed', stage: 'done', failure });
      const announcements = () => documents.published.filter(({ type }) => type === 'webhook.announce');
      await vi.waitFor(() => expect(announcements()).toMatchObject([{ data: { event: 'voice.failed' } }]));
      const box = new SecretBox([Buffer.alloc(32, 7).toString('base64')]);
      const make = new MakeNotification(box, documents.commit, new MemoryLogger().asLogger);
      const notify = new NotifyStalledTraining(documents.store, make);
      announce = new AnnounceEvent(new MakeDeliveries(documents.store, documents.commit), notify);
      const failed = aMessage('webhook.announce', training.id, { event: 'voice.failed' });
      for (const { id = '', occurredAt = '' } of [...announcements(), ...announcements()]) {
        await announce.handle({ ...failed, id, occurredAt }, { signal });
      }
      const events = (await deliveries()).map(({ event }) => event);
      expect(new Set(events)).toEqual(new Set(['voice.failed', 'notification.training-stalled']));
      expect(events).toHaveLength(2);
    },
  );

  it('makes nothing of an event about nothing', async () => {
    await endpoint(1);
    const unknown = aMessage('webhook.announce', 'something', { event: 'voice.ready' });
    expect(await announce.handle(unknown, { signal }).catch(errorCodeOf)).toBe('unknown-subject');
  });
});
