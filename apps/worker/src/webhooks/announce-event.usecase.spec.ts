import { beforeEach, describe, expect, it } from 'vitest';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, ServiceError } from '#domain';
import { anEndpoint, anId, TENANT } from '#domain/testing';
import { DONE } from '#messaging';
import { aMessage } from '#messaging/testing';
import { AnnounceEvent } from './announce-event.usecase.ts';
import { MakeDeliveries } from './make-deliveries.service.ts';

const MESSAGE = aMessage('webhook.announce', anId('voice'), { event: 'voice.ready' });
const signal = new AbortController().signal;

let isBrokerDown: boolean;
let documents: TestDocuments;
let announce: AnnounceEvent;

beforeEach(() => {
  isBrokerDown = false;
  documents = new TestDocuments(() =>
    isBrokerDown ? Promise.reject(new ServiceError('dependency-unavailable', 'no broker')) : Promise.resolve(),
  );
  announce = new AnnounceEvent(new MakeDeliveries(documents.store, documents.commit));
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

  it('makes nothing of an event about nothing', async () => {
    await endpoint(1);
    const unknown = aMessage('webhook.announce', 'something', { event: 'voice.ready' });
    expect(await announce.handle(unknown, { signal }).catch(errorCodeOf)).toBe('unknown-subject');
  });
});
