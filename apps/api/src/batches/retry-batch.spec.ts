import { describe, expect, it } from 'vitest';
import type { Principal, Role } from '#auth';
import { Commit, type DocumentStore, type OperationStore, type OutboxRelay, type RequestIds } from '#documents';
import { type Batch, errorCodeOf } from '#domain';
import type { Logger } from '#observability';
import type { VoiceUse } from '../audit/voice-use.ts';
import type { VoicesToSpeak } from '../speech/voices-to-speak.ts';
import { RetryBatch } from './retry-batch.usecase.ts';

const OPERATION_ID = 'op_01JD8F3R5V6W7X8Y9Z0A1B2C3D';

/** Asks for a batch of `owner` to be retried, which the same request has done already before it died. */
async function outcome(objectId: string, role: Role): Promise<string> {
  const batch = { kind: 'batch', tenantId: 't', ownerId: 'owner', operationId: OPERATION_ID } as unknown as Batch;
  const documents = { get: () => Promise.resolve(batch) } as unknown as DocumentStore;
  const operations = { follow: () => Promise.resolve({ id: OPERATION_ID }) } as unknown as OperationStore;
  const outbox = { relayInBackground: () => undefined } as unknown as OutboxRelay;
  const retry = new RetryBatch({} as VoicesToSpeak, new Commit(documents, operations, outbox, {} as Logger), {
    record: () => {},
  } as unknown as VoiceUse);
  const principal: Principal = { tenantId: 't', objectId, kind: 'user', roles: [role], clientId: 'c' };
  const ids = { id: () => OPERATION_ID } as unknown as RequestIds;
  return retry.execute(principal, 'bat_1', ids).then(({ id }) => id, errorCodeOf);
}

describe(RetryBatch.name, () => {
  it('lets nobody but its owner and administrators have a batch spoken again', async () => {
    expect(await outcome('owner', 'Voice.Synthesize')).toBe(OPERATION_ID);
    expect(await outcome('somebody', 'Voice.Admin')).toBe(OPERATION_ID);
    expect(await outcome('colleague', 'Voice.Synthesize')).toBe('forbidden');
  });
});
