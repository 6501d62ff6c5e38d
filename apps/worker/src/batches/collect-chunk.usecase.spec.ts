import { Readable } from 'node:stream';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { PLACEHOLDER_ID } from '#audio';
import type { SpeakableVoices, VoiceWatches } from '#documents';
import { ProviderError } from '#domain';
import { aBatch, aChunk, stub } from '#domain/testing';
import { type BatchSynthesisClient, outputFormat, wavHeader } from '#speech';
import type { BatchFiles, SpeechKey, StoredSpeech } from '#storage';
import type { BatchWriter } from './batch-writer.ts';
import type { ChunkOutcome, ChunkStates, Spoken } from './chunk-states.ts';
import type { ChunkUsage } from './chunk-usage.ts';
import { CollectChunk } from './collect-chunk.usecase.ts';
import type { SpeechSource, StoreSpeech } from './store-speech.ts';

interface Item {
  readonly audio: Buffer;
  readonly durationMs: number;
}

/** Collects a chunk of which Azure says that it has spoken all of it. */
async function collected(
  format: string,
  items: Readonly<Record<string, Item>>,
  isOpen: (look: number) => boolean = () => true,
): Promise<{ spoken: Spoken | undefined; stored: string[]; contents: ReadonlyMap<string, Buffer> }> {
  const hashes = Object.keys(items);
  const files = Object.fromEntries(Object.values(items).map(({ audio }, at) => [`${at}.audio`, audio]));
  const results = Object.values(items).map(({ durationMs }, at) => ({
    status: 'Succeeded',
    audioFileName: `${at}.audio`,
    properties: { durationInMilliseconds: durationMs },
  }));
  const zip = Buffer.from(zipSync({ ...files, 'summary.json': Buffer.from(JSON.stringify({ results })) }));
  const azure = {
    get: () => Promise.resolve({ outputs: { result: 'https://x/results.zip' } }),
    delete: () => Promise.resolve(),
    download: (_url: string, { range = 'bytes=0-' }: { range?: string }) => {
      const [, from, to = ''] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
      // As Blob Storage, which answers any other range with the whole file.
      if (from === undefined) return Promise.reject(new ProviderError('provider-unavailable', 'HTTP 200'));
      const part = zip.subarray(Number(from), to === '' ? undefined : Number(to) + 1);
      return Promise.resolve({ stream: Readable.from([part]), contentLength: part.length, totalLength: zip.length });
    },
  };
  const batch = aBatch({ id: 'bat_1', tenantId: 'home', voiceId: 'vce_1', format, status: 'running' });
  const plan = { items: hashes.map((hash) => ({ hash })), inputs: hashes.map((_, at) => at) };
  const stored: string[] = [];
  const contents = new Map<string, Buffer>();
  const keep = (
    { hash }: SpeechKey,
    _format: unknown,
    content: Buffer,
    { durationMs, place }: SpeechSource,
  ): Promise<StoredSpeech> => {
    stored.push(hash);
    contents.set(hash, content);
    const tag = place();
    return Promise.resolve({ hash, sizeBytes: content.length, durationMs, crc32: 0, ...(tag && { tag }) });
  };
  const watch = {
    signal: new AbortController().signal,
    authorized: () => Promise.resolve(),
    authorizedNow: () => Promise.resolve(),
    [Symbol.dispose]: () => undefined,
  };
  let ended: Spoken | undefined;
  let looks = 0;
  const collect = new CollectChunk(
    stub<SpeakableVoices>({ find: () => Promise.resolve({ id: 'vce_1' }) }),
    stub<VoiceWatches>({ watch: () => watch }),
    stub<BatchFiles>({ plan: () => Promise.resolve(plan) }),
    stub<BatchSynthesisClient>(azure),
    stub<StoreSpeech>({ small: keep }),
    stub<BatchWriter>({ open: () => Promise.resolve(isOpen(++looks) ? { batch, chunk: aChunk() } : undefined) }),
    stub<ChunkStates>({
      end: (_target: unknown, _open: unknown, _plan: unknown, { spoken }: ChunkOutcome) => {
        ended = spoken;
        return Promise.resolve();
      },
    }),
    stub<ChunkUsage>({ count: () => Promise.resolve() }),
  );
  const message = { tenantId: 'home', subjectId: 'bat_1', data: { chunk: 0, attempt: 1 } };
  await collect.handle(message, { signal: new AbortController().signal });
  return { spoken: ended, stored, contents };
}

const wav = (samples: number): Buffer =>
  Buffer.concat([wavHeader(undefined, samples * 2), Buffer.alloc(samples * 2, 1)]);
const NO_AUDIO = { code: 'provider-rejected', detail: 'Azure returned no audio for this item.' };

describe(CollectChunk.name, () => {
  it('fails an item without samples, or of something else, and keeps the others', async () => {
    const { spoken, stored } = await collected('pcm', {
      first: { audio: wav(240), durationMs: 10 },
      silent: { audio: wav(0), durationMs: 0 },
      odd: { audio: Buffer.from('<html>not audio</html>'), durationMs: 10 },
      last: { audio: wav(480), durationMs: 20 },
    });
    expect(stored.toSorted()).toEqual(['first', 'last']);
    expect(spoken?.get('silent')).toEqual(NO_AUDIO);
    expect(spoken?.get('odd')).toEqual(NO_AUDIO);
    expect(spoken?.get('last')).toMatchObject({ sizeBytes: 960, durationMs: 20 });
  });

  it('fails a compressed item that is empty or lasts no time', async () => {
    const { spoken, stored } = await collected(outputFormat('mp3').name, {
      first: { audio: Buffer.alloc(100, 1), durationMs: 10 },
      empty: { audio: Buffer.alloc(0), durationMs: 10 },
      headers: { audio: Buffer.alloc(100, 1), durationMs: 0 },
      last: { audio: Buffer.alloc(200, 1), durationMs: 20 },
    });
    expect(stored.toSorted()).toEqual(['first', 'last']);
    expect(spoken?.get('empty')).toEqual(NO_AUDIO);
    expect(spoken?.get('headers')).toEqual(NO_AUDIO);
  });

  it('stores a tag with a place for an id in what batches share, and none in samples', async () => {
    const { spoken, contents } = await collected('mp3', { one: { audio: Buffer.alloc(100, 1), durationMs: 10 } });
    const idAt = contents.get('one')?.indexOf(PLACEHOLDER_ID) ?? -1;
    expect(idAt).toBeGreaterThan(0);
    expect(spoken?.get('one')).toMatchObject({ tag: { idAt } });
    const samples = await collected('wav', { one: { audio: wav(24), durationMs: 1 } });
    expect(samples.contents.get('one')).toEqual(wav(24));
    expect(samples.spoken?.get('one')).not.toHaveProperty('tag');
  });

  it('stops among the files of a long result, without ending the chunk, when that was canceled or done by another run', async () => {
    const items = Object.fromEntries(
      Array.from({ length: 150 }, (_, at) => [`h${at}`, { audio: wav(24), durationMs: 1 }]),
    );
    // Open at the start and before the first file; no longer before the one after the hundredth.
    const { spoken, stored } = await collected('pcm', items, (look) => look <= 2);
    expect(spoken).toBeUndefined();
    expect(stored).toHaveLength(100);
  });
});
