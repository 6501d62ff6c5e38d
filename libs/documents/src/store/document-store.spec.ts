import { beforeEach, describe, expect, it } from 'vitest';
import { errorCodeOf, type Voice } from '#domain';
import { anUpload, aVoice } from '#domain/testing';
import { MemoryContainer } from '#storage/testing';
import { cursorOf, DocumentStore, type Stored } from './document-store.ts';

const [CONTOSO, FABRIKAM] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const;
const idOf = (number: number): string => `vce_01JD8F3R5V6W7X8Y9Z0A1B2C0${number}`;

let container: MemoryContainer;
let documents: DocumentStore;

beforeEach(() => {
  container = new MemoryContainer();
  documents = new DocumentStore(container.asContainer);
});

function voiceOf(number: number, changes: Partial<Voice> = {}): Voice {
  return aVoice({ tenantId: CONTOSO, ownerId: 'o', name: 'First', id: idOf(number), ...changes });
}

const create = (number: number, changes?: Partial<Voice>): Promise<Stored<Voice>> =>
  documents.create(voiceOf(number, changes));
const read = (number: number): Promise<Stored<Voice>> => documents.get('voice', CONTOSO, idOf(number));
const ids = (found: readonly { readonly id: string }[]): string[] => found.map(({ id }) => id);

describe('a write of a document', () => {
  it('does not create what exists', async () => {
    await create(1);
    expect(await create(1, { name: 'Second' }).catch(errorCodeOf)).toBe('state-conflict');
    expect(await read(1)).toMatchObject({ name: 'First' });
  });

  it('replaces the document only as it was read', async () => {
    const stale = await create(1);
    const changed = await documents.replace({ ...stale, name: 'Second' });
    expect(await documents.replace({ ...stale, name: 'Third' }).catch(errorCodeOf)).toBe('etag-mismatch');
    expect(await read(1)).toEqual(changed);
    // With what the write answered, the next one goes through.
    await documents.replace({ ...changed, name: 'Third' });
    expect(await read(1)).toMatchObject({ name: 'Third', revision: 3 });
  });

  it('removes the document only as it was read; one that is gone is no error', async () => {
    const stale = await create(1);
    const changed = await documents.replace({ ...stale, name: 'Second' });
    expect(await documents.remove(stale).catch(errorCodeOf)).toBe('etag-mismatch');
    expect(await read(1)).toMatchObject({ name: 'Second' });
    await documents.remove(changed);
    await documents.remove(changed);
    expect(await documents.find('voice', CONTOSO, idOf(1))).toBeUndefined();
  });

  it('notes a heartbeat only in the document as it was read', async () => {
    const stale = await create(1);
    await documents.replace({ ...stale, name: 'Second' });
    await documents.heartbeat(stale, '2026-11-23T00:00:00.000Z');
    expect(await read(1)).not.toHaveProperty('heartbeatAt');
  });
});

describe('a list of documents', () => {
  beforeEach(async () => {
    await create(1);
    await create(2, { tenantId: FABRIKAM });
    await create(3, { name: 'Third' });
    await create(4, { ownerId: 'somebody else' });
    await documents.create(anUpload({ tenantId: CONTOSO, ownerId: 'o', id: idOf(5).replace('vce', 'upl') }));
  });

  it('holds those of the tenant and of the kind, newest first', async () => {
    const all = await documents.list('voice', CONTOSO, { limit: 10 });
    expect(ids(all.data)).toEqual([4, 3, 1].map(idOf));
    expect(all.next).toBeUndefined();
    expect(ids((await documents.list('voice', FABRIKAM, { limit: 10 })).data)).toEqual([idOf(2)]);
    expect((await documents.list('upload', CONTOSO, { limit: 10 })).data).toHaveLength(1);
  });

  it('goes on where the page before ended', async () => {
    const first = await documents.list('voice', CONTOSO, { limit: 2 });
    expect([ids(first.data), first.next]).toEqual([[4, 3].map(idOf), cursorOf(idOf(3))]);
    const second = await documents.list('voice', CONTOSO, { limit: 2, after: first.next });
    expect([ids(second.data), second.next]).toEqual([[idOf(1)], undefined]);
  });

  it('holds only what the filter asks for, and refuses a name that is no property', async () => {
    const where = (properties: Record<string, string>) =>
      documents.list('voice', CONTOSO, { limit: 10, where: properties });
    expect(ids((await where({ name: 'Third', ownerId: 'o' })).data)).toEqual([idOf(3)]);
    await expect(where({ 'name = 1 OR c.name': 'x' })).rejects.toThrow(/not a filterable property/);
  });

  it('refuses a cursor of another list', async () => {
    for (const after of ['junk', cursorOf(idOf(5).replace('vce', 'upl'))]) {
      expect(await documents.list('voice', CONTOSO, { limit: 1, after }).catch(errorCodeOf)).toBe('invalid-request');
    }
  });
});
