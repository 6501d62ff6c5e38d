import { beforeEach, describe, expect, it } from 'vitest';
import { ServiceError, uploadBlobName } from '#domain';
import { anId, stub, TENANT } from '#domain/testing';
import { DONE } from '#messaging';
import { aMessage } from '#messaging/testing';
import { BlobCreatedHandler } from './blob-created.handler.ts';

const ID = anId('upload');
const MESSAGE = aMessage('Microsoft.Storage.BlobCreated', ID, { eTag: '"1"', contentLength: 4 });
const signal = new AbortController().signal;
const NAME = uploadBlobName(TENANT, ID);

let examine: () => Promise<{ isErased: boolean }>;
let isErased: boolean;
let removed: string[];
let handler: BlobCreatedHandler;

beforeEach(() => {
  examine = () => Promise.resolve({ isErased: false });
  isErased = false;
  removed = [];
  handler = new BlobCreatedHandler(
    stub({ execute: () => examine(), onFailed: () => Promise.resolve(void removed.push('failed')) }),
    stub({ has: () => Promise.resolve(isErased) }),
    stub({
      erase: (container: string, prefix: string) => Promise.resolve(void removed.push(`${container}/${prefix}`)),
    }),
  );
});

describe(BlobCreatedHandler.name, () => {
  it('has the recording examined, and removes nothing', async () => {
    expect(await handler.handle(MESSAGE, { signal })).toBe(DONE);
    expect(removed).toEqual([]);
  });

  it.each([
    ['while it was examined', () => Promise.resolve({ isErased: true })],
    ['before it arrived', () => Promise.reject(new ServiceError('unknown-subject', 'none'))],
  ])('removes a recording whose upload was erased %s, with what was made of it', async (_, given) => {
    examine = given;
    isErased = true;
    expect(await handler.handle(MESSAGE, { signal })).toBe(DONE);
    expect(removed).toEqual(['uploads', 'audio', 'archive'].map((container) => `${container}/${NAME}`));
  });

  it('leaves a recording whose upload was there at no time: it may be somebody else’s', async () => {
    examine = () => Promise.reject(new ServiceError('unknown-subject', 'none'));
    await expect(handler.handle(MESSAGE, { signal })).rejects.toMatchObject({ code: 'unknown-subject' });
    expect(removed).toEqual([]);
  });

  it('is retried after any other failure, and ends the upload when the attempts are used up', async () => {
    const away = new ServiceError('dependency-unavailable', 'away');
    examine = () => Promise.reject(away);
    isErased = true;
    await expect(handler.handle(MESSAGE, { signal })).rejects.toBe(away);
    await handler.onFailed(MESSAGE, away);
    expect(removed).toEqual(['failed']);
  });
});
