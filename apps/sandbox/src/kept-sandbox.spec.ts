import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CosmosClient } from '@azure/cosmos';
import { ManagedIdentityCredential } from '@azure/identity';
import { ServiceBusClient } from '@azure/service-bus';
import {
  BlobSASPermissions,
  BlobServiceClient,
  type ContainerClient,
  generateBlobSASQueryParameters,
} from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Sandbox, startSandbox } from './sandbox.ts';

const BLOCK = randomBytes(70_000);

/**
 * A copy of the folder of a running sandbox is what a sandbox that is killed at that moment leaves behind: files as they are, without the
 * orderly end that would write the rest.
 */
describe('a sandbox that keeps its data', { timeout: 60_000 }, () => {
  let root: string;
  let sandbox: Sandbox;
  let before: { readonly endpoints: Sandbox['endpoints']; readonly environment: Sandbox['environment'] };
  let signedUrl: string;
  let etags: Record<string, string | undefined>;
  const closers: (() => unknown)[] = [];

  const started = async (directory: string): Promise<void> => {
    sandbox = await startSandbox({ dataDirectory: directory, keepData: true });
    vi.stubEnv('IDENTITY_ENDPOINT', sandbox.environment['IDENTITY_ENDPOINT']);
    vi.stubEnv('IDENTITY_HEADER', sandbox.environment['IDENTITY_HEADER']);
  };
  const blobs = (): BlobServiceClient =>
    new BlobServiceClient(sandbox.endpoints.blob, new ManagedIdentityCredential(), { retryOptions: { maxTries: 1 } });
  const container = (): ContainerClient => blobs().getContainerClient('archive');
  const documents = () =>
    new CosmosClient({
      endpoint: sandbox.endpoints.cosmos,
      aadCredentials: new ManagedIdentityCredential(),
      connectionPolicy: { enableEndpointDiscovery: false },
    })
      .database('voice')
      .container('documents');
  const bus = (): ServiceBusClient => {
    const client = new ServiceBusClient(sandbox.endpoints.serviceBus, new ManagedIdentityCredential());
    closers.push(() => client.close());
    return client;
  };
  const control = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(sandbox.endpoints.control + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const text = async (name: string): Promise<string> =>
    (await container().getBlobClient(name).downloadToBuffer()).toString();

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'sandbox-kept-spec-'));
    await started(join(root, 'first'));
    await writeBlobs();
    await documents().items.create({ id: 'one', partitionKey: 'p', text: 'as written' });
    await bus()
      .createSender('speech-synthesis')
      .sendMessages({ body: { of: 'the test' }, messageId: 'kept' });
    // The event of an upload that cannot be delivered waits.
    sandbox.faults.add({ service: 'event-grid', operation: 'deliver', effect: { kind: 'error' } });
    await blobs().getContainerClient('uploads').getBlockBlobClient('a.wav').uploadData(Buffer.from('audio'));
    await control('POST', '/clock', { advanceMs: 3_600_000 });
    before = { endpoints: sandbox.endpoints, environment: sandbox.environment };
    await cp(join(root, 'first'), join(root, 'killed'), { recursive: true });
    for (const close of closers.splice(0)) await close();
    await sandbox.close();
    await started(join(root, 'killed'));
  }, 60_000);
  afterAll(async () => {
    for (const close of closers.splice(0)) await close();
    vi.unstubAllEnvs();
    await sandbox.close();
    await rm(root, { recursive: true, force: true });
  });

  async function writeBlobs(): Promise<void> {
    const folder = container();
    const plain = folder.getBlockBlobClient('plain');
    await plain.uploadData(Buffer.from('first'));
    await plain.uploadData(Buffer.from('second'), { metadata: { Who: 'Ada' }, tags: { kind: 'speech' } });
    await plain.setHTTPHeaders({ blobContentType: 'text/plain' });
    const blocks = folder.getBlockBlobClient('folder/blocks');
    const ids = ['a', 'b'].map((id) => Buffer.from(id).toString('base64'));
    for (const id of ids) await blocks.stageBlock(id, BLOCK, BLOCK.length);
    await blocks.commitBlockList(ids);
    const staged = folder.getBlockBlobClient('staged');
    await staged.stageBlock(ids[0] ?? '', 'later', 5);
    const appended = folder.getAppendBlobClient('appended');
    await appended.create();
    await appended.appendBlock('one ', 4);
    await appended.appendBlock('two', 3);
    const leased = folder.getBlockBlobClient('leased');
    await leased.uploadData(Buffer.from('mine'));
    await leased.getBlobLeaseClient('11111111-1111-4111-8111-111111111111').acquireLease(-1);
    await plain.createSnapshot();
    await (await folder.getBlobClient('copied').beginCopyFromURL(plain.url)).pollUntilDone();
    const deleted = folder.getBlockBlobClient('deleted');
    await deleted.uploadData(Buffer.from('gone'));
    await deleted.delete();
    const [startsOn, expiresOn] = [new Date(Date.now() - 60_000), new Date(Date.now() + 3_600_000)];
    const key = await blobs().getUserDelegationKey(startsOn, expiresOn);
    const permissions = BlobSASPermissions.parse('r');
    const of = { containerName: 'archive', blobName: 'plain', permissions, startsOn, expiresOn };
    signedUrl = `${plain.url}?${generateBlobSASQueryParameters(of, key, 'devstoreaccount1').toString()}`;
    etags = {};
    for await (const { name, properties } of folder.listBlobsFlat()) etags[name] = properties.etag;
  }

  it('is at the same addresses, with the same certificates, secrets and time', async () => {
    expect(sandbox.endpoints).toEqual(before.endpoints);
    const { NODE_EXTRA_CA_CERTS: file, ...rest } = sandbox.environment;
    expect(rest).toEqual({ ...before.environment, NODE_EXTRA_CA_CERTS: undefined });
    expect(file).toContain(join('killed', 'ca'));
    expect((await control('GET', '/clock')).body).toMatchObject({ aheadMs: 3_600_000 });
  });

  it('has every blob, its bytes, metadata, tags, blocks, lease and snapshot', async () => {
    const after: Record<string, string | undefined> = {};
    for await (const { name, properties } of container().listBlobsFlat()) after[name] = properties.etag;
    expect(after).toEqual(etags);
    expect(await text('plain')).toBe('second');
    const plain = container().getBlobClient('plain');
    expect(await plain.getProperties()).toMatchObject({ metadata: { who: 'Ada' }, contentType: 'text/plain' });
    expect((await plain.getTags()).tags).toEqual({ kind: 'speech' });
    expect(await container().getBlobClient('folder/blocks').downloadToBuffer()).toEqual(Buffer.concat([BLOCK, BLOCK]));
    expect(await text('appended')).toBe('one two');
    expect(await text('copied')).toBe('second');
    await expect(container().getBlobClient('leased').delete()).rejects.toMatchObject({ statusCode: 412 });
    let snapshots = 0;
    for await (const { snapshot } of container().listBlobsFlat({ prefix: 'plain', includeSnapshots: true }))
      if (snapshot !== undefined) snapshots += 1;
    expect(snapshots).toBe(1);
    const staged = container().getBlockBlobClient('staged');
    await staged.commitBlockList([Buffer.from('a').toString('base64')]);
    expect(await text('staged')).toBe('later');
    await container().getAppendBlobClient('appended').appendBlock(' three', 6);
    expect(await text('appended')).toBe('one two three');
  });

  it('accepts what was signed with a user delegation key before', async () => {
    expect(await (await fetch(signedUrl)).text()).toBe('second');
  });

  it('has the documents and the messages', async () => {
    const { resource } = await documents().item('one', 'p').read<{ text: string }>();
    expect(resource).toMatchObject({ text: 'as written' });
    expect(sandbox.serviceBus.peekAll('speech-synthesis')).toMatchObject([{ messageId: 'kept', sequenceNumber: 1 }]);
  });

  it('delivers the event that was waiting, once', async () => {
    await vi.waitFor(() => expect(sandbox.events.pending).toBe(0), { timeout: 20_000 });
    const events = sandbox.serviceBus.peekAll('audio-uploads', { bodies: true });
    expect(events).toHaveLength(1);
    expect(events[0]?.body).toMatchObject({ subject: '/blobServices/default/containers/uploads/blobs/a.wav' });
  });

  it('goes back to a snapshot while it runs, and its clients go on', async () => {
    const client = documents();
    await client.items.upsert({ id: 'two', partitionKey: 'p', text: 'in the snapshot' });
    expect(await control('POST', '/snapshot', { name: 'one' })).toMatchObject({ status: 201, body: { name: 'one' } });
    expect(await control('POST', '/snapshot', { name: 'one' })).toMatchObject({
      status: 409,
      body: { error: { code: 'snapshot-exists' } },
    });
    await client.items.upsert({ id: 'two', partitionKey: 'p', text: 'after it' });
    await container().getBlockBlobClient('plain').uploadData(Buffer.from('after it'));
    await bus().createSender('speech-synthesis').sendMessages({ body: 'after it', messageId: 'after' });

    expect(await control('POST', '/restore', { name: 'two' })).toMatchObject({
      status: 404,
      body: { error: { code: 'snapshot-not-found' } },
    });
    expect(await control('POST', '/restore', { name: 'one' })).toMatchObject({ status: 200, body: { name: 'one' } });
    expect((await client.item('two', 'p').read<{ text: string }>()).resource?.text).toBe('in the snapshot');
    expect(await text('plain')).toBe('second');
    expect(await (await fetch(signedUrl)).text()).toBe('second');
    expect(sandbox.serviceBus.peekAll('speech-synthesis').map(({ messageId }) => messageId)).toEqual(['kept']);
    await container().getBlockBlobClient('plain').uploadData(Buffer.from('third'));
    expect(await text('plain')).toBe('third');
    expect((await control('GET', '/snapshots')).body).toMatchObject({ snapshots: [{ name: 'one' }] });
  });

  it('refuses names that are not names of folders', async () => {
    for (const name of ['..', '../x', '', 'a/b', '.hidden']) {
      expect(await control('POST', '/snapshot', { name })).toMatchObject({ status: 400 });
    }
  });
});
