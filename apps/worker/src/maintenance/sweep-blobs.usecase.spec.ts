import { describe, expect, it } from 'vitest';
import type { Config } from '#config';
import { errorCodeOf, ServiceError } from '#domain';
import { aBatch, aVoice, type Parts, stub } from '#domain/testing';
import { createLogger } from '#observability';
import type { StoredDocument } from '#documents';
import type { BlobEntry } from '#storage';
import { SweepBlobs } from './sweep-blobs.usecase.ts';

const NEVER = new AbortController().signal;
const HOUR_MS = 3_600_000;
const logger = createLogger({ level: 'silent', service: 'test' });

function ulid(number: number): string {
  return String(number).padStart(26, '0');
}
const uploadId = (number: number) => `upl_${ulid(number)}`;
const synthesisId = (number: number) => `syn_${ulid(number)}`;

function blob(name: string, ageHours: number): BlobEntry {
  return { name, etag: `"${name}"`, sizeBytes: 1, lastModified: new Date(Date.now() - ageHours * HOUR_MS) };
}

type SomeDocument = Parts<StoredDocument> & { readonly id: string };

function sweepOf(given: {
  blobs?: readonly BlobEntry[];
  documents?: readonly SomeDocument[];
  /** As the newest state has them, where a replica is behind. */
  latest?: readonly SomeDocument[];
  /** What Storage says to the deletion of the first blob. */
  refusal?: ServiceError;
}) {
  const deleted: string[] = [];
  const listed: string[] = [];
  const blobs = {
    list: (container: string) => {
      listed.push(container);
      return Promise.resolve({ entries: given.blobs ?? [], next: undefined });
    },
    deleteIfUnchanged: ({ name }: { name: string }) =>
      given.refusal && name === given.blobs?.[0]?.name
        ? Promise.reject(given.refusal)
        : Promise.resolve(deleted.push(name) > 0),
  };
  const documents = {
    findAll: (kind: string, ids: readonly string[]) =>
      Promise.resolve(
        new Map(
          (given.documents ?? [])
            .filter((each) => each.kind === kind && ids.includes(each.id))
            .map((each) => [each.id, each] as const),
        ),
      ),
    findLatest: async (_kind: string, _tenantId: string, id: string) =>
      (given.latest ?? given.documents ?? []).find((each) => each.id === id),
  };
  const config = {
    retention: { rawMs: 24 * HOUR_MS, orphanGraceMs: 24 * HOUR_MS },
    provenance: { retentionMs: 400 * 24 * HOUR_MS },
  } as Config;
  const sweep = new SweepBlobs(config, stub(documents), stub(blobs), logger);
  return { sweep, deleted, listed };
}

