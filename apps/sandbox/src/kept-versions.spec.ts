import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManagedIdentityCredential } from '@azure/identity';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { AzuriteClient } from './storage/azurite-client.ts';

/** A copy of the folder of a running sandbox is what a sandbox that is killed at that moment leaves behind. */
describe('a sandbox that is killed while a blob is overwritten', { timeout: 60_000 }, () => {
  let root: string;
  let sandbox: Sandbox | undefined;

  const started = async (name: string): Promise<ContainerClient> => {
    sandbox = await startSandbox({ dataDirectory: join(root, name), keepData: true });
    vi.stubEnv('IDENTITY_ENDPOINT', sandbox.environment['IDENTITY_ENDPOINT']);
    vi.stubEnv('IDENTITY_HEADER', sandbox.environment['IDENTITY_HEADER']);
    const service = new BlobServiceClient(sandbox.endpoints.blob, new ManagedIdentityCredential());
    return service.getContainerClient('archive');
  };
  const killedNow = (name: string) => cp(join(root, 'running'), join(root, name), { recursive: true });

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'kept-versions-spec-'));
    const folder = await started('running');
    await folder.getBlockBlobClient('a.wav').uploadData(Buffer.from('first'));
    const send = Reflect.get(AzuriteClient.prototype, 'send');
    vi.spyOn(AzuriteClient.prototype, 'send').mockImplementation(async function (this: AzuriteClient, request, signal) {
      const answer = await send.call(this, request, signal);
      if (request.method === 'PUT' && request.path.endsWith('/archive/a.wav')) {
        await killedNow('not-saved');
        // Each answer has all saved that Azurite has answered until then.
        await folder.getBlockBlobClient('b.wav').uploadData(Buffer.from('other'));
        await killedNow('saved');
      }
      return answer;
    });
    await folder.getBlockBlobClient('a.wav').uploadData(Buffer.from('second'));
    await killedNow('answered');
    vi.restoreAllMocks();
    await sandbox?.close();
  }, 60_000);
  afterEach(() => sandbox?.close());
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(root, { recursive: true, force: true });
  });

  it.each([
    ['before it is saved: the blob is as before', 'not-saved', ['first']],
    ['after it was saved: the version is there', 'saved', ['first', 'second']],
    ['after it was answered: the version is there', 'answered', ['first', 'second']],
  ])('%s', async (_, name, contents) => {
    const folder = await started(name);
    const found: string[] = [];
    for await (const { versionId = '' } of folder.listBlobsFlat({ prefix: 'a.wav', includeVersions: true })) {
      found.push((await folder.getBlobClient('a.wav').withVersion(versionId).downloadToBuffer()).toString());
    }
    expect(found).toEqual(contents);
    expect((await folder.getBlobClient('a.wav').downloadToBuffer()).toString()).toBe(contents.at(-1));
  });
});
