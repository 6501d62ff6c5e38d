import type { BlobItem, BlobServiceClient } from '@azure/storage-blob';
import { RestError } from '@azure/storage-blob';
import { describe, expect, it } from 'vitest';
import { errorCodeOf } from '#domain';
import { stub } from '#domain/testing';
import { BlobEraser } from './blob-eraser.ts';

const refused = (statusCode: number, code: string) => new RestError('refused', { statusCode, code });

/** @param fails by call, such as `tag a` */
function eraserOf(items: readonly Partial<BlobItem>[], fails: Readonly<Record<string, RestError>> = {}) {
  const calls: string[] = [];
  const call = async <R>(name: string, answer: R): Promise<R> => {
    calls.push(name);
    const failure = fails[name];
    if (failure) throw failure;
    return answer;
  };
  const blob = (name: string) => ({
    setTags: (tags: Record<string, string>) => call(`tag ${name} ${JSON.stringify(tags)}`, {}),
    deleteIfExists: () =>
      call(`delete ${name}`, { succeeded: fails[`tag ${name} {"retention":"expired"}`] === undefined }),
    upload: (_body: string, _length: number, { tags }: { tags: object }) =>
      call(`upload ${name} ${JSON.stringify(tags)}`, { versionId: '3' }),
    withVersion: (version: string) => ({ deleteIfExists: () => call(`delete ${name} ${version}`, {}) }),
  });
  const container = {
    listBlobsFlat: async function* () {
      yield* items;
    },
    getBlockBlobClient: blob,
    getBlobClient: blob,
  };
  const service = { getContainerClient: () => container } as Parameters<typeof stub<BlobServiceClient>>[0];
  return { eraser: new BlobEraser(stub<BlobServiceClient>(service)), calls };
}

describe(BlobEraser.name, () => {
  it('tags each current blob for the lifecycle rule before it deletes it, and then its versions', async () => {
    const { eraser, calls } = eraserOf([
      { name: 'a', versionId: '2', isCurrentVersion: true },
      { name: 'a', versionId: '1' },
    ]);
    await eraser.erase('audio', '');
    expect(calls).toEqual(['tag a {"retention":"expired"}', 'delete a', 'delete a 2', 'delete a 1']);
  });

  it('removes blocks that nobody committed, which cannot have a tag, and the version that it makes for that', async () => {
    const { eraser, calls } = eraserOf([{ name: 'a' }], {
      'tag a {"retention":"expired"}': refused(404, 'BlobNotFound'),
    });
    await eraser.erase('audio', '');
    expect(calls).toEqual([
      'tag a {"retention":"expired"}',
      'delete a',
      'upload a {"retention":"expired"}',
      'delete a',
      'delete a 3',
    ]);
  });

  it('says that an erasure is incomplete where Storage has a legal hold', async () => {
    const { eraser } = eraserOf([{ name: 'a' }], { 'delete a': refused(409, 'BlobImmutableDueToLegalHold') });
    expect(await eraser.erase('audio', '').catch(errorCodeOf)).toBe('erasure-incomplete');
  });
});
