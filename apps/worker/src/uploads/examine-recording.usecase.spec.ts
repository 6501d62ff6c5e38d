import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AudioProcessor } from '#audio';
import type { Config } from '#config';
import {
  Commit,
  type DocumentStore,
  type OperationStore,
  type OutboxRelay,
  type Stored,
  type StoredDocument,
} from '#documents';
import { type Upload, uploadBlobName } from '#domain';
import { stored } from '#documents/testing';
import { anUpload, stub } from '#domain/testing';
import { DONE, type Message } from '#messaging';
import { aMessage } from '#messaging/testing';
import type { Logger } from '#observability';
import type { BlobEraser, BlobStore } from '#storage';
import { BlobCreatedHandler } from './blob-created.handler.ts';
import { ExamineRecording } from './examine-recording.usecase.ts';
import { KeepRecording } from './keep-recording.usecase.ts';

const TENANT = 'tenant';
const NEVER = new AbortController().signal;

/** A hoarse tone in syllables, with overtones to 9 kHz or more, 16-bit WAV: enough of a voice to be measured. */
function recording(seconds: number, sampleRateHz: number, channels: number, pitchHz = 140): Buffer {
  const phrase = Buffer.alloc(4 * sampleRateHz * channels * 2);
  for (let i = 0; i < 4 * sampleRateHz; i++) {
    const t = i / sampleRateHz;
    let value = 0;
    for (let k = 1; k < 80; k++) value += Math.sin(2 * Math.PI * k * pitchHz * t) / k;
    value *= 0.15 * Math.max(0, Math.sin(Math.PI * 4 * t)) * (t % 2 < 1.6 ? 1 : 0.0005);
    for (let c = 0; c < channels; c++) phrase.writeInt16LE(Math.round(32_767 * value), (i * channels + c) * 2);
  }
  const dataBytes = seconds * sampleRateHz * channels * 2;
  const header = Buffer.alloc(44);
  header.write('RIFF\0\0\0\0WAVEfmt ', 'latin1');
  header.writeUInt32LE(36 + dataBytes, 4);
  [16, 0x10001 + ((channels - 1) << 16), sampleRateHz, sampleRateHz * channels * 2].forEach((word, i) =>
    header.writeUInt32LE(word, 16 + 4 * i),
  );
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  const copies = Math.ceil(dataBytes / phrase.length);
  return Buffer.concat([header, ...Array.from({ length: copies }, () => phrase)], 44 + dataBytes);
}

interface WrittenBlob {
  readonly sha256: string;
  readonly tier: string | undefined;
  readonly tags: Record<string, string>;
}

/** The use case with its audio processes; documents and blobs are maps. */
class Bench {
  readonly pids: number[] = [];
  readonly blobs = new Map<string, Buffer>();
  readonly written = new Map<string, WrittenBlob>();
  readonly uploads = new Map<string, Stored<Upload>>();
  readonly downloads: string[] = [];
  readonly audio = new AudioProcessor({
    workers: 1,
    logger: {
      info: (fields, message) => (message.endsWith('started') ? this.pids.push(Number(fields['pid'])) : undefined),
      warn: () => undefined,
    },
  });
  readonly erasedIds = new Set<string>();
  readonly handler = new BlobCreatedHandler(
    this.examineRecording(),
    stub({ has: (_: string, id: string) => Promise.resolve(this.erasedIds.has(id)) }),
    this.eraser(),
  );

  received(content: Buffer): Message<'Microsoft.Storage.BlobCreated'> {
    const id = `upl_${this.uploads.size}`;
    const createdAt = new Date().toISOString();
    const upload = anUpload({ id, tenantId: TENANT, status: 'awaiting', createdAt, custody: [] });
    this.uploads.set(id, stored({ ...upload, canonical: undefined, archived: undefined }));
    this.blobs.set(uploadBlobName(TENANT, id), content);
    return aMessage(
      'Microsoft.Storage.BlobCreated',
      id,
      { eTag: '"1"', contentLength: content.length },
      { tenantId: TENANT },
    );
  }

