import { beforeEach, describe, expect, it } from 'vitest';
import { errorCodeOf } from '#domain';
import { aVoice } from '#domain/testing';
import { MemoryContainer } from '#storage/testing';
import { DocumentStore } from './document-store.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const ID = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C01';
const AT = '2026-11-22T10:00:00.000Z';
const ITEM = {
  id: ID,
  partitionKey: TENANT,
  kind: 'voice',
  tenantId: TENANT,
  name: 'First',
  outbox: [],
  updatedAt: AT,
  revision: 3,
};

let container: MemoryContainer;
let documents: DocumentStore;

beforeEach(() => {
  container = new MemoryContainer();
  documents = new DocumentStore(container.asContainer);
});

const read = () => documents.get('voice', TENANT, ID);
const stored = () => container.stored.get(ID);

describe('a document of a newer release', () => {
  it('keeps the fields that this release does not know, in every write', async () => {
    const tone = { warmth: 0.4, history: ['2026'] };
    await container.items.create({ ...ITEM, schemaVersion: 7, readableFrom: 1, tone, outbox: [{ id: 'm' }] });
    const renamed = await documents.replace({ ...(await read()), name: 'Second' });
    expect(stored()).toMatchObject({ name: 'Second', tone, revision: 4 });
    await documents.heartbeat(renamed, AT);
    await documents.replace({ ...(await read()), name: 'Third' });
    await documents.clearOutbox(await read());
    expect(stored()).toMatchObject({ name: 'Third', tone, outbox: [] });
  });

  it('is neither read nor listed nor written when that release says that it must not be', async () => {
    await container.items.create({ ...ITEM, schemaVersion: 9, readableFrom: 8 });
    expect(await read().catch(errorCodeOf)).toBe('document-too-new');
    expect(await documents.list('voice', TENANT, { limit: 1 }).catch(errorCodeOf)).toBe('document-too-new');
    expect(container.calls).toBeLessThanOrEqual(3);
    expect(stored()).toMatchObject({ revision: 3 });
  });
});

describe('a document of an older release', () => {
  it('is read in the shape of this one, and gets its version with the next write', async () => {
    const id = ID.replace('vce', 'cns');
    await container.items.create({ ...ITEM, id, kind: 'consent', status: 'expired' });
    const consent = await documents.get('consent', TENANT, id);
    expect(consent).toMatchObject({ wasActive: false });
    await documents.replace(consent);
    expect(container.stored.get(id)).toMatchObject({ wasActive: false, schemaVersion: 2, readableFrom: 1 });
  });

  it('answers a write with what was written', async () => {
    expect(await documents.create(aVoice({ id: ID, tenantId: TENANT }))).toEqual(await read());
  });
});
