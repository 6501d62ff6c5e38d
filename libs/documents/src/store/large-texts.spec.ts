import { text as textOf } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ServiceError, type Synthesis } from '#domain';
import { stub, aSynthesis } from '#domain/testing';
import type { BlobAddress } from '#storage';
import { MemoryContainer } from '#storage/testing';
import { DocumentStore } from './document-store.ts';
import { isTextMissing, LargeTexts, MAX_INLINE_DOCUMENT_BYTES } from './large-texts.ts';

const TENANT = 'tenant-1';
const ID = 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const LONG = '語'.repeat(100_000);

function stores() {
  const written = new Map<string, string>();
  const blobs = {
    writes: 0,
    write: async ({ container, name }: BlobAddress, content: Readable) => {
      blobs.writes += 1;
      written.set(`${container}/${name}`, await textOf(content));
      return '"etag"';
    },
    read: async ({ container, name }: BlobAddress) => {
      const content = written.get(`${container}/${name}`);
      if (content === undefined) throw new ServiceError('not-found', 'gone');
      return { stream: Readable.from([Buffer.from(content)]) };
    },
  };
  const container = new MemoryContainer();
  return { written, blobs, container, store: new DocumentStore(container.asContainer, new LargeTexts(stub(blobs))) };
}

function synthesis(more: Partial<Synthesis>): Synthesis {
  return aSynthesis({ id: ID, tenantId: TENANT, text: 'The kettle is on.', ...more });
}

const storedBytes = (container: MemoryContainer) => Buffer.byteLength(JSON.stringify(container.stored.get(ID)));

describe('texts of syntheses', () => {
  it('stay in the document as long as it is small', async () => {
    const { store, container, written } = stores();
    await store.create(synthesis({}));
    expect(container.stored.get(ID)).toMatchObject({ text: 'The kettle is on.' });
    expect(written.size).toBe(0);
  });

  it('are kept in a blob beside the audio when the document would be large, and read back', async () => {
    const { store, container, written } = stores();
    const spoken = { text: LONG, locale: 'ja-JP' };
    const created = await store.create(synthesis({ text: LONG, ssml: '<speak/>', spoken }));
    expect(created).toMatchObject({ text: LONG, spoken });
    expect(storedBytes(container)).toBeLessThan(MAX_INLINE_DOCUMENT_BYTES);
    expect([...written.keys()]).toEqual([
      expect.stringMatching(`^results/${TENANT}/${ID}\\.text-[0-9a-f]{32}\\.json$`),
    ]);
    expect(await store.find('synthesis', TENANT, ID)).toMatchObject({ text: LONG, ssml: '<speak/>', spoken });
  });

  it('stay where they are when syntheses are listed: a page of them would be a hundred megabytes', async () => {
    const { store, blobs } = stores();
    await store.create(synthesis({ text: LONG, spoken: { text: `${LONG}!`, locale: 'ja-JP' } }));
    blobs.read = () => Promise.reject(new Error('it was read'));
    const { data } = await store.list('synthesis', TENANT, { limit: 10 });
    const spoken = { locale: 'ja-JP', characters: LONG.length + 1 };
    expect(data).toMatchObject([{ text: '', textBlob: { characters: LONG.length, spoken } }]);
  });

  it('are written once, however often the document is, and again when they change', async () => {
    const { store, blobs } = stores();
    const created = await store.create(synthesis({ text: LONG }));
    const running = await store.replace({ ...created, status: 'running' });
    const read = await store.get('synthesis', TENANT, ID);
    await store.replace({ ...read, status: 'succeeded' });
    expect(running.text).toBe(LONG);
    expect(blobs.writes).toBe(1);
    const changed = await store.get('synthesis', TENANT, ID);
    await store.replace({ ...changed, spoken: { text: LONG, locale: 'ja-JP' } });
    expect(blobs.writes).toBe(2);
    expect(await store.get('synthesis', TENANT, ID)).toMatchObject({ text: LONG, spoken: { text: LONG } });
  });

  it('are not lost when a document is written back that a query has read', async () => {
    const { store } = stores();
    await store.create(synthesis({ text: LONG, status: 'running' }));
    const options = { before: '2026-12-01T00:00:00.000Z', limit: 10 };
    const [found] = await store.withoutProgress('synthesis', ['running'], options);
    if (!found) throw new Error('It was not found.');
    expect(found.text).toBe('');
    await store.replace({ ...found, status: 'queued' });
    expect(await store.get('synthesis', TENANT, ID)).toMatchObject({ status: 'queued', text: LONG });
  });

  it('that are gone keep no list from being read: an erasure that broke off has to find the document', async () => {
    const { store, container, written } = stores();
    await store.create(synthesis({ text: LONG }));
    written.clear();
    const { data } = await store.list('synthesis', TENANT, { limit: 10 });
    expect(data.map(({ id }) => id)).toEqual([ID]);
    for (const document of data) await store.remove(document);
    expect(container.stored.size).toBe(0);
  });

  it('are read again from the newest state when a replica names one that was replaced', async () => {
    const { store, blobs } = stores();
    await store.create(synthesis({ text: LONG }));
    const { read } = blobs;
    const missed: string[] = [];
    blobs.read = ({ container, name }) => {
      if (missed.push(name) > 1) return read({ container, name });
      return Promise.reject(new ServiceError('not-found', 'gone'));
    };
    expect(await store.find('synthesis', TENANT, ID)).toMatchObject({ text: LONG });
    expect(missed).toHaveLength(2);
  });

  it('that are gone leave the document to be ended or deleted, and say that they are', async () => {
    const { store, written } = stores();
    await store.create(synthesis({ text: LONG }));
    written.clear();
    const found = await store.get('synthesis', TENANT, ID);
    expect(isTextMissing(found)).toBe(true);
    const failed = await store.replace({ ...found, status: 'failed' });
    expect(failed.textBlob).toEqual(found.textBlob);
    await store.remove(failed);
  });
});
