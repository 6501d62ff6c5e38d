import { Readable } from 'node:stream';
import { BlobServiceClient, RestError } from '@azure/storage-blob';
import { describe, expect, it } from 'vitest';
import { BLOB_CONTAINER_TABLE, BLOB_CONTAINERS } from './blob-containers.ts';
import { BlobStore } from './blob-store.ts';

interface Sent {
  readonly conditions?: { readonly ifNoneMatch?: string };
  readonly abortSignal?: AbortSignal;
}

/** A store over an account that records the writes and refuses the deletion of a container as told. */
function storeOver(refusal?: RestError, exists: () => Promise<boolean> = () => Promise.resolve(true)) {
  const sent: Sent[] = [];
  const written = (options: Sent): Promise<object> => {
    sent.push(options);
    return Promise.resolve({});
  };
  const blob = {
    upload: (_content: Uint8Array, _length: number, options: Sent) => written(options),
    uploadStream: (content: Readable, _size: number, _at: number, options: Sent) => {
      content.resume();
      return written(options);
    },
    download: (_offset: number, _count: number, options: Sent) => written(options),
    getProperties: () => (refusal ? Promise.reject(refusal) : Promise.resolve({})),
  };
  const container = {
    getBlockBlobClient: () => blob,
    createIfNotExists: () => (refusal ? Promise.reject(refusal) : Promise.resolve()),
    exists,
    deleteIfExists: () => (refusal ? Promise.reject(refusal) : Promise.resolve()),
  };
  const service = Object.assign(Object.create(BlobServiceClient.prototype) as BlobServiceClient, {
    getContainerClient: () => container,
  });
  return { store: new BlobStore(service), sent };
}

function refused(statusCode: number, errorCode: string): RestError {
  return Object.assign(new RestError('refused', { statusCode }), { details: { errorCode } });
}

const OPTIONS = { contentType: 'audio/wav' };

describe('BlobStore', () => {
  it.each(BLOB_CONTAINER_TABLE.map(({ name, createOnce }) => ({ name, createOnce })))(
    'makes writes to $name conditional if that is create-once ($createOnce)',
    async ({ name, createOnce }) => {
      const { store, sent } = storeOver();
      await store.put({ container: name, name: 'a' }, Buffer.from('1'), OPTIONS);
      await store.write({ container: name, name: 'a' }, Readable.from(['1']), { ...OPTIONS, ifAbsent: false });
      expect(sent.map(({ conditions }) => conditions?.ifNoneMatch)).toEqual(
        createOnce ? ['*', '*'] : [undefined, undefined],
      );
      await store.put({ container: name, name: 'a' }, Buffer.from('1'), { ...OPTIONS, ifAbsent: true });
      expect(sent.at(-1)?.conditions?.ifNoneMatch).toBe('*');
    },
  );

  it('ends reading with the signal of the reader', async () => {
    const { store, sent } = storeOver();
    const { signal } = new AbortController();
    await store.read({ container: 'results', name: 'a' }, { signal });
    expect(sent).toMatchObject([{ abortSignal: signal }]);
  });

  it('names every container of the table', () => {
    expect(Object.values(BLOB_CONTAINERS)).toEqual(BLOB_CONTAINER_TABLE.map(({ name }) => name));
  });

  it('waits with a container whose name is not free yet, and counts one that is being deleted as deleted', async () => {
    const { store } = storeOver(refused(409, 'ContainerBeingDeleted'));
    await expect(store.createContainer('samples-a')).rejects.toMatchObject({
      code: 'dependency-unavailable',
      retryAfterMs: 30_000,
    });
    await store.deleteContainer('samples-a');
  });

  it('counts a container that is not there as deleted where it may delete none, and no other', async () => {
    const denied = refused(403, 'AuthorizationPermissionMismatch');
    await storeOver(denied, () => Promise.resolve(false)).store.deleteContainer('samples-a');
    for (const exists of [() => Promise.resolve(true), () => Promise.reject(denied)]) {
      await expect(storeOver(denied, exists).store.deleteContainer('samples-a')).rejects.toMatchObject({
        code: 'dependency-unavailable',
      });
    }
    const closed = storeOver(refused(403, 'AuthorizationFailure'), () => Promise.resolve(false));
    await expect(closed.store.deleteContainer('samples-a')).rejects.toMatchObject({ code: 'dependency-unavailable' });
  });

  it('does not take a missing container for a missing blob', async () => {
    const address = { container: 'audio', name: 'a' };
    expect(await storeOver(refused(404, 'BlobNotFound')).store.properties(address)).toBeUndefined();
    const properties = storeOver(refused(404, 'ContainerNotFound')).store.properties(address);
    await expect(properties).rejects.toMatchObject({ code: 'dependency-unavailable' });
  });
});
