import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '#auth';
import { Commit, DocumentStore, OperationStore, type OutboxRelay, RequestIds, type Stored } from '#documents';
import { errorCodeOf, ServiceError, type Voice } from '#domain';
import { stub, aVoice } from '#domain/testing';
import { MemoryContainer } from '#storage/testing';
import { DeleteVoice, type DeleteVoiceOptions } from './delete-voice.usecase.ts';

const AT = '2026-11-22T10:00:00.000Z';
const ID = RequestIds.once().id('voice');
const OWNER: Principal = { tenantId: 't', objectId: 'o', kind: 'user', roles: ['Voice.Enroll'], clientId: 'c' };
const ADMIN: Principal = { ...OWNER, objectId: 'a', roles: ['Voice.Admin'] };

let documents: DocumentStore;
let deleteVoice: DeleteVoice;

beforeEach(() => {
  documents = new DocumentStore(new MemoryContainer().asContainer);
  const relay = stub<OutboxRelay>({ relayInBackground: () => undefined });
  deleteVoice = new DeleteVoice(new Commit(documents, new OperationStore(documents), relay, stub({})));
});

async function voice(changes: Partial<Voice> = {}): Promise<Stored<Voice>> {
  return documents.create(aVoice({ id: ID, tenantId: 't', ownerId: 'o', ...changes }));
}

const read = (): Promise<Stored<Voice>> => documents.get('voice', 't', ID);
const remove = (principal = OWNER, options: Partial<DeleteVoiceOptions> = {}) =>
  deleteVoice.execute(principal, ID, { keepConsent: false, ...options });

describe(DeleteVoice.name, () => {
  it.each([
    ['its owner', OWNER, true],
    ['an administrator', ADMIN, false],
  ])('has a voice erased for %s: from its write on it does not speak', async (_, principal, keepConsent) => {
    await voice();
    const operation = await remove(principal, { keepConsent });
    expect(operation).toMatchObject({ type: 'voice.erasure', subject: { id: ID } });
    const deleting = await read();
    expect(deleting).toMatchObject({
      status: 'deleting',
      operationId: operation.id,
      erasure: { attempt: 1, stage: 'stopping', operationId: operation.id, keepConsent },
    });
    expect(deleting.outbox.map(({ type }) => type)).toEqual(['voice.erase', 'audit.append']);
  });

  it('answers with the erasure that is under way, and begins again one that has failed', async () => {
    await voice();
    const first = await remove();
    const under = await read();
    expect(await remove()).toMatchObject({ id: first.id });
    expect(await read()).toEqual(under);
    const failure = { code: 'erasure-incomplete', detail: 'something answers' } as const;
    await documents.replace({ ...under, erasure: { ...under.erasure, failure } as Voice['erasure'] });
    const second = await remove();
    expect(second.id).not.toBe(first.id);
    const again = await read();
    expect(again.erasure).toMatchObject({ attempt: 2, operationId: second.id });
    expect(again.erasure?.failure).toBeUndefined();
  });

  it('leaves one that is erased together with its consent to that', async () => {
    await voice({ status: 'deleting', erasure: { requestedAt: AT, attempt: 1, stage: 'stopping' } });
    expect(await remove().catch(errorCodeOf)).toBe('state-conflict');
  });

  it('does nothing when the voice is another than the caller has read', async () => {
    const before = await voice();
    const assertUnchanged = ({ etag }: Stored<Voice>): void => {
      if (etag !== expected) throw new ServiceError('etag-mismatch', 'The voice has changed.');
    };
    let expected = 'another';
    expect(await remove(OWNER, { assertUnchanged }).catch(errorCodeOf)).toBe('etag-mismatch');
    expect(await read()).toEqual(before);
    expected = before.etag;
    await remove(OWNER, { assertUnchanged });
    expect(await read()).toMatchObject({ status: 'deleting' });
  });
});
