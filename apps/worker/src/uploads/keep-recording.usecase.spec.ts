import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '#domain';
import { aHash, anUpload, stub, TENANT } from '#domain/testing';
import type { BlobStore, WriteOptions } from '#storage';
import { type ExaminedRecording, KeepRecording } from './keep-recording.usecase.ts';

const UPLOAD = anUpload();
const CANONICAL = `audio/${TENANT}/${UPLOAD.id}.wav`;
const ARCHIVED = `archive/${TENANT}/${UPLOAD.id}`;

let folder: string;
let blobs: Map<string, { content: string; options: Partial<WriteOptions> }>;
let failing: string | undefined;
let keep: KeepRecording;
let recording: ExaminedRecording;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keep-recording-'));
  await writeFile(join(folder, 'original'), 'as sent');
  await writeFile(join(folder, 'canonical'), 'converted');
  blobs = new Map();
  failing = undefined;
  const store = stub<BlobStore>({
    write: async ({ container, name }, content, options) => {
      const whole = await text(content);
      if (container === failing) throw new ServiceError('dependency-unavailable', 'away');
      blobs.set(`${container}/${name}`, { content: whole, options });
      return '"1"';
    },
    delete: ({ container, name }) => Promise.resolve(void blobs.delete(`${container}/${name}`)),
  });
  keep = new KeepRecording(store);
  recording = {
    originalPath: join(folder, 'original'),
    canonicalPath: join(folder, 'canonical'),
    original: stub({ sizeBytes: 7, contentType: 'audio/mpeg', lastModified: new Date('2026-11-22T09:00:00.000Z') }),
    report: stub({
      sha256: aHash(2),
      sizeBytes: 7,
      format: { container: 'mp3; x', codec: 'mp3' },
      canonical: { sha256: aHash(1), sizeBytes: 9, durationMs: 1_000 },
    }),
  };
});
afterEach(() => rm(folder, { recursive: true }));

describe(KeepRecording.name, () => {
  it('stores the converted recording for use and the original on a cool tier, with their chain of custody', async () => {
    const kept = await keep.execute(UPLOAD, recording);
    expect(blobs.get(CANONICAL)).toMatchObject({ content: 'converted', options: { contentType: 'audio/wav' } });
    expect(blobs.get(ARCHIVED)).toMatchObject({ content: 'as sent', options: { tier: 'Cool' } });
    expect(kept).toMatchObject({ canonical: { sha256: aHash(1), durationMs: 1_000 }, archived: { sha256: aHash(2) } });
    expect(kept.custody.map(({ event, sha256 }) => [event, sha256])).toEqual([
      ['received', undefined],
      ['examined', aHash(2)],
      ['converted', aHash(1)],
      ['archived', aHash(2)],
    ]);
    expect(kept.custody[0]?.at).toBe('2026-11-22T09:00:00.000Z');
  });

  it('tags both with ids and checksums, in characters that tags may have', async () => {
    await keep.execute(UPLOAD, recording);
    const tags = { upload: UPLOAD.id, tenant: TENANT, purpose: 'sample' };
    expect(blobs.get(CANONICAL)?.options.tags).toEqual({ ...tags, sha256: aHash(1), source: aHash(2) });
    expect(blobs.get(ARCHIVED)?.options.tags).toMatchObject({ ...tags, sha256: aHash(2), container: 'mp3_ x' });
  });

  it('writes the same two blobs when it runs again, and removes both of a rejected recording', async () => {
    await keep.execute(UPLOAD, recording);
    await keep.execute(UPLOAD, recording);
    expect([...blobs.keys()].toSorted()).toEqual([ARCHIVED, CANONICAL].toSorted());
    await keep.discard(UPLOAD);
    expect(blobs.size).toBe(0);
  });

  it('keeps nothing as kept when a store is away', async () => {
    failing = 'archive';
    await expect(keep.execute(UPLOAD, recording)).rejects.toMatchObject({ code: 'dependency-unavailable' });
  });
});
