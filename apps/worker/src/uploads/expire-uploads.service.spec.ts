import { describe, expect, it } from 'vitest';
import type { Config } from '#config';
import type { Stored } from '#documents';
import { MAX_REQUEUES, ServiceError, type Upload } from '#domain';
import { stored } from '#documents/testing';
import { anUpload, stub } from '#domain/testing';
import { ExpireUploads } from './expire-uploads.service.ts';

const NEVER = new AbortController().signal;
const URL_TTL_MS = 900_000;
const STEP = 'Microsoft.Storage.BlobCreated';

const upload = (number: number, more: Partial<Upload> = {}) =>
  stored(
    anUpload({
      id: `upl_${number}`,
      tenantId: 't',
      status: 'awaiting',
      updatedAt: '2020-01-01T00:00:00.000Z',
      ...more,
    }),
  );

function sweepOf(given: {
  uploads: readonly Stored<Upload>[];
  /** Names of those whose file is there. */
  files?: readonly string[];
  save?: (upload: Stored<Upload>) => Promise<void>;
}) {
  const saved: Stored<Upload>[] = [];
  const asked: { statuses: readonly string[]; before: string; after: string | undefined; limit: number }[] = [];
  const documents = {
    withoutProgress: (
      _: string,
      statuses: readonly string[],
      options: { before: string; after: string; limit: number },
    ) => {
      asked.push({ statuses, ...options });
      return Promise.resolve(given.uploads.slice(0, options.limit));
    },
  };
  const blobs = {
    properties: ({ name }: { name: string }) =>
      Promise.resolve(given.files?.includes(name) ? { etag: '"blob"', sizeBytes: 4 } : undefined),
  };
  const writer = {
    save: async (document: Stored<Upload>) => {
      await given.save?.(document);
      saved.push(document);
      return document;
    },
  };
  const config = { uploads: { urlTtlMs: URL_TTL_MS } } as Config;
  return { sweep: new ExpireUploads(config, stub(documents), stub(blobs), stub(writer)), saved, asked };
}

describe(ExpireUploads.name, () => {
  it('ends uploads whose URL has expired without a file', async () => {
    const { sweep, saved, asked } = sweepOf({ uploads: [upload(1)] });
    expect(await sweep.execute('upl_0', NEVER)).toEqual({ counts: { expired: 1, driven: 0 }, next: undefined });
    expect(saved).toMatchObject([{ id: 'upl_1', status: 'expired', etag: '"1"' }]);
    // An upload expires only when nobody can still use its URL, however clocks differ and however long a form takes.
    expect(asked).toMatchObject([{ statuses: ['awaiting'], after: 'upl_0' }]);
    expect(Date.now() - Date.parse(asked[0]?.before ?? '')).toBeGreaterThanOrEqual(URL_TTL_MS + 4 * 60_000);
  });

  it('starts the examination where the file is there and its event is not, with a new id each time', async () => {
    const redrives = { total: 1, step: STEP, ofStep: 1 };
    const uploads = [upload(1), upload(2, { redrives })];
    const { sweep, saved } = sweepOf({ uploads, files: ['t/upl_1', 't/upl_2'] });
    expect((await sweep.execute(undefined, NEVER)).counts).toEqual({ expired: 0, driven: 2 });
    expect(saved).toMatchObject([
      { status: 'awaiting', outbox: [{ id: `upl_1:${STEP}:requeue-1`, data: { eTag: '"blob"', contentLength: 4 } }] },
      { status: 'awaiting', outbox: [{ id: `upl_2:${STEP}:requeue-2` }], redrives: { total: 2 } },
    ]);
  });

  it('waits twice as long before each further start, since a message may only wait in a long queue', async () => {
    const updatedAt = new Date(Date.now() - 3 * (URL_TTL_MS + 5 * 60_000)).toISOString();
    const redrives = (ofStep: number) => ({ total: ofStep, step: STEP, ofStep });
    const uploads = [
      upload(1, { updatedAt, redrives: redrives(1) }),
      upload(2, { updatedAt, redrives: redrives(2) }),
      upload(3, { updatedAt, redrives: redrives(MAX_REQUEUES) }),
    ];
    const { sweep, saved } = sweepOf({ uploads, files: ['t/upl_1', 't/upl_2', 't/upl_3'] });
    expect((await sweep.execute(undefined, NEVER)).counts).toEqual({ expired: 0, driven: 1 });
    expect(saved.map(({ id }) => id)).toEqual(['upl_1']);
  });

  it('has a recording fetched whose fetching was not begun in time, and forgets its URL when that does not help', async () => {
    const source = { host: 'recordings.example', url: 'https://recordings.example/a.wav?sig=s' };
    const redrives = { total: MAX_REQUEUES, step: 'upload.fetch', ofStep: MAX_REQUEUES };
    const uploads = [upload(1, { source }), upload(2, { source, redrives })];
    const { sweep, saved } = sweepOf({ uploads });
    expect((await sweep.execute(undefined, NEVER)).counts).toEqual({ expired: 1, driven: 1 });
    expect(saved).toMatchObject([
      { status: 'awaiting', source, outbox: [{ type: 'upload.fetch', id: 'upl_1:upload.fetch:requeue-1' }] },
      { status: 'expired', outbox: [] },
    ]);
    expect(saved[1]?.source).toEqual({ host: source.host });
  });

  it('ends those that were started often enough', async () => {
    const redrives = { total: MAX_REQUEUES, step: STEP, ofStep: MAX_REQUEUES };
    const { sweep, saved } = sweepOf({ uploads: [upload(1, { redrives })], files: ['t/upl_1'] });
    await sweep.execute(undefined, NEVER);
    expect(saved).toMatchObject([{ status: 'expired', outbox: [] }]);
  });

  it('leaves alone what moves in this moment, goes on with the others, and stops when a store is away', async () => {
    let code: 'etag-mismatch' | 'dependency-unavailable' = 'etag-mismatch';
    const save = ({ id }: Stored<Upload>) =>
      id === 'upl_1' ? Promise.reject(new ServiceError(code, 'no')) : Promise.resolve();
    const { sweep, saved } = sweepOf({ uploads: [upload(1), upload(2)], save });
    expect((await sweep.execute(undefined, NEVER)).counts).toEqual({ expired: 1, driven: 0 });
    expect(saved.map(({ id }) => id)).toEqual(['upl_2']);
    code = 'dependency-unavailable';
    await expect(sweep.execute(undefined, NEVER)).rejects.toMatchObject({ code });
  });

  it('takes a page at a time, and stops when it is told to', async () => {
    const uploads = Array.from({ length: 150 }, (_, number) => upload(number));
    const { sweep, saved } = sweepOf({ uploads });
    expect(await sweep.execute(undefined, NEVER)).toEqual({ counts: { expired: 100, driven: 0 }, next: 'upl_99' });
    await expect(sweep.execute(undefined, AbortSignal.abort())).rejects.toThrow();
    expect(saved).toHaveLength(100);
  });
});
