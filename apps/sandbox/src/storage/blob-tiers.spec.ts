import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningBlobProxy, startTestBlobProxy } from '../event-grid/blob-proxy.fixture.ts';

describe('the access tier of a blob', () => {
  let { context, blobs, uploads } = {} as RunningBlobProxy;

  beforeAll(async () => {
    ({ context, blobs, uploads } = await startTestBlobProxy());
  });
  afterAll(() => context.close());

  it('is set at once, and changes neither ETag nor time nor content', async () => {
    const blob = uploads('moved.wav');
    await blob.uploadData(Buffer.from('RIFF'));
    const { etag, lastModified, versionId, ...before } = await blob.getProperties();
    expect(before).toMatchObject({ accessTier: 'Hot', accessTierInferred: true });
    for (const tier of ['Cool', 'Cold'] as const) {
      // Twice is no error.
      for (let time = 1; time <= 2; time += 1) expect((await blob.setAccessTier(tier))._response.status).toBe(200);
      const after = await blob.getProperties();
      expect(after).toMatchObject({ accessTier: tier, etag, lastModified, versionId });
      expect(after.accessTierInferred ?? false).toBe(false);
      expect(after.accessTierChangedOn).toBeInstanceOf(Date);
      expect((await blob.downloadToBuffer()).toString()).toBe('RIFF');
    }
    for await (const { properties } of blobs.getContainerClient('uploads').listBlobsFlat({ prefix: 'moved' })) {
      expect(properties.accessTier).toBe('Cold');
      expect(properties.accessTierChangedOn).toBeInstanceOf(Date);
    }
  });

  it('is set in spite of a legal hold, which stays', async () => {
    const blob = uploads('held.wav');
    await blob.uploadData(Buffer.from('RIFF'));
    await blob.setLegalHold(true);
    await blob.setAccessTier('Cool');
    expect(await blob.getProperties()).toMatchObject({ accessTier: 'Cool', legalHold: true });
  });

  it('is refused for a blob that does not exist, and where it is a tier of page blobs', async () => {
    await expect(uploads('nothing.wav').setAccessTier('Cool')).rejects.toMatchObject({ statusCode: 404 });
    const blob = uploads('warm.wav');
    await blob.uploadData(Buffer.from('RIFF'));
    await expect(blob.setAccessTier('P10')).rejects.toMatchObject({ statusCode: 400 });
    expect((await blob.getProperties()).accessTier).toBe('Hot');
  });
});
