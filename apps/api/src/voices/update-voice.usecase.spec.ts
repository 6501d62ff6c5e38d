import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '#auth';
import { type DocumentStore, RequestIds, type Stored } from '#documents';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, ServiceError, type Voice } from '#domain';
import { entityTag } from '../platform/answers/entity-tag.ts';
import { UpdateVoice } from './update-voice.usecase.ts';

const AT = '2026-11-22T10:00:00.000Z';
const ID = RequestIds.once().id('voice');
const OWNER: Principal = { tenantId: 't', objectId: 'o', kind: 'user', roles: ['Voice.Enroll'], clientId: 'c' };
const GRANTS = [{ principalId: 'friend' }];

let test: TestDocuments;
let documents: DocumentStore;
let updateVoice: UpdateVoice;
let isBrokerDown: boolean;

beforeEach(() => {
  isBrokerDown = false;
  test = new TestDocuments(() =>
    isBrokerDown ? Promise.reject(new ServiceError('dependency-unavailable', 'no broker')) : Promise.resolve(),
  );
  documents = test.store;
  updateVoice = new UpdateVoice(documents, test.commit);
});

async function voice(changes: Partial<Voice> = {}): Promise<Stored<Voice>> {
  const content = { id: ID, kind: 'voice', tenantId: 't', ownerId: 'o', status: 'ready', createdAt: AT, updatedAt: AT };
  return documents.create({ ...content, name: 'First', description: 'calm', outbox: [], ...changes } as Voice);
}

const read = (): Promise<Stored<Voice>> => documents.get('voice', 't', ID);

describe(UpdateVoice.name, () => {
  it('changes what is given, leaves the rest, and answers the entity tag that the voice has then', async () => {
    await voice();
    const renamed = await updateVoice.execute(OWNER, ID, { name: 'Second' }, undefined);
    expect(renamed).toMatchObject({ name: 'Second', description: 'calm' });
    expect(await read()).toMatchObject({ name: 'Second', etag: renamed.etag, outbox: [] });
    await updateVoice.execute(OWNER, ID, { description: null, grants: GRANTS }, entityTag(renamed.etag));
    const granted = await read();
    expect(granted).toMatchObject({ name: 'Second', grants: GRANTS });
    expect(granted.description).toBeUndefined();
  });

  it('is audited with whom the voice is granted to, also while the broker is away', async () => {
    await voice();
    isBrokerDown = true;
    await updateVoice.execute(OWNER, ID, { grants: GRANTS }, undefined);
    const [message] = (await read()).outbox;
    expect(message).toMatchObject({ type: 'audit.append', data: { action: 'voice.update' } });
    expect(JSON.stringify(message?.data)).toContain('friend');
    expect(test.outbox.takeLeftBehind()).toBe(true);
  });

  it('goes through for an administrator, and when somebody else changes the voice at the same moment', async () => {
    await voice();
    const admin: Principal = { ...OWNER, objectId: 'a', roles: ['Voice.Admin'] };
    await Promise.all([
      updateVoice.execute(OWNER, ID, { name: 'Second' }, undefined),
      updateVoice.execute(admin, ID, { description: 'loud' }, undefined),
    ]);
    expect(await read()).toMatchObject({ name: 'Second', description: 'loud' });
  });

  it('does nothing when the voice is another than the caller has read, or is being erased', async () => {
    const before = await voice();
    expect(await updateVoice.execute(OWNER, ID, { name: 'x' }, '"another"').catch(errorCodeOf)).toBe('etag-mismatch');
    expect(await read()).toEqual(before);
    const deleting = await documents.replace({ ...before, status: 'deleting' });
    expect(await updateVoice.execute(OWNER, ID, { grants: GRANTS }, undefined).catch(errorCodeOf)).toBe(
      'state-conflict',
    );
    expect(await read()).toEqual(deleting);
  });
});
