import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { TestDocuments } from '#documents/testing';
import { type Delivery, errorCodeOf, type WebhookEndpoint } from '#domain';
import { aDelivery, anEndpoint, anId, TENANT } from '#domain/testing';
import { ReplayDelivery } from './replay-delivery.usecase.ts';

const ID = anId('delivery');

let documents: TestDocuments;
let replay: ReplayDelivery;

beforeEach(() => {
  documents = new TestDocuments();
  replay = new ReplayDelivery(documents.store, documents.commit);
});

async function given(delivery: Partial<Delivery> = {}, endpoint: Partial<WebhookEndpoint> = {}): Promise<void> {
  await documents.store.create(anEndpoint(endpoint));
  await documents.store.create(aDelivery({ status: 'failed', attemptCount: 3, ...delivery }));
}

const execute = () => replay.execute(aPrincipal(), anId('webhookEndpoint'), ID);
const read = () => documents.store.get('delivery', TENANT, ID);

describe(ReplayDelivery.name, () => {
  it.each(['failed', 'succeeded'] as const)('has a delivery that %s made again, on a new schedule', async (status) => {
    await given({ status });
    expect(await execute()).toMatchObject({ status: 'pending', attemptsBefore: 3 });
    await expect
      .poll(() => documents.published)
      .toMatchObject([
        { type: 'webhook.deliver', data: { attempt: 4 } },
        { type: 'audit.append', data: { action: 'delivery.replay' } },
      ]);
  });

  it.each([
    ['is pending', { status: 'pending' as const }, {}, 'state-conflict'],
    ['has an endpoint that is disabled', {}, { status: 'disabled' as const }, 'state-conflict'],
    ['belongs to another endpoint', { endpointId: anId('webhookEndpoint', 9) }, {}, 'not-found'],
  ])('refuses a delivery that %s', async (_, delivery, endpoint, code) => {
    await given(delivery, endpoint);
    const before = await read();
    expect(await execute().catch(errorCodeOf)).toBe(code);
    expect(await read()).toEqual(before);
  });

  it('does not know what is not there', async () => {
    expect(await execute().catch(errorCodeOf)).toBe('not-found');
  });
});
