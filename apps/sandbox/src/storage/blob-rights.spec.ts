import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcome, put, type RunningBlobProxy, startTestBlobProxy } from '../event-grid/blob-proxy.fixture.ts';

const CONTAINERS = 'Microsoft.Storage/storageAccounts/blobServices/containers';
const DELEGATE = 'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action';
const EVERY_RIGHT = [
  DELEGATE,
  ...['read', 'write', 'delete'].map((name) => `${CONTAINERS}/${name}`),
  ...['read', 'write', 'add/action', 'delete', 'deleteBlobVersion/action', 'tags/read', 'tags/write'].map(
    (name) => `${CONTAINERS}/blobs/${name}`,
  ),
];

describe('roles on the blob endpoint', () => {
  let running: RunningBlobProxy;
  let rights: readonly string[] = EVERY_RIGHT;
  beforeAll(async () => {
    running = await startTestBlobProxy(({ oid, tid }) => ({ oid, tid, may: ({ name }) => rights.includes(name) }));
    await running.uploads('there').uploadData(Buffer.from('RIFF'));
  });
  afterAll(() => running.context.close());

  const without = async <T>(names: readonly string[], run: () => Promise<T>): Promise<T> => {
    rights = EVERY_RIGHT.filter((name) => !names.includes(name));
    try {
      return await run();
    } finally {
      rights = EVERY_RIGHT;
    }
  };
  const MISMATCH = { statusCode: 403, code: 'AuthorizationPermissionMismatch' };
  const blobs = (name: string) => `${CONTAINERS}/blobs/${name}`;
  const uploads = () => running.blobs.getContainerClient('uploads');

  it.each<[string, readonly string[], () => Promise<unknown>]>([
    ['Get Blob', [blobs('read')], () => running.uploads('there').download()],
    ['Get Block List', [blobs('read')], () => running.uploads('there').getBlockList('all')],
    ['List Blobs', [blobs('read')], () => uploads().listBlobsFlat().next()],
    ['List Blobs with tags', [blobs('tags/read')], () => uploads().listBlobsFlat({ includeTags: true }).next()],
    ['Put Blob', [blobs('write'), blobs('add/action')], () => running.uploads('new').uploadData(Buffer.from('a'))],
    ['Put Block', [blobs('write')], () => running.uploads('new').stageBlock('AAAA', 'a', 1)],
    [
      'Put Blob with tags',
      [blobs('tags/write')],
      () => running.uploads('new').upload('a', 1, { tags: { kind: 'original' } }),
    ],
    ['Set Blob Metadata', [blobs('write')], () => running.uploads('there').setMetadata({ a: 'b' })],
    ['Get Blob Tags', [blobs('tags/read')], () => running.uploads('there').getTags()],
    ['Delete Blob', [blobs('delete')], () => running.uploads('there').delete()],
    [
      'Delete Blob of a version',
      [blobs('deleteBlobVersion/action')],
      () => running.uploads('there').withVersion('2026-11-29T00:00:00.0000000Z').delete(),
    ],
    ['List Containers', [`${CONTAINERS}/read`], () => running.blobs.listContainers().next()],
    ['Create Container', [`${CONTAINERS}/write`], () => running.blobs.createContainer('new')],
    ['Delete Container', [`${CONTAINERS}/delete`], () => running.blobs.deleteContainer('results')],
    [
      'Get User Delegation Key',
      [DELEGATE],
      () => running.blobs.getUserDelegationKey(new Date(), new Date(Date.now() + 60_000)),
    ],
  ])('refuses %s without %o', async (_operation, names, call) => {
    await expect(without(names, call)).rejects.toMatchObject(MISMATCH);
  });

  it('lets a new blob be put with the right to add, and no blob be overwritten with it', async () => {
    const upload = (name: string) => running.uploads(name).uploadData(Buffer.from('a'));
    await without([blobs('write')], async () => {
      await upload('added');
      await expect(upload('added')).rejects.toMatchObject({ statusCode: 403, code: 'UnauthorizedBlobOverwrite' });
    });
  });

  it('refuses Get Blob Properties without the right to read, with no body to say more', async () => {
    const call = () => running.uploads('there').getProperties();
    await expect(without([blobs('read')], call)).rejects.toMatchObject({ statusCode: 403 });
    await expect(call()).resolves.toMatchObject({ contentLength: 4 });
  });

  it('deletes a blob without the right to delete versions', async () => {
    await running.uploads('short-lived').uploadData(Buffer.from('a'));
    await without([blobs('deleteBlobVersion/action')], () => running.uploads('short-lived').delete());
  });

  it('gives a SAS no more than its signer has', async () => {
    const url = await running.sasUrl('signed');
    await expect(without([blobs('write'), blobs('add/action')], () => outcome(put(url)))).resolves.toEqual([
      403,
      'AuthorizationPermissionMismatch',
    ]);
    await expect(outcome(put(url))).resolves.toEqual([201, null]);
  });

  it('copies only what the caller may read', async () => {
    const source = running.uploads('there').url;
    const copy = () => running.blobs.getContainerClient('results').getBlockBlobClient('copy').beginCopyFromURL(source);
    await expect(without([blobs('read')], copy)).rejects.toMatchObject({
      statusCode: 403,
      code: 'CannotVerifyCopySource',
    });
    await expect((await copy()).pollUntilDone()).resolves.toMatchObject({ copyStatus: 'success' });
  });
});
