import { beforeEach, describe, expect, it } from 'vitest';
import { EXPIRED_SYNTHESIS, HELD_SUBJECT } from '#documents';
import { RETENTION_CLASSES, ServiceError } from '#domain';
import { anId, stub } from '#domain/testing';
import { DONE } from '#messaging';
import { aMessage } from '#messaging/testing';
import { MemoryLogger } from '#observability/testing';
import { BLOB_PARTS } from './blob-rules.ts';
import { SweepRetentionHandler } from './sweep-retention.handler.ts';

const signal = new AbortController().signal;

let swept: string[];
let next: string | undefined;
let failing: string | undefined;
let leftMs: number | undefined;
let againInMs: number | undefined;
let sweep: SweepRetentionHandler;

beforeEach(() => {
  [swept, next, failing, leftMs, againInMs] = [[], undefined, undefined, undefined, undefined];
  const page = (part: string, after: string | undefined) => {
    if (part === failing) return Promise.reject(new ServiceError('dependency-unavailable', 'away'));
    swept.push(after === undefined ? part : `${part} after ${after}`);
    return Promise.resolve({ counts: { found: 1 }, next, againInMs });
  };
  sweep = new SweepRetentionHandler(
    stub({ execute: (after: string | undefined) => page('consents', after) }),
    stub({ execute: (after: string | undefined) => page('uploads', after) }),
    stub({
      execute: (after: string | undefined) => page('syntheses', after),
      one: ({ subjectId }: { subjectId: string }) => {
        swept.push(subjectId);
        return Promise.resolve(leftMs);
      },
    }),
    stub({ execute: (name: string, after: string | undefined) => page(name, after) }),
    stub({ execute: (after: string | undefined) => page('tiers', after) }),
    stub({ execute: (part: string, after: string | undefined) => page(part, after) }),
    stub({ execute: (after: string | undefined) => page('samples', after) }),
    stub({ execute: (after: string | undefined) => page('endpoints', after) }),
    stub({
      execute: (after: string | undefined) => page('holds', after),
      one: ({ subjectId }: { subjectId: string }) => {
        swept.push(`hold of ${subjectId}`);
        return Promise.resolve(leftMs);
      },
    }),
    new MemoryLogger().asLogger,
  );
});

const handle = (data: { part?: string; after?: string } = {}) =>
  sweep.handle(aMessage('retention.sweep', 'retention.sweep', data), { signal });

describe(SweepRetentionHandler.name, () => {
  it('goes through every part, each in a message of its own', async () => {
    let data: { part?: string } | undefined = {};
    while (data) {
      const outcome = await handle(data);
      data = 'retryAfterMs' in outcome ? outcome.data : undefined;
    }
    expect(swept).toEqual([
      'endpoints',
      'holds',
      'consents',
      'uploads',
      'syntheses',
      ...RETENTION_CLASSES,
      'tiers',
      ...BLOB_PARTS,
      'samples',
    ]);
  });

  it('tells the rejected recordings from the blobs of `uploads`, which the release before calls raw', async () => {
    next = 'upl_9';
    expect(await handle({ part: 'rawRecordings' })).toMatchObject({ data: { part: 'rawRecordings', after: 'upl_9' } });
    expect(await handle({ part: 'raw' })).toMatchObject({ data: { part: 'raw', after: 'upl_9' } });
  });

  it('goes on with the next page of a part before the next part', async () => {
    next = 'upl_9';
    expect(await handle({ part: 'uploads' })).toEqual({ retryAfterMs: 0, data: { part: 'uploads', after: 'upl_9' } });
    next = undefined;
    expect(await handle({ part: 'uploads', after: 'upl_9' })).toMatchObject({ data: { part: 'syntheses' } });
    expect(swept).toEqual(['uploads', 'uploads after upl_9']);
  });

  it('removes one synthesis alone when its message is about one, and waits for its time where the broker is early', async () => {
    const about = () =>
      sweep.handle(aMessage('retention.sweep', anId('synthesis'), { part: EXPIRED_SYNTHESIS }), { signal });
    expect(await about()).toEqual(DONE);
    leftMs = 5;
    expect(await about()).toEqual({ retryAfterMs: 5 });
    expect(swept).toEqual([anId('synthesis'), anId('synthesis')]);
  });

  it('does a page again when what it has announced has settled', async () => {
    [next, againInMs] = ['upl_9', 75_000];
    expect(await handle({ part: 'sample' })).toEqual({ retryAfterMs: 75_000, data: { part: 'sample' } });
    const data = { part: 'sample', after: 'upl_1' };
    expect(await handle(data)).toEqual({ retryAfterMs: 75_000, data });
  });

  it('brings the hold of its subject to Storage when its message is about one', async () => {
    const message = aMessage('retention.sweep', anId('upload'), { part: HELD_SUBJECT });
    expect(await sweep.handle(message, { signal })).toEqual(DONE);
    leftMs = 5;
    expect(await sweep.handle(message, { signal })).toEqual({ retryAfterMs: 5 });
    expect(swept).toEqual([`hold of ${anId('upload')}`, `hold of ${anId('upload')}`]);
  });

  it('stays with a part whose store is away', async () => {
    failing = 'endpoints';
    await expect(handle()).rejects.toMatchObject({ code: 'dependency-unavailable' });
    expect(swept).toEqual([]);
  });
});
