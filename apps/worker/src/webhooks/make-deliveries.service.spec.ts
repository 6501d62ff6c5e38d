import { beforeEach, describe, expect, it } from 'vitest';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf } from '#domain';
import { anEndpoint, anId, AT, TENANT } from '#domain/testing';
import { MakeDeliveries, type News } from './make-deliveries.service.ts';

const NEWS: News = {
  tenantId: TENANT,
  subjectId: anId('voice'),
  event: 'voice.base-model-expiring',
  occurredAt: AT,
  meaning: 'the end of a base model',
};
const { signal } = new AbortController();

let documents: TestDocuments;
let make: MakeDeliveries;

beforeEach(async () => {
  documents = new TestDocuments();
  make = new MakeDeliveries(documents.store, documents.commit);
  await documents.store.create(anEndpoint({ id: anId('webhookEndpoint', 1) }));
});

const deliveries = async () => (await documents.store.list('delivery', TENANT, { limit: 10 })).data;

describe(MakeDeliveries.name, () => {
  it('makes the same delivery for the same news, and another one for other news', async () => {
    for (let times = 0; times < 2; times++) await make.execute(NEWS, signal);
    expect(await deliveries()).toMatchObject([{ event: NEWS.event, subjectId: NEWS.subjectId, status: 'pending' }]);
    await make.execute({ ...NEWS, meaning: 'the end of another one' }, signal);
    expect(await deliveries()).toHaveLength(2);
    expect(documents.published.map(({ type }) => type)).toEqual(['webhook.deliver', 'webhook.deliver']);
  });

  it('passes over endpoints that do not want the event', async () => {
    await documents.store.create(anEndpoint({ id: anId('webhookEndpoint', 2), events: ['voice.ready'] }));
    await make.execute(NEWS, signal);
    expect((await deliveries()).map(({ endpointId }) => endpointId)).toEqual([anId('webhookEndpoint', 1)]);
  });

  it('makes nothing of news about nothing', async () => {
    expect(await make.execute({ ...NEWS, subjectId: 'something' }, signal).catch(errorCodeOf)).toBe('unknown-subject');
  });
});
