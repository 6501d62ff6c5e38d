import { describe, expect, it } from 'vitest';
import { TestDocuments } from '#documents/testing';
import { ServiceError, uploadBlobName } from '#domain';
import { aHold, anId, anUpload, stub, TENANT } from '#domain/testing';
import { DONE } from '#messaging';
import { aMessage } from '#messaging/testing';
import type { BlobStore } from '#storage';
import { DiscardOriginalHandler } from './discard-original.handler.ts';

const ID = anId('upload');
const MESSAGE = aMessage('upload.discard', ID, {});

describe(DiscardOriginalHandler.name, () => {
  it('removes the recording as it was sent, and nothing else', async () => {
    const deleted: string[] = [];
    const blobs = stub<BlobStore>({
      delete: ({ container, name }) => Promise.resolve(void deleted.push(`${container}/${name}`)),
    });
    const handler = new DiscardOriginalHandler(stub({ find: () => Promise.resolve(undefined) }), blobs);
    expect(await handler.handle(MESSAGE)).toBe(DONE);
    expect(deleted).toEqual([`uploads/${uploadBlobName(TENANT, ID)}`]);
  });

  it('leaves a recording that has a legal hold', async () => {
    const documents = new TestDocuments();
    await documents.store.create(anUpload({ legalHold: aHold() }));
    const handler = new DiscardOriginalHandler(documents.store, stub<BlobStore>({}));
    expect(await handler.handle(MESSAGE)).toBe(DONE);
  });

  it('is retried while the storage is away', async () => {
    const away = new ServiceError('dependency-unavailable', 'away');
    const handler = new DiscardOriginalHandler(
      stub({ find: () => Promise.resolve(undefined) }),
      stub({ delete: () => Promise.reject(away) }),
    );
    await expect(handler.handle(MESSAGE)).rejects.toBe(away);
  });
});
