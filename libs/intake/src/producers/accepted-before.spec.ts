import { beforeEach, describe, expect, it } from 'vitest';
import { type AcceptedOrder, type IdempotencyLease, IdempotencyStore, newOperation, runForProducer } from '#documents';
import { TestDocuments } from '#documents/testing';
import { anId, aSynthesis, aVoice, TENANT } from '#domain/testing';
import { MemoryContainer } from '#storage/testing';
import { AcceptedBefore } from './accepted-before.ts';

const SCOPE = { tenantId: TENANT, principalId: 'owner', route: 'requests-ivr', key: 'order-1' };
const ORDER: AcceptedOrder = {
  producer: 'ivr',
  type: 'synthesis.request',
  requestId: 'order-1',
  correlationId: 'call-7',
};

let keys: IdempotencyStore;
let documents: TestDocuments;
let before: AcceptedBefore;

beforeEach(() => {
  keys = new IdempotencyStore(new MemoryContainer().asContainer);
  documents = new TestDocuments();
  before = new AcceptedBefore(keys, documents.store);
});

const find = (order = ORDER, body: unknown = {}) => before.find(SCOPE, 'f', order, body);

async function leased(): Promise<IdempotencyLease> {
  const result = await keys.lease(SCOPE, 'f');
  if (result.outcome !== 'leased') throw new Error(result.outcome);
  return result.lease;
}

describe(AcceptedBefore.name, () => {
  it('knows no request that has written nothing', async () => {
    expect(await find()).toBeUndefined();
    await leased();
    expect(await find()).toBeUndefined();
  });

  it('knows the answer that was kept, and only for the same request', async () => {
    await keys.complete(await leased(), { status: 202, headers: {}, body: { subject: { id: 'syn_1' } } });
    expect(await find()).toEqual({ subject: { id: 'syn_1' } });
    expect(await before.find(SCOPE, 'another', ORDER, {})).toBeUndefined();
  });

  it('finds what was made by a run that died before it could keep its answer', async () => {
    const { ids } = await leased();
    const synthesis = aSynthesis({ id: ids.id('synthesis'), status: 'queued', operationId: anId('operation') });
    await runForProducer(ORDER, () => documents.commit.create(synthesis));
    expect(await find()).toMatchObject({ operation: { id: anId('operation') }, subject: { id: synthesis.id } });
    expect(await find({ ...ORDER, producer: 'lms' })).toBeUndefined();
  });

  it('finds what was canceled or is being erased for a run that died', async () => {
    await leased();
    const cancel = { ...ORDER, type: 'speech.cancel' } as const;
    const erase = { ...ORDER, type: 'voice.erase.request' } as const;
    const operationId = anId('operation');
    const synthesis = await documents.store.create(aSynthesis({ operationId, orders: [{ ...cancel, operationId }] }));
    await documents.store.create(newOperation(operationId, synthesis));
    await documents.store.create(aVoice({ status: 'deleting', orders: [{ ...erase, operationId }] }));
    expect(await find(cancel, { operationId })).toMatchObject({ subject: { type: 'synthesis', id: synthesis.id } });
    expect(await find(erase, { voiceId: anId('voice') })).toMatchObject({ subject: { type: 'voice' } });
    expect(await find(cancel, {})).toBeUndefined();
    expect(await find({ ...cancel, requestId: 'order-2' }, { operationId })).toBeUndefined();
  });
});
