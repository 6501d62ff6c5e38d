import { beforeEach, describe, expect, it } from 'vitest';
import type { Upload } from '#domain';
import { anOutboxMessage, anUpload } from '#domain/testing';
import { MemoryContainer } from '#storage/testing';
import { DocumentStore, type Stored } from './document-store.ts';
import { RequestIds } from '../idempotency/request-ids.ts';

const AT = '2026-11-22T10:00:00.000Z';
const TENANT = '11111111-1111-4111-8111-111111111111';

let documents: DocumentStore;
let written: Stored<Upload>;

beforeEach(async () => {
  documents = new DocumentStore(new MemoryContainer().asContainer);
  const id = RequestIds.once().id('upload');
  written = await documents.create(
    anUpload({
      id,
      kind: 'upload',
      tenantId: TENANT,
      ownerId: 'owner',
      purpose: 'sample',
      status: 'awaiting',
      createdAt: AT,
      updatedAt: AT,
      outbox: [anOutboxMessage({ id: 'm1', type: 'upload.discard', subjectId: id })],
    }),
  );
});

const stored = () => documents.get('upload', TENANT, written.id);

describe('the outbox of a document', () => {
  it('is emptied, and the answer holds the ETag that the document has then', async () => {
    const cleared = await documents.clearOutbox(written);
    expect(cleared?.outbox).toEqual([]);
    expect(await stored()).toEqual(cleared);
  });

  it('stays as it is when the document was changed since it was read, with the messages of the change in it', async () => {
    const [first] = written.outbox;
    const changed = await documents.replace({
      ...written,
      outbox: [...written.outbox, { ...first, id: 'm2' } as Upload['outbox'][number]],
    });
    expect(await documents.clearOutbox(written)).toBeUndefined();
    expect(await stored()).toEqual(changed);
    expect((await stored()).outbox.map(({ id }) => id)).toEqual(['m1', 'm2']);
  });

  it('keeps what can never be published in the document', async () => {
    await documents.clearOutbox(written, written.outbox);
    expect((await stored()).undeliverable?.map(({ id }) => id)).toEqual(['m1']);
  });

  it('is no error of a document that is gone', async () => {
    await documents.remove(written);
    expect(await documents.clearOutbox(written)).toBeUndefined();
  });
});
