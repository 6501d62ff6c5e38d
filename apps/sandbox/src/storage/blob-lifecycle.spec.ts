import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningBlobProxy, startTestBlobProxy } from '../event-grid/blob-proxy.fixture.ts';

const DAY_MS = 86_400_000;
/** The days of the template: those that the receipt of an erasure names. */
const VERSION_DAYS = 7;
const EXPIRED = { retention: 'expired' };

describe('the lifecycle rules of the storage account', () => {
  let { context, blobs, uploads, moveClock } = {} as RunningBlobProxy;

  beforeAll(async () => {
    ({ context, blobs, uploads, moveClock } = await startTestBlobProxy());
  });
  afterAll(() => context.close());

  /** Each version as `name`, `name|previous` or `name|deleted`. */
  async function versions(prefix: string, includeDeleted = false): Promise<string[]> {
    const found: string[] = [];
    const options = { prefix, includeVersions: true, includeDeleted };
    for await (const { name, isCurrentVersion, deleted } of blobs
      .getContainerClient('uploads')
      .listBlobsFlat(options)) {
      found.push(`${name}${isCurrentVersion ? '' : deleted ? '|deleted' : '|previous'}`);
    }
    return found;
  }

  it('delete only what is tagged as expired, a day after its creation, and nothing that has a legal hold', async () => {
    const names = async () => (await versions('tag/')).filter((name) => !name.includes('|'));
    for (const name of ['tag/expired.wav', 'tag/kept.wav', 'tag/held.wav', 'tag/folder/a & b.wav']) {
      await uploads(name).uploadData(Buffer.from('RIFF'), { tags: { purpose: 'sample' } });
    }
    for (const name of ['tag/expired.wav', 'tag/held.wav', 'tag/folder/a & b.wav'])
      await uploads(name).setTags(EXPIRED);
    await uploads('tag/held.wav').setLegalHold(true);
    moveClock(DAY_MS / 2);
    await uploads('tag/young.wav').uploadData(Buffer.from('RIFF'), { tags: EXPIRED });
    const before = ['tag/expired.wav', 'tag/folder/a & b.wav', 'tag/held.wav', 'tag/kept.wav', 'tag/young.wav'];
    expect(await names()).toEqual(before);
    moveClock(DAY_MS / 2 + 60_000);
    await expect.poll(names).toEqual(['tag/held.wav', 'tag/kept.wav', 'tag/young.wav']);
    moveClock(DAY_MS);
    await expect.poll(names).toEqual(['tag/held.wav', 'tag/kept.wav']);
    await uploads('tag/held.wav').setLegalHold(false);
    moveClock(DAY_MS);
    await expect.poll(names).toEqual(['tag/kept.wav']);
  });

  it('delete previous versions after the days of the template, whatever their tags, and none that has a legal hold', async () => {
    const names = ['old/deleted.wav', 'old/held.wav', 'old/tagged.wav'];
    for (const name of names) await uploads(name).uploadData(Buffer.from('RIFF'), { tags: { retention: 'keep' } });
    const [held = ''] = await versionIds('old/held.wav');
    for (const name of names) await uploads(name).delete();
    await uploads('old/held.wav').withVersion(held).setLegalHold(true);
    await uploads('old/mark.wav').uploadData(Buffer.from('RIFF'), { tags: EXPIRED });
    moveClock((VERSION_DAYS - 1) * DAY_MS);
    // That the current blob is gone shows that the rules were applied.
    const all = ['old/deleted.wav', 'old/held.wav', 'old/mark.wav', 'old/tagged.wav'];
    await expect.poll(() => versions('old/')).toEqual(all.map((name) => `${name}|previous`));
    moveClock(2 * DAY_MS);
    await expect.poll(() => versions('old/')).toEqual(['old/held.wav|previous']);
    expect(await versions('old/', true)).toContain('old/deleted.wav|deleted');
    moveClock(VERSION_DAYS * DAY_MS);
    expect(await versions('old/', true)).toEqual(['old/held.wav|previous']);
    await uploads('old/held.wav').withVersion(held).setLegalHold(false);
    moveClock(DAY_MS);
    await expect.poll(() => versions('old/', true)).toEqual(['old/held.wav|deleted']);
    moveClock(VERSION_DAYS * DAY_MS);
    expect(await versions('old/', true)).toEqual([]);
  });

  async function versionIds(prefix: string): Promise<string[]> {
    const found: string[] = [];
    const list = blobs.getContainerClient('uploads').listBlobsFlat({ prefix, includeVersions: true });
    for await (const { versionId } of list) found.push(versionId ?? '');
    return found;
  }
});
