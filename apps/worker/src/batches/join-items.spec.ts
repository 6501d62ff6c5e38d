import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AudioProcessingError, C2paProcesses, ClaimSigner, PemClaimKey } from '#audio';
import { TAG_READERS } from '#audio/testing';
import { claimChain, type ClaimChain } from '#config/testing';
import type { SpeakableVoices } from '#documents';
import { type Batch, ServiceError, type SpeakableVoice } from '#domain';
import { aBatch, aChunk, stub } from '#domain/testing';
import { wavHeader } from '#speech';
import type { BatchFiles, BatchItemState, BlobAddress, BlobStore, WriteOptions } from '#storage';
import { SignSpeech } from '../platform/sign-speech.ts';
import type { ChunkRecord, JoinedFileFacts } from './chunk-record.ts';
import { JoinItems } from './join-items.ts';

const MIB = 1024 * 1024;
const VOICE = { id: 'vce_1', consentId: 'cns_1', voiceKind: 'personal' } as const;
const { signal } = new AbortController();
/** Has looked up the voice. */
const run = { voice: stub<SpeakableVoice>({ id: VOICE.id }), signal };

const processes = new C2paProcesses({ workers: 1 });
let chain: ClaimChain;
beforeAll(async () => {
  chain = await claimChain();
});
afterAll(() => processes.close());

/** Blobs by their names, with their metadata. */
let stored: Map<string, { content: Buffer; metadata: Readonly<Record<string, string>> }>;
let written: string[];
let recorded: JoinedFileFacts[];
let findVoice: SpeakableVoices['find'];
const error = vi.fn();
beforeEach(() => {
  stored = new Map();
  written = [];
  recorded = [];
  findVoice = () => Promise.resolve(run.voice);
  error.mockClear();
});

const samplesOf = (item: number): Buffer => Buffer.alloc(4_800 * (item + 1), item + 1);
const hex = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** A batch of two chunks; in the second, an item has failed. */
function batchOf(format: string, changes: Partial<Batch> = {}): Batch {
  const done = { status: 'done', count: 2 } as const;
  const chunks = [
    aChunk({ ...done, succeeded: 2, statesBlob: '0' }),
    aChunk({ ...done, index: 1, first: 2, succeeded: 1, failed: 1, statesBlob: '1' }),
  ];
  return aBatch({ format, concatenate: true, status: 'succeeded', chunks, ...changes });
}

function joining(batch: Batch, signing: SignSpeech, read?: BlobStore['read']): JoinItems {
  const isWav = batch.format === 'wav';
  const items = [0, 1, 2].map((item) => {
    const content = Buffer.concat(
      isWav ? [wavHeader(undefined, samplesOf(item).length), samplesOf(item)] : [samplesOf(item)],
    );
    stored.set(`${batch.tenantId}/${batch.voiceId}/h${item}.${isWav ? 'wav' : 'ulaw'}`, { content, metadata: {} });
    return { characters: 1, speech: { hash: `h${item}`, sizeBytes: content.length, durationMs: 1, crc32: 0 } };
  });
  const states: readonly (readonly BatchItemState[])[] = [
    items.slice(0, 2),
    [{ characters: 1, failure: { code: 'provider-rejected', detail: '' } }, ...items.slice(2)],
  ];
  const blobs = stub<BlobStore>({
    properties: ({ name }: BlobAddress) => {
      const found = stored.get(name);
      return Promise.resolve(found && { sizeBytes: found.content.length, metadata: found.metadata });
    },
    read:
      read ??
      (({ name }: BlobAddress, { offset = 0 } = {}) => {
        const found = stored.get(name);
        if (!found) return Promise.reject(new ServiceError('not-found', 'There is no such blob.'));
        return Promise.resolve({ stream: Readable.from([found.content.subarray(offset)]) });
      }),
    write: async ({ name }: BlobAddress, content: Readable, { ifAbsent, metadata = {} }: WriteOptions) => {
      const bytes = await buffer(content);
      if (ifAbsent && stored.has(name)) throw new ServiceError('state-conflict', 'The blob exists already.');
      stored.set(name, { content: bytes, metadata });
      written.push(name);
      return '"1"';
    },
  });
  return new JoinItems(
    stub<SpeakableVoices>({ find: (tenantId, voiceId) => findVoice(tenantId, voiceId) }),
    stub<BatchFiles>({ states: ({ statesBlob }) => Promise.resolve(states[Number(statesBlob)]) }),
    blobs,
    signing,
    stub<ChunkRecord>({ keepJoined: (_batch, file) => Promise.resolve(void recorded.push(file)) }),
    stub({ error }),
  );
}