  private eraser(): BlobEraser {
    const erase = (container: string, prefix: string): Promise<void> => {
      if (container === 'uploads') this.blobs.delete(prefix);
      for (const name of this.written.keys()) if (name.startsWith(`${container}/${prefix}`)) this.written.delete(name);
      return Promise.resolve();
    };
    return stub({ erase });
  }

  private examineRecording(): ExamineRecording {
    const documents = stub<DocumentStore>({
      find: (_: string, __: string, id: string) => Promise.resolve(this.uploads.get(id)),
      replace: (document: Stored<Upload>) => {
        this.uploads.set(document.id, document);
        return Promise.resolve(document);
      },
    });
    const blobs = stub<BlobStore>({
      download: async (source: { name: string }, path: string) => {
        this.downloads.push(path);
        const content = this.blobs.get(source.name) ?? Buffer.alloc(0);
        await writeFile(path, content);
        return { etag: '"1"', sizeBytes: content.length, lastModified: new Date() };
      },
      write: async (target: { container: string; name: string }, content: Readable, options: Partial<WrittenBlob>) => {
        const hash = createHash('sha256');
        for await (const part of content) hash.update(part as Buffer);
        const { tier, tags = {} } = options;
        this.written.set(`${target.container}/${target.name}`, { sha256: hash.digest('hex'), tier, tags });
        return '"2"';
      },
      delete: ({ container, name }: { container: string; name: string }) => {
        this.written.delete(`${container}/${name}`);
        return Promise.resolve();
      },
    });
    const outbox = { relay: (document: StoredDocument) => Promise.resolve(document) };
    return new ExamineRecording(
      { uploads: { maxBytes: 1e9, urlTtlMs: 1_000 } } as Config,
      documents,
      blobs,
      this.audio,
      new KeepRecording(blobs),
      new Commit(documents, {} as OperationStore, stub<OutboxRelay>(outbox), {} as Logger),
    );
  }
}

const bench = new Bench();
// The first job starts the processes.
beforeAll(() => bench.handler.handle(bench.received(recording(12, 24_000, 1)), { signal: NEVER }));
afterAll(() => bench.audio.close());

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(2);
}

describe('an examined recording', () => {
  it('is kept with checksums, tags and chain of custody, two at once each with its own', async () => {
    const contents = [recording(14, 24_000, 1, 110), recording(16, 48_000, 2, 220)];
    const messages = contents.map((content) => bench.received(content));
    await Promise.all(messages.map((message) => bench.handler.handle(message, { signal: NEVER })));
    messages.forEach(({ subjectId }, i) => {
      const upload = bench.uploads.get(subjectId);
      const sha256 = createHash('sha256')
        .update(contents[i] ?? '')
        .digest('hex');
      expect(upload?.status).toBe('accepted');
      expect(upload?.archived?.sha256).toBe(sha256);
      expect(upload?.canonical?.durationMs).toBeGreaterThan(4_000);
      expect(upload?.custody?.map(({ event }) => event)).toEqual(['received', 'examined', 'converted', 'archived']);
      const archived = bench.written.get(`archive/${TENANT}/${subjectId}`);
      expect(archived).toMatchObject({ sha256, tier: 'Cool' });
      expect(archived?.tags).toMatchObject({
        upload: subjectId,
        tenant: TENANT,
        purpose: 'sample',
        sha256,
        container: 'WAV',
      });
      expect(bench.written.get(`audio/${TENANT}/${subjectId}.wav`)?.sha256).toBe(upload?.canonical?.sha256);
    });
  });
});

