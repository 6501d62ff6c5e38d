import type { BlobItem, BlobServiceClient } from '@azure/storage-blob';
import { RestError } from '@azure/storage-blob';
import { describe, expect, it } from 'vitest';
import { errorCodeOf } from '#domain';
import { stub } from '#domain/testing';
import { MemoryLogger } from '#observability/testing';
import { BlobEraser } from './blob-eraser.ts';

const refused = (statusCode: number, code: string) => new RestError('refused', { statusCode, code });
const TAG = 'tag a {"retention":"expired"}';
const UNTAG = 'tag a {}';
const DENIED = refused(403, 'AuthorizationPermissionMismatch');

/**
 * @param fails by call, such as `tag a`
 * @param areBlocks whether the items are blocks that nobody committed
 */
function eraserOf(items: readonly object[], fails: Readonly<Record<string, RestError>> = {}, areBlocks = false) {
  const calls: string[] = [];
  const lists: object[] = [];
  const logger = new MemoryLogger();
  const call = async <R>(name: string, answer: R): Promise<R> => {
    calls.push(name);
    const failure = fails[name];
    if (failure) throw failure;
    return answer;
  };
  const blob = (name: string) => ({
    setTags: (tags: Record<string, string>) => call(`tag ${name} ${JSON.stringify(tags)}`, {}),
    deleteIfExists: () => call(`delete ${name}`, { succeeded: !areBlocks }),
    upload: (_body: string, _length: number, { tags = {} }: { tags?: object }) =>
      call(`upload ${name} ${JSON.stringify(tags)}`, { versionId: '3' }),
    withVersion: (version: string) => ({ deleteIfExists: () => call(`delete ${name} ${version}`, {}) }),
  });
  const container = {
    listBlobsFlat: async function* (options: object) {
      lists.push(options);
      yield* items.map((item) => ({ properties: {}, ...item }) as Partial<BlobItem>);
    },
    getBlockBlobClient: blob,
    getBlobClient: blob,
  };
  const service = { getContainerClient: () => container } as Parameters<typeof stub<BlobServiceClient>>[0];
  return { eraser: new BlobEraser(stub<BlobServiceClient>(service), logger.asLogger), calls, lists, logger };
}

describe(BlobEraser.name, () => {
  it('tags each current blob for the lifecycle rule before it deletes it, and then its versions', async () => {
    const { eraser, calls } = eraserOf([
      { name: 'a', versionId: '2', isCurrentVersion: true },
      { name: 'a', versionId: '1' },
    ]);
    await eraser.erase('audio', '');
    expect(calls).toEqual([TAG, 'delete a', 'delete a 2', 'delete a 1']);
  });

  it('removes blocks that nobody committed, which cannot have a tag, and the version that it makes for that', async () => {
    const { eraser, calls } = eraserOf([{ name: 'a' }], { [TAG]: refused(404, 'BlobNotFound') }, true);
    await eraser.erase('audio', '');
    expect(calls).toEqual([TAG, 'delete a', 'upload a {"retention":"expired"}', 'delete a', 'delete a 3']);
  });

  it('says that an erasure is incomplete where Storage has a legal hold', async () => {
    const { eraser } = eraserOf([{ name: 'a' }], { 'delete a': refused(409, 'BlobImmutableDueToLegalHold') });
    expect(await eraser.erase('audio', '').catch(errorCodeOf)).toBe('erasure-incomplete');
  });

  it.each([
    ['a legal hold', { legalHold: true }],
    ['an immutability policy', { immutabilityPolicyExpiresOn: new Date(Date.now() + 3_600_000) }],
  ])('does not tag a blob of which the list says that it has %s', async (_, properties) => {
    const { eraser, calls, lists } = eraserOf([{ name: 'a', properties }]);
    expect(await eraser.erase('audio', '').catch(errorCodeOf)).toBe('erasure-incomplete');
    expect(calls).toEqual([]);
    expect(lists).toMatchObject([{ includeLegalHold: true, includeImmutabilityPolicy: true }]);
  });

  it('deletes a blob whose immutability policy has expired', async () => {
    const properties = { legalHold: false, immutabilityPolicyExpiresOn: new Date(Date.now() - 1) };
    const { eraser, calls } = eraserOf([{ name: 'a', properties }]);
    await eraser.erase('audio', '');
    expect(calls).toEqual([TAG, 'delete a']);
  });

  it.each([
    ['a legal hold', refused(409, 'BlobImmutableDueToLegalHold'), 'erasure-incomplete'],
    ['a lease', refused(412, 'LeaseIdMissing'), 'dependency-unavailable'],
    ['a missing right', DENIED, 'dependency-unavailable'],
  ])('takes the tag away when %s refuses the deletion', async (_, reason, code) => {
    const { eraser, calls } = eraserOf([{ name: 'a', versionId: '1', isCurrentVersion: true }], { 'delete a': reason });
    expect(await eraser.erase('audio', '').catch(errorCodeOf)).toBe(code);
    expect(calls).toEqual([TAG, 'delete a', UNTAG]);
  });

  it('says why the deletion was refused, also where the tag cannot be taken away', async () => {
    const fails = {
      'delete a': refused(409, 'BlobImmutableDueToLegalHold'),
      [UNTAG]: refused(503, 'ServerBusy'),
    };
    const { eraser, logger } = eraserOf([{ name: 'a' }], fails);
    expect(await eraser.erase('audio', '').catch(errorCodeOf)).toBe('erasure-incomplete');
    expect(logger.lines).toMatchObject([{ level: 'warn', text: 'a blob that could not be deleted keeps its tag' }]);
  });

  it('leaves the tag when nobody knows whether the blob was deleted: the deletion is retried', async () => {
    const { eraser, calls } = eraserOf([{ name: 'a' }], { 'delete a': refused(503, 'ServerBusy') });
    expect(await eraser.erase('audio', '').catch(errorCodeOf)).toBe('dependency-unavailable');
    expect(calls).toEqual([TAG, 'delete a']);
  });

  it('deletes without the tag where the role may not write tags, and logs each container once', async () => {
    const { eraser, calls, logger } = eraserOf([{ name: 'a', versionId: '1', isCurrentVersion: true }], {
      [TAG]: DENIED,
    });
    await eraser.erase('audio', '');
    await eraser.erase('audio', '');
    await eraser.erase('results', '');
    expect(calls.slice(0, 3)).toEqual([TAG, 'delete a', 'delete a 1']);
    expect(logger.lines).toMatchObject([{ fields: { container: 'audio' } }, { fields: { container: 'results' } }]);
    expect(logger.lines).toHaveLength(2);
  });

  it('does not tag what it makes of blocks where the role may not write tags', async () => {
    const { eraser, calls } = eraserOf([{ name: 'a' }], { [TAG]: DENIED }, true);
    await eraser.erase('audio', '');
    expect(calls).toEqual([TAG, 'delete a', 'upload a {}', 'delete a', 'delete a 3']);
  });

  it('fails as before when the tag fails for another reason', async () => {
    const { eraser, calls } = eraserOf([{ name: 'a' }], { [TAG]: refused(503, 'ServerBusy') });
    expect(await eraser.erase('audio', '').catch(errorCodeOf)).toBe('dependency-unavailable');
    expect(calls).toEqual([TAG]);
  });
});
