import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SqliteStore } from '../data/sqlite-store.ts';
import { type RunningBlobProxy, startTestBlobProxy } from '../event-grid/blob-proxy.fixture.ts';
import { Clock } from '../faults/clock.ts';
import { AzuriteCalls } from './azurite-calls.ts';
import { BlobLegalHolds } from './blob-legal-holds.ts';
import { BlobLifecycle } from './blob-lifecycle.ts';
import { BlobVersions } from './blob-versions.ts';

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

/** An account without containers that counts how often they are listed, which each run does once. */
class EmptyAccount extends AzuriteCalls {
  runs = 0;
  /** What a run waits for. */
  wait: Promise<void> = Promise.resolve();

  constructor() {
    super({ send: () => Promise.reject(new Error('Nothing is sent.')) }, '/account', () => Promise.resolve(''));
  }

  override async call() {
    this.runs += 1;
    await this.wait;
    return { status: 200, headers: {}, body: '' };
  }
}

describe(`${BlobLifecycle.name} with kept data`, () => {
  const HOUR_MS = 3_600_000;
  let folder: string;
  let store: SqliteStore;
  let account: EmptyAccount;
  const clocks: Clock[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blob-lifecycle-spec-'));
    store = new SqliteStore(join(folder, 'state.sqlite'));
    account = new EmptyAccount();
  });
  afterEach(async () => {
    for (const clock of clocks.splice(0)) clock.stop();
    store.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A process on what is kept, whose clock is ahead of the machine's. */
  function started(aheadMs: number) {
    const clock = new Clock(aheadMs);
    clocks.push(clock);
    const expired = { tag: { name: 'retention', value: 'expired' }, deleteAfterDays: 1 };
    const rules = new BlobLifecycle({
      calls: account,
      versions: new BlobVersions({ calls: account, clock, state: store, softDeleteDays: 7 }),
      versioned: { settle: () => Promise.resolve() },
      lifecycle: { expired, softDeleteDays: 7 },
      holds: new BlobLegalHolds(store),
      clock,
      log: () => undefined,
      state: store,
    });
    rules.start();
    return { clock, rules };
  }

  /** How often they have run, after all that was due before. */
  const runs = async (clock: Clock) => {
    await new Promise<void>((resolve) => clock.at(clock.now(), resolve));
    return account.runs;
  };

  it('runs a day after the last run, however often the sandbox is restarted meanwhile', async () => {
    let aheadMs = 0;
    for (let hour = 0; hour < 23; hour += 1) {
      await started(aheadMs).rules.close();
      aheadMs += HOUR_MS;
    }
    const { clock, rules } = started(aheadMs);
    expect(await runs(clock)).toBe(0);
    clock.advance(HOUR_MS);
    expect(await runs(clock)).toBe(1);
    clock.advance(DAY_MS - HOUR_MS);
    expect(await runs(clock)).toBe(1);
    await rules.close();
    expect(await runs(started(aheadMs + DAY_MS + HOUR_MS).clock)).toBe(2);
  });

  it('runs at once, and once, when it was due while the sandbox was down', async () => {
    await started(0).rules.close();
    const { clock } = started(5 * DAY_MS);
    expect(await runs(clock)).toBe(1);
    clock.advance(DAY_MS - HOUR_MS);
    expect(await runs(clock)).toBe(1);
  });

  it('runs again when the process died in the middle', async () => {
    account.wait = new Promise(() => undefined);
    const { clock } = started(0);
    clock.advance(DAY_MS);
    expect(await runs(clock)).toBe(1);
    account.wait = Promise.resolve();
    expect(await runs(started(DAY_MS).clock)).toBe(2);
  });

  it('waits for a day at most when the clock was moved back', async () => {
    await started(10 * DAY_MS).rules.close();
    const { clock } = started(0);
    clock.advance(DAY_MS);
    expect(await runs(clock)).toBe(1);
  });
});