function signingUpTo(maxBytes: number): SignSpeech {
  return new SignSpeech(processes, new ClaimSigner(chain.chain, new PemClaimKey(chain.key)), maxBytes, stub({ error }));
}
const unsigned = (): SignSpeech => new SignSpeech(stub({}), undefined, 32 * MIB, stub({}));
const ALL = Buffer.concat([0, 1, 2].map(samplesOf));

describe(JoinItems.name, () => {
  it('stores the samples of all items behind one tag, signed, with a record of that file', async () => {
    const batch = batchOf('wav');
    const joined = await joining(batch, signingUpTo(32 * MIB)).execute(batch, VOICE, run);
    expect(joined).toMatchObject({ attempts: 2, manifest: { state: 'signed' } });
    const { content = Buffer.alloc(0) } = stored.get(joined?.stored?.blobName ?? '') ?? {};
    expect(joined?.stored?.blobName).toMatch(new RegExp(`^${batch.tenantId}/${batch.id}/joined-[0-9a-f]{32}\\.wav$`));
    expect(joined).toMatchObject({
      sizeBytes: content.length,
      sha256: hex(content),
      stored: { crc32: crc32(content) },
    });
    const { fields, audio } = TAG_READERS.wav(content);
    expect(audio.equals(ALL)).toBe(true);
    expect(fields['icmt']?.[0]).toContain(`provenanceId=${joined?.provenanceId}`);
    expect(await processes.read(content, chain.root)).toMatchObject({
      state: 'trusted',
      provenanceId: joined?.provenanceId,
    });
    expect(recorded).toEqual([
      {
        id: joined?.provenanceId,
        bytes: content.length,
        sha256: hex(content),
        audioSha256: hex(ALL),
        manifest: joined?.manifest,
      },
    ]);
  });

  it('finds the file of a run that died before it was committed, or was faster, and signs none', async () => {
    const batch = batchOf('wav');
    const first = await joining(batch, signingUpTo(32 * MIB)).execute(batch, VOICE, run);
    const sign = vi.fn();
    const other = new SignSpeech(stub({ sign }), stub<ClaimSigner>({}), 32 * MIB, stub({}));
    expect(await joining(batch, other).execute(batch, VOICE, run)).toEqual(first);
    expect(sign).not.toHaveBeenCalled();
    expect(written).toEqual([first?.stored?.blobName]);
    expect(new Set(recorded.map(({ id, sha256 }) => `${id} ${sha256}`)).size).toBe(1);
  });

  it('keeps the file that another run stores meanwhile', async () => {
    const batch = batchOf('wav');
    const first = await joining(batch, signingUpTo(32 * MIB)).execute(batch, VOICE, run);
    const name = first?.stored?.blobName ?? '';
    const earlier = stored.get(name);
    stored.delete(name);
    const join = joining(batch, signingUpTo(32 * MIB), async (address, { offset = 0 } = {}) => {
      if (earlier) stored.set(name, earlier);
      return stub({ stream: Readable.from([stored.get(address.name)?.content.subarray(offset)]) });
    });
    expect(await join.execute(batch, VOICE, run)).toEqual(first);
  });

  it('records a file that is too large to be signed, and does not store it', async () => {
    const batch = batchOf('wav');
    const joined = await joining(batch, signingUpTo(ALL.length)).execute(batch, VOICE, run);
    expect(joined).toMatchObject({ manifest: { state: 'unsigned', reason: 'too-large' } });
    expect(joined).not.toHaveProperty('stored');
    expect(written).toEqual([]);
    expect(recorded).toMatchObject([{ id: joined?.provenanceId, sha256: joined?.sha256, audioSha256: hex(ALL) }]);
  });

  it.each([
    ['without a key', 'wav', false],
    ['in a raw format', 'mulaw', true],
  ])('records the hashes of a file %s, which has no manifest', async (_, format, hasKey) => {
    const batch = batchOf(format);
    const join = joining(batch, hasKey ? signingUpTo(32 * MIB) : unsigned());
    const joined = await join.execute(batch, undefined, run);
    expect(joined).not.toHaveProperty('manifest');
    expect(joined).not.toHaveProperty('stored');
    expect(recorded).toMatchObject([{ id: joined?.provenanceId, bytes: joined?.sizeBytes, audioSha256: hex(ALL) }]);
    if (format === 'mulaw') expect(joined).toMatchObject({ sizeBytes: ALL.length, sha256: hex(ALL) });
  });

  it('gives other speech another id and another file', async () => {
    const batch = batchOf('wav');
    const join = joining(batch, signingUpTo(32 * MIB));
    const first = await join.execute(batch, VOICE, run);
    const fewer = { ...batch, chunks: batch.chunks.slice(0, 1) };
    const second = await join.execute(fewer, VOICE, run);
    expect(second?.provenanceId).not.toBe(first?.provenanceId);
    expect(second?.stored?.blobName).not.toBe(first?.stored?.blobName);
  });

  it('makes none where each item has its file, or none was spoken', async () => {
    const join = joining(batchOf('wav'), unsigned());
    expect(await join.execute(batchOf('wav', { concatenate: false }), VOICE, run)).toBeUndefined();
    expect(await join.execute(batchOf('wav', { chunks: [aChunk()] }), VOICE, run)).toBeUndefined();
    expect(error).not.toHaveBeenCalled();
  });

  const broken = (): Promise<Readable> => Promise.resolve(Readable.from([Buffer.alloc(8)]));
  const failing = (failure: Error) => async (): Promise<Readable> => {
    throw failure;
  };
  it.each<[string, () => Promise<Readable>, boolean, string | undefined]>([
    [
      'is retried after what may pass',
      failing(new ServiceError('dependency-unavailable', 'No.')),
      true,
      'dependency-unavailable',
    ],
    [
      'is retried when the speech of an item breaks off',
      () =>
        Promise.resolve(
          new Readable({
            read: (): never => {
              throw new Error('reset');
            },
          }),
        ),
      true,
      'dependency-unavailable',
    ],
    [
      'lets the batch end without it when an item is gone',
      failing(new ServiceError('not-found', 'No.')),
      true,
      undefined,
    ],
    ['lets the batch end without it when an item is shorter than it was', broken, true, undefined],
    [
      'lets the batch end without it after an unexpected error',
      failing(new Error('the disk is full')),
      true,
      undefined,
    ],
    [
      'lets a batch end that cannot be retried',
      failing(new ServiceError('dependency-unavailable', 'No.')),
      false,
      undefined,
    ],
  ])('%s', async (_, open, hasSignal, code) => {
    const batch = batchOf('wav');
    const join = joining(batch, unsigned(), async () => stub({ stream: await open() }));
    const running = join.execute(batch, VOICE, hasSignal ? run : { voice: run.voice });
    if (code === undefined) expect(await running).toBeUndefined();
    else await expect(running).rejects.toMatchObject({ code });
    expect(error).toHaveBeenCalledTimes(code === undefined ? 1 : 0);
    expect(recorded).toEqual([]);
  });

  describe('where the voice was not looked up', () => {
    const executed = (unchecked: { readonly signal?: AbortSignal }) => {
      const batch = batchOf('wav');
      return joining(batch, signingUpTo(32 * MIB)).execute(batch, VOICE, unchecked);
    };

    it('makes the file of a voice that may be used', async () => {
      expect(await executed({ signal })).toMatchObject({ manifest: { state: 'signed' } });
    });

    it.each([
      ['that may be retried', { signal }],
      ['that is not retried', {}],
    ])('makes no file of a voice whose consent was revoked, in a run %s', async (_, unchecked) => {
      findVoice = () => Promise.reject(new ServiceError('consent-not-active', 'It was revoked.'));
      expect(await executed(unchecked)).toBeUndefined();
      expect([written, recorded, error.mock.calls]).toEqual([[], [], []]);
    });

    it('is retried while the voice cannot be looked up, and then ends without the file', async () => {
      findVoice = () => Promise.reject(new ServiceError('dependency-unavailable', 'No.'));
      await expect(executed({ signal })).rejects.toMatchObject({ code: 'dependency-unavailable' });
      expect(await executed({})).toBeUndefined();
      expect([written, recorded]).toEqual([[], []]);
    });
  });

  it('is retried when the speech of an item breaks off while the item before is read', async () => {
    const batch = batchOf('mulaw');
    const opened: Readable[] = [];
    let listeners = 0;
    const open = (): Readable => {
      if (opened.length > 0) return new Readable({ read: () => undefined });
      let begun = false;
      return new Readable({
        read() {
          if (begun) return;
          begun = true;
          setImmediate(() => {
            const [, second] = opened;
            listeners = second?.listenerCount('error') ?? 0;
            second?.once('close', () => {
              this.push(samplesOf(0));
              this.push(null);
            });
            second?.destroy(new Error('reset'));
          });
        },
      });
    };
    const join = joining(batch, unsigned(), () => {
      const stream = open();
      opened.push(stream);
      return Promise.resolve(stub({ stream }));
    });
    await expect(join.execute(batch, VOICE, run)).rejects.toMatchObject({ code: 'dependency-unavailable' });
    // Without one, the error ends the process.
    expect(listeners).toBeGreaterThan(0);
  });

  it('is retried when this process ends while it signs', async () => {
    const batch = batchOf('wav');
    const sign = () => Promise.reject(new AudioProcessingError('pool-closed', 'No.'));
    const signing = new SignSpeech(stub({ sign }), stub<ClaimSigner>({}), 32 * MIB, stub({ error }));
    await expect(joining(batch, signing).execute(batch, VOICE, run)).rejects.toMatchObject({ code: 'pool-closed' });
    expect(written).toEqual([]);
  });

  it('stops with its signal', async () => {
    const stop = new AbortController();
    const batch = batchOf('wav');
    const join = joining(batch, unsigned(), () => {
      stop.abort(new Error('the voice was revoked'));
      return Promise.reject(new ServiceError('not-found', 'No.'));
    });
    await expect(join.execute(batch, VOICE, { ...run, signal: stop.signal })).rejects.toThrow('the voice was revoked');
  });

  it.each([
    ['while the bytes of an item do not come', 2],
    ['while the bytes of an item come', 100],
  ])('stops with its signal %s, and closes what is open', { timeout: 10_000 }, async (_, pieces) => {
    const stop = new AbortController();
    const batch = batchOf('mulaw');
    const opened: Readable[] = [];
    const signals = new Set<AbortSignal | undefined>();
    const join = joining(batch, unsigned(), (_address, options) => {
      signals.add(options?.signal);
      let reads = 0;
      const stream = new Readable({
        read() {
          setImmediate(() => {
            if (reads++ < pieces) this.push(Buffer.alloc(64));
            if (reads === 3) stop.abort(new Error('the voice was revoked'));
          });
        },
      });
      opened.push(stream);
      return Promise.resolve(stub({ stream }));
    });
    await expect(join.execute(batch, VOICE, { ...run, signal: stop.signal })).rejects.toThrow('the voice was revoked');
    await expect.poll(() => opened.map(({ destroyed }) => destroyed)).toEqual([true, true, true]);
    expect(signals).toEqual(new Set([stop.signal]));
  });
});