describe('a recording that kills its audio process', () => {
  it('is rejected, its message is done and finds nothing more to do, and the next recording is examined', async () => {
    // Long enough to go through an overflow file, whose appearance says that decoding is under way.
    const message = bench.received(recording(280, 24_000, 1));
    const downloadsBefore = bench.downloads.length;
    const pid = bench.pids.at(-1) as number;
    const handled = bench.handler.handle(message, { signal: NEVER });
    await until(() => bench.downloads.length > downloadsBefore);
    const overflow = bench.downloads.at(-1)?.replace(/original$/, 'canonical.wav.samples') ?? '';
    await until(() => existsSync(overflow));
    process.kill(pid, 'SIGSEGV');
    expect(await handled).toEqual(DONE);
    expect(bench.uploads.get(message.subjectId)).toMatchObject({
      status: 'rejected',
      rejection: { code: 'audio-decoder-crashed' },
      raw: { blobName: uploadBlobName(TENANT, message.subjectId) },
    });
    expect(existsSync(overflow)).toBe(false);

    expect(await bench.handler.handle(message, { signal: NEVER })).toEqual(DONE);
    expect(bench.downloads).toHaveLength(downloadsBefore + 1);

    const next = bench.received(recording(12, 24_000, 1));
    await bench.handler.handle(next, { signal: NEVER });
    expect(bench.uploads.get(next.subjectId)?.status).toBe('accepted');
    expect(bench.pids.at(-1)).not.toBe(pid);
  });
});

describe('a recording that arrives after its upload was erased', () => {
  const blobsOf = ({ subjectId }: { subjectId: string }): boolean[] => [
    bench.blobs.has(uploadBlobName(TENANT, subjectId)),
    bench.written.has(`audio/${TENANT}/${subjectId}.wav`),
    bench.written.has(`archive/${TENANT}/${subjectId}`),
  ];

  it('is removed on arrival, with what an examination before has made of it', async () => {
    const message = bench.received(recording(12, 24_000, 1));
    await bench.handler.handle(message, { signal: NEVER });
    expect(blobsOf(message)).toEqual([true, true, true]);
    bench.uploads.delete(message.subjectId);
    bench.erasedIds.add(message.subjectId);
    expect(await bench.handler.handle(message, { signal: NEVER })).toEqual(DONE);
    expect(blobsOf(message)).toEqual([false, false, false]);
  });

  it('is removed while the upload is being erased', async () => {
    const message = bench.received(recording(12, 24_000, 1));
    const upload = bench.uploads.get(message.subjectId);
    if (upload) bench.uploads.set(message.subjectId, { ...upload, status: 'deleted' });
    expect(await bench.handler.handle(message, { signal: NEVER })).toEqual(DONE);
    expect(blobsOf(message)).toEqual([false, false, false]);
  });

  it('stays where there was no such upload at any time: that is a mistake to look into', async () => {
    const message = bench.received(recording(12, 24_000, 1));
    bench.uploads.delete(message.subjectId);
    await expect(bench.handler.handle(message, { signal: NEVER })).rejects.toMatchObject({ code: 'unknown-subject' });
    expect(blobsOf(message)).toEqual([true, false, false]);
  });
});

describe('the process that holds the message locks', () => {
  /** How long this thread is busy between two turns of its loop at most, and how late the loop is half of the time, while recordings are examined. */
  async function busyMs(): Promise<{ longest: number; medianDelay: number }> {
    const messages = [recording(240, 24_000, 1), recording(30, 48_000, 2)].map((content) => bench.received(content));
    const eventLoop = monitorEventLoopDelay({ resolution: 5 });
    let longest = 0;
    let last = process.threadCpuUsage();
    // Processor time of this thread: what it did itself, however busy the machine is.
    const watch = setInterval(() => {
      const now = process.threadCpuUsage();
      longest = Math.max(longest, (now.user - last.user + now.system - last.system) / 1_000);
      last = now;
    }, 1);
    eventLoop.enable();
    await Promise.all(messages.map((message) => bench.handler.handle(message, { signal: NEVER })));
    eventLoop.disable();
    clearInterval(watch);
    expect(messages.map(({ subjectId }) => bench.uploads.get(subjectId)?.status)).toEqual(['accepted', 'accepted']);
    return { longest, medianDelay: eventLoop.percentile(50) / 1e6 };
  }

  it('is never busy for more than 50 ms because of audio', async () => {
    let busy = await busyMs();
    // Compilation and garbage collection fall into some runs; what audio does falls into all.
    for (let run = 1; run < 5 && busy.longest >= 50; run++) busy = await busyMs();
    expect(busy.longest).toBeLessThan(50);
    expect(busy.medianDelay).toBeLessThan(50);
  });
});
