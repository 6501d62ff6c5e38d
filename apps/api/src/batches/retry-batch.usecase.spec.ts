import { describe, expect, it } from 'vitest';
import type { Principal, Role } from '#auth';
import { type DocumentStore, type RequestIds, Commit, type OperationStore, type OutboxRelay } from '#documents';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, ServiceError } from '#domain';
import { aBatch, aChunk, stub, TENANT } from '#domain/testing';
import type { VoicesToSpeak, VoiceUse } from '#intake';
import type { ChargeRetry } from './charge-retry.service.ts';
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

type Replace = DocumentStore['replace'];

/** Retries a batch with a charge. @returns what the document was charged then, and whether the charge was given back */
async function charged(onWrite: (replace: Replace) => Replace): Promise<readonly unknown[]> {
  const documents = new TestDocuments();
  const batch = aBatch({ status: 'failed', chunks: [aChunk({ status: 'done', failed: 1 })] });
  await documents.store.create(batch);
  documents.store.replace = onWrite(documents.store.replace.bind(documents.store));
  const did: unknown[] = [];
  const charge = { id: 'own', characters: 4, costMicros: 96, period: '2026-11', scopes: ['tenant'] };
  const retry = new RetryBatch(
    stub<VoicesToSpeak>({ find: () => Promise.resolve({ id: batch.voiceId }) }),
    documents.commit,
    stub<VoiceUse>({ record: () => {} }),
    stub<ChargeRetry>({
      execute: () =>
        Promise.resolve({
          charged: charge,
          cancelUnless: (stored) => void did.push(stored?.id === 'own' ? 'stands' : 'canceled'),
        }),
    }),
  );
  const principal: Principal = { tenantId: TENANT, objectId: batch.ownerId, kind: 'user', roles: [], clientId: 'c' };
  const ids = stub<RequestIds>({ id: () => OPERATION_ID, at: 0 });
  await retry.execute(principal, batch.id, ids).catch((error: unknown) => did.push(errorCodeOf(error)));
  const stored = await documents.store.get('batch', TENANT, batch.id);
  return [stored.charged?.id, ...did];
}

describe(RetryBatch.name, () => {
  it('keeps the charge in the document', async () => {
    expect(await charged((replace) => replace)).toEqual(['own']);
  });

  it('gives back the charge of what was not written, and of what another run has written', async () => {
    const lost = new ServiceError('dependency-unavailable', 'timed out');
    expect(await charged(() => () => Promise.reject(lost))).toEqual([undefined, 'canceled', 'dependency-unavailable']);
    const overtaken = (replace: Replace): Replace => {
      let isFirst = true;
      return async (document) => {
        if (!isFirst) return replace(document);
        isFirst = false;
        await replace(Object.assign({ ...document }, { charged: undefined }));
        return replace(document);
      };
    };
    expect(await charged(overtaken)).toEqual([undefined, 'canceled']);
  });

  it('lets the charge stand of what was written though the answer was lost', async () => {
    const lost = (replace: Replace): Replace => {
      return async (document) => {
        await replace(document);
        throw new ServiceError('dependency-unavailable', 'timed out');
      };
    };
    expect(await charged(lost)).toEqual(['own', 'stands', 'dependency-unavailable']);
  });

  it('lets nobody but its owner and administrators have a batch spoken again', async () => {
    expect(await outcome('owner', 'Voice.Synthesize')).toBe(OPERATION_ID);
    expect(await outcome('somebody', 'Voice.Admin')).toBe(OPERATION_ID);
    expect(await outcome('colleague', 'Voice.Synthesize')).toBe('forbidden');
  });
});