describe(SweepBlobs.name, () => {
  it('deletes old audio that no upload refers to, and nothing else', async () => {
    const { sweep, deleted } = sweepOf({
      blobs: [
        blob(`t/${uploadId(1)}.wav`, 48),
        blob(`t/${uploadId(2)}.wav`, 48),
        blob(`t/${uploadId(3)}.wav`, 2),
        blob('somebody/elses.wav', 48),
        blob(`t/${uploadId(1)}0.wav`, 48),
      ],
      documents: [{ id: uploadId(1), kind: 'upload', canonical: { blobName: `t/${uploadId(1)}.wav` } }],
    });
    const { counts } = await sweep.execute('audio', undefined, NEVER);
    expect(deleted).toEqual([`t/${uploadId(2)}.wav`]);
    expect(counts).toMatchObject({ audioOrphans: 1 });
  });

  it('deletes lists beside the records of speech when these expire, and not before', async () => {
    const list = (number: number): string => `t/prv_${ulid(number)}/items-0123456789abcdef.json`;
    const { sweep, deleted } = sweepOf({ blobs: [blob(list(1), 399 * 24), blob(list(2), 401 * 24)] });
    const { counts } = await sweep.execute('results', undefined, NEVER);
    expect(deleted).toEqual([list(2)]);
    expect(counts).toMatchObject({ resultsExpired: 1, resultsOrphans: 0 });
  });

  it('keeps of several results of one synthesis the one that counts', async () => {
    const names = ['aaaa', 'bbbb'].map((hash) => `t/${synthesisId(1)}-${hash}.wav`);
    const { sweep, deleted } = sweepOf({
      blobs: names.map((name) => blob(name, 48)),
      documents: [{ id: synthesisId(1), kind: 'synthesis', result: { blobName: names[1] } }],
    });
    await sweep.execute('results', undefined, NEVER);
    expect(deleted).toEqual([names[0]]);
  });

  it('keeps the timings of a result, and the parts of a synthesis that may still be spoken', async () => {
    const [done, running, gone] = [1, 2, 3].map((number) => `t/${synthesisId(number)}`);
    const result = { blobName: `${done}.wav`, timingsBlobName: `${done}-aaaa.timings.json` };
    const { sweep, deleted } = sweepOf({
      blobs: [
        result.blobName,
        result.timingsBlobName,
        `${done}-bbbb.timings.json`,
        `${done}/parts/0-aaaa`,
        `${running}.wav`,
        `${running}/parts/0-aaaa`,
        `${gone}/parts/0-aaaa`,
      ].map((name) => blob(name, 48)),
      documents: [
        { id: synthesisId(1), kind: 'synthesis', status: 'succeeded', result },
        { id: synthesisId(2), kind: 'synthesis', status: 'running' },
      ],
    });
    await sweep.execute('results', undefined, NEVER);
    expect(deleted).toEqual([`${done}-bbbb.timings.json`, `${done}/parts/0-aaaa`, `${gone}/parts/0-aaaa`]);
  });

  it('keeps the parts of a synthesis that was opened again, though a replica does not know that yet', async () => {
    const synthesis = { id: synthesisId(1), kind: 'synthesis', tenantId: 't' } as const;
    const { sweep, deleted } = sweepOf({
      blobs: [blob(`t/${synthesisId(1)}/parts/0-aaaa`, 48)],
      documents: [{ ...synthesis, status: 'failed' }],
      latest: [{ ...synthesis, status: 'running' }],
    });
    await sweep.execute('results', undefined, NEVER);
    expect(deleted).toEqual([]);
  });

  it('keeps what belongs to a batch, and what a voice has said, as long as there is the batch and the voice', async () => {
    const ids = (prefix: string) => [1, 2, 3].map((number) => `${prefix}_${ulid(number)}`);
    const [batches, voices] = [ids('bat'), ids('vce')];
    const given = {
      blobs: [...batches.map((id) => `t/${id}/items-1.json`), ...voices.map((id) => `t/${id}/ab.wav`)].map((name) =>
        blob(name, 4_800),
      ),
      documents: [
        aBatch({ id: batches[0] ?? '', status: 'succeeded' }),
        aBatch({ id: batches[1] ?? '', status: 'running' }),
        aVoice({ id: voices[0] ?? '' }),
        aVoice({ id: voices[1] ?? '', status: 'deleted' }),
      ],
    };
    const { sweep, deleted, listed } = sweepOf(given);
    await sweep.execute('results', undefined, NEVER);
    expect(deleted).toEqual([`t/${batches[2]}/items-1.json`, `t/${voices[1]}/ab.wav`, `t/${voices[2]}/ab.wav`]);
    // Syntheses, batches and voices have their blobs in one container, which is read once for all of them.
    expect(listed).toEqual(['results']);
  });

  it('keeps of several files of all items the one that counts, and each while the batch is open', async () => {
    const [ended, open] = [1, 2].map((number) => `bat_${ulid(number)}`);
    const nameOf = (id: string | undefined, hash: string): string => `t/${id}/joined-${hash}.wav`;
    const { sweep, deleted } = sweepOf({
      blobs: [nameOf(ended, 'aa'), nameOf(ended, 'bb'), nameOf(open, 'aa'), `t/${ended}/states-1-1-aa.json`].map(
        (name) => blob(name, 48),
      ),
      documents: [
        { ...aBatch({ id: ended, status: 'succeeded' }), joined: { stored: { blobName: nameOf(ended, 'bb') } } },
        aBatch({ id: open, status: 'running' }),
      ],
    });
    await sweep.execute('results', undefined, NEVER);
    expect(deleted).toEqual([nameOf(ended, 'aa')]);
  });

  it('keeps its distance from one kind of blobs when its documents look lost, and goes on with the others', async () => {
    const { sweep, deleted } = sweepOf({
      blobs: [
        ...Array.from({ length: 30 }, (_, number) => blob(`t/${synthesisId(number)}-ab.wav`, 48)),
        blob(`t/bat_${ulid(1)}/items-1.json`, 48),
      ],
    });
    expect((await sweep.execute('results', undefined, NEVER)).counts).toEqual({
      resultsOrphans: 1,
      resultsExpired: 0,
      resultsSuspicious: 30,
    });
    expect(deleted).toEqual([`t/bat_${ulid(1)}/items-1.json`]);
  });

  it('removes recordings as they were sent, but not one that is still to be examined or that its upload names', async () => {
    const { sweep, deleted } = sweepOf({
      blobs: [1, 2, 3, 4].map((number) => blob(`t/${uploadId(number)}`, 48)),
      documents: [
        { id: uploadId(1), kind: 'upload', status: 'processing' },
        { id: uploadId(2), kind: 'upload', status: 'rejected' },
        { id: uploadId(4), kind: 'upload', status: 'rejected', raw: { blobName: `t/${uploadId(4)}` } },
      ],
    });
    await sweep.execute('raw', undefined, NEVER);
    expect(deleted).toEqual([`t/${uploadId(2)}`, `t/${uploadId(3)}`]);
  });

  it('leaves an original of its upload, and deletes one that is no longer its upload’s', async () => {
    const name = `t/${uploadId(1)}`;
    const original = (archived?: { blobName: string }) =>
      sweepOf({
        blobs: [blob(name, 480)],
        documents: [{ id: uploadId(1), kind: 'upload', archived }] as SomeDocument[],
      });
    const kept = original({ blobName: name });
    await kept.sweep.execute('originals', undefined, NEVER);
    expect(kept.deleted).toEqual([]);
    const { sweep, deleted } = original();
    await sweep.execute('originals', undefined, NEVER);
    expect(deleted).toEqual([name]);
  });

  it('deletes nothing when it looks as if the documents were lost', async () => {
    const { sweep, deleted } = sweepOf({
      blobs: Array.from({ length: 30 }, (_, number) => blob(`t/${uploadId(number)}.wav`, 48)),
    });
    expect((await sweep.execute('audio', undefined, NEVER)).counts).toMatchObject({
      audioSuspicious: 30,
      audioOrphans: 0,
    });
    expect(deleted).toEqual([]);
  });

  it.each([
    ['audio', (number: number) => `t/${uploadId(number)}.wav`, 'Orphans'],
    ['results', (number: number) => `t/prv_${ulid(number)}/items-0123456789abcdef.json`, 'Expired'],
  ] as const)(
    'goes on with %s after a blob that Storage refuses to delete, and with nothing when it is away',
    async (part, nameOf, counted) => {
      const blobs = [1, 2].map((number) => blob(nameOf(number), 401 * 24));
      const refused = sweepOf({ blobs, refusal: new ServiceError('state-conflict', 'BlobImmutableDueToLegalHold') });
      const { counts } = await refused.sweep.execute(part, undefined, NEVER);
      expect(counts).toMatchObject({ [`${part}${counted}`]: 1, [`${part}Refused`]: 1 });
      expect(refused.deleted).toEqual([nameOf(2)]);
      const away = sweepOf({ blobs, refusal: new ServiceError('dependency-unavailable', 'away') });
      expect(await away.sweep.execute(part, undefined, NEVER).catch(errorCodeOf)).toBe('dependency-unavailable');
    },
  );
});
