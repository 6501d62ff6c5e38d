import { describe, expect, it } from 'vitest';
import type { Principal, Role } from '#auth';
import { type DocumentStore, type RequestIds, Commit, type OperationStore, type OutboxRelay } from '#documents';
import { errorCodeOf } from '#domain';
import { aBatch, stub } from '#domain/testing';
import type { VoiceUse } from '#intake';
import { RetryBatch } from './retry-batch.usecase.ts';

const OPERATION_ID = 'op_01JD8F3R5V6W7X8Y9Z0A1B2C3D';

/** Asks for a batch of `owner` to be retried, which the same request has done already before it died. */
async function outcome(objectId: string, role: Role): Promise<string> {
  const batch = aBatch({ tenantId: 't', ownerId: 'owner', operationId: OPERATION_ID });
  const documents = stub<DocumentStore>({ get: () => Promise.resolve(batch) });
  const operations = stub<OperationStore>({ follow: () => Promise.resolve({ id: OPERATION_ID }) });
  const outbox = stub<OutboxRelay>({ relayInBackground: () => undefined });
  const retry = new RetryBatch(
    stub({}),
    new Commit(documents, operations, outbox, stub({})),
    stub<VoiceUse>({ record: () => {} }),
    stub({}),
  );
  const principal: Principal = { tenantId: 't', objectId, kind: 'user', roles: [role], clientId: 'c' };
  const ids = stub<RequestIds>({ id: () => OPERATION_ID, at: 0 });
  return retry.execute(principal, 'bat_1', ids).then(({ id }) => id, errorCodeOf);
}

describe(RetryBatch.name, () => {
  it('lets nobody but its owner and administrators have a batch spoken again', async () => {
    expect(await outcome('owner', 'Voice.Synthesize')).toBe(OPERATION_ID);
    expect(await outcome('somebody', 'Voice.Admin')).toBe(OPERATION_ID);
    expect(await outcome('colleague', 'Voice.Synthesize')).toBe('forbidden');
  });
});
