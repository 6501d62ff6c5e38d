import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal, Role } from '#auth';
import { Commit, DocumentStore, newOperation, OperationStore, type OutboxRelay, runForProducer } from '#documents';
import { errorCodeOf, type Failure, type SynthesisStatus } from '#domain';
import { aSynthesis, stub } from '#domain/testing';
import { MemoryContainer } from '#storage/testing';
import { CancelOperation } from './cancel-operation.usecase.ts';

const ID = 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const OPERATION_ID = 'op_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const AT = '2026-11-22T10:00:00.000Z';

let documents: DocumentStore;
let cancel: CancelOperation;

async function synthesis(status: SynthesisStatus, failure?: Failure): Promise<void> {
  const stored = await documents.create(
    aSynthesis({
      id: ID,
      kind: 'synthesis',
      tenantId: 't',
      ownerId: 'owner',
      status,
      failure,
      operationId: OPERATION_ID,
      createdAt: AT,
      updatedAt: AT,
      outbox: [],
    }),
  );
  const operations = {
    get: async () => newOperation(OPERATION_ID, await documents.get('synthesis', 't', stored.id)),
  };
  const outbox = stub<OutboxRelay>({
    relayInBackground: () => undefined,
    relay: (document: never) => Promise.resolve(document),
  });
  const commit = new Commit(documents, new OperationStore(documents), outbox, stub({}));
  cancel = new CancelOperation(documents, stub<OperationStore>(operations), commit);
}

async function outcome(
  objectId: string,
  role: Role = 'Voice.Synthesize',
  changes: Partial<Principal> = {},
): Promise<string> {
  const principal: Principal = { tenantId: 't', objectId, kind: 'user', roles: [role], clientId: 'c', ...changes };
  return cancel.execute(principal, OPERATION_ID).then(({ status }) => status, errorCodeOf);
}

const statusNow = async (): Promise<string> => (await documents.get('synthesis', 't', ID)).status;

beforeEach(() => {
  documents = new DocumentStore(new MemoryContainer().asContainer);
});

describe(CancelOperation.name, () => {
  it('lets nobody but its owner cancel work, who still needs the role for it', async () => {
    await synthesis('queued');
    expect(await outcome('colleague')).toBe('forbidden');
    expect(await outcome('owner', 'Voice.Enroll')).toBe('forbidden');
    expect(await statusNow()).toBe('queued');
    expect(await outcome('owner')).toBe('canceled');
    expect(await statusNow()).toBe('canceled');
  });

  it('lets administrators cancel what belongs to others', async () => {
    await synthesis('queued');
    expect(await outcome('somebody', 'Voice.Admin')).toBe('canceled');
  });

  it('says to the owner only that there is nothing left to cancel', async () => {
    await synthesis('succeeded');
    expect(await outcome('colleague')).toBe('forbidden');
    expect(await outcome('owner')).toBe('state-conflict');
  });

  it('cancels what an outage has failed, so that no operator starts it again, and nothing else that has failed', async () => {
    await synthesis('failed', { code: 'stalled', detail: 'no progress' });
    await outcome('owner');
    expect(await statusNow()).toBe('canceled');
    documents = new DocumentStore(new MemoryContainer().asContainer);
    await synthesis('failed', { code: 'voice-not-ready', detail: 'a verdict' });
    expect(await outcome('owner')).toBe('state-conflict');
    expect(await statusNow()).toBe('failed');
  });

  it('accepts again what it has accepted, for the same request of a producer and for no other', async () => {
    await synthesis('queued');
    const ask = (requestId: string) =>
      runForProducer({ producer: 'ivr', type: 'speech.cancel', requestId, correlationId: requestId }, () =>
        outcome('owner', 'Voice.Synthesize', { producer: 'ivr' }),
      );
    expect([await ask('cancel-1'), await ask('cancel-1'), await ask('cancel-2')]).toEqual([
      'canceled',
      'canceled',
      'state-conflict',
    ]);
    expect((await documents.get('synthesis', 't', ID)).orders).toHaveLength(1);
  });
});
