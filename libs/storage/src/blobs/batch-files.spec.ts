import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { stub } from '#domain/testing';
import { BatchFiles, speechMetadata } from './batch-files.ts';
import type { BlobAddress, BlobProperties, BlobStore, ListedBlob } from './blob-store.ts';

const VOICE = { tenantId: 'contoso', voiceId: 'vce_1', fileExtension: 'wav' };
const PREFIX = 'contoso/vce_1/';

describe('BatchFiles', () => {
  it('finds what a voice has said in one look through its files', async () => {
    const voice = new VoiceWith(1_000);
    const found = await filesOf(voice).findAllSpeech(
      VOICE,
      new Set(Array.from({ length: 500 }, (_, i) => hashOf(i * 4))),
    );
    expect(found.size).toBe(250);
    expect(found.get(hashOf(996))).toEqual({ hash: hashOf(996), sizeBytes: 3, durationMs: 250, crc32: 7 });
    expect(voice.asked).toBe(0);
  });

  it.each([{ idAt: 120 }, { idAt: 120, page: { checksumAt: 69, endsAt: 400 } }])(
    'finds where the tag of a file is: %j',
    async (tag) => {
      const metadata = speechMetadata({ sizeBytes: 3, durationMs: 250, crc32: 7, tag });
      const properties = () =>
        Promise.resolve({ sizeBytes: 3, metadata, etag: '"1"', contentType: '', lastModified: undefined });
      const files = new BatchFiles(stub<BlobStore>({ properties }));
      expect(await files.findSpeech({ ...VOICE, hash: hashOf(1) })).toMatchObject({ durationMs: 250, crc32: 7, tag });
    },
  );

  it('asks for each file where a voice has said so much that reading the whole list would cost more', async () => {
    const voice = new VoiceWith(20_000);
    const wanted = new Set(Array.from({ length: 500 }, (_, index) => hashOf(19_000 + index * 3)));
    const found = await filesOf(voice).findAllSpeech(VOICE, wanted);
    // 1,000 files from 19,000 on exist; the rest of what is wanted does not.
    expect(found.size).toBe(334);
    expect(voice.pagesRead).toBeLessThan(10);
    expect(voice.asked).toBe(500);
  });

  it('looks for the speech of one chunk after that of another, so that few pages are held at once', async () => {
    const voice = new VoiceWith(1_200);
    const files = filesOf(voice);
    const found = await Promise.all(
      [0, 400, 800].map((from) => files.findAllSpeech(VOICE, new Set([hashOf(from), hashOf(from + 399)]))),
    );
    expect(found.map(({ size }) => size)).toEqual([2, 2, 2]);
    expect(voice.mostLists).toBe(1);
  });

  it('goes on with the next lookup when one fails or is canceled', async () => {
    const voice = new VoiceWith(10);
    const files = filesOf(voice);
    voice.failure = new Error('The list broke off');
    await expect(files.findAllSpeech(VOICE, new Set([hashOf(1)]))).rejects.toThrow('The list broke off');
    voice.failure = undefined;
    const before = files.findAllSpeech(VOICE, new Set([hashOf(1)]));
    const caller = new AbortController();
    const canceledWithCleanUp = files.findAllSpeech(VOICE, new Set([hashOf(1)]), caller.signal);
    const next = files.findAllSpeech(VOICE, new Set([hashOf(1)]));
    const ends: string[] = [];
    void before.then(() => ends.push('before'));
    const refused = canceledWithCleanUp.catch((error: unknown) => void ends.push(String(error)));
    caller.abort(new Error('Canceled'));
    await refused;
    expect((await next).size).toBe(1);
    expect(ends).toEqual(['Error: Canceled', 'before']);
  });
});

function hashOf(index: number): string {
  return createHash('sha256').update(String(index)).digest('hex');
}

function filesOf(voice: VoiceWith): BatchFiles {
  return new BatchFiles(stub<BlobStore>(voice));
}

/** A voice with so many files, of the texts 0, 1, 2 and so on. */
class VoiceWith {
  asked = 0;
  pagesRead = 0;
  mostLists = 0;
  failure: Error | undefined;
  readonly #names: ReadonlySet<string>;
  #lists = 0;

  constructor(files: number) {
    this.#names = new Set(Array.from({ length: files }, (_, index) => `${PREFIX}${hashOf(index)}.wav`));
  }

  async *pages(_container: string, prefix: string, pageSize = 1_000): AsyncGenerator<readonly ListedBlob[]> {
    this.mostLists = Math.max(this.mostLists, ++this.#lists);
    try {
      const names = [...this.#names].filter((name) => name.startsWith(prefix));
      for (let from = 0; from < names.length; from += pageSize) {
        await Promise.resolve();
        if (this.failure) throw this.failure;
        this.pagesRead += 1;
        yield names.slice(from, from + pageSize).map((name) => ({ name, ...STORED }));
      }
    } finally {
      this.#lists -= 1;
    }
  }

  async properties({ name }: BlobAddress): Promise<BlobProperties | undefined> {
    this.asked += 1;
    await Promise.resolve();
    return this.#names.has(name)
      ? { ...STORED, etag: '"1"', contentType: 'audio/wav', lastModified: undefined }
      : undefined;
  }
}

const STORED = { sizeBytes: 3, metadata: speechMetadata({ sizeBytes: 3, durationMs: 250, crc32: 7 }) };
