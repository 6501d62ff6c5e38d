import { Readable } from 'node:stream';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import type { SpeechEncoder } from '#audio';
import type { Config } from '#config';
import type { SpeakableVoices } from '#documents';
import { ServiceError } from '#domain';
import { stub } from '#domain/testing';
import type { Logger } from '#observability';
import { type BatchSynthesisClient, BatchResults } from '#speech';
import type { BatchItem, BatchPlan, UsageStore } from '#storage';
import { BatchFiles } from '#storage';
import type { BatchWriter } from '../../../apps/worker/src/batches/batch-writer.ts';
import type { ChunkStates } from '../../../apps/worker/src/batches/chunk-states.ts';
import { ChunkUsage } from '../../../apps/worker/src/batches/chunk-usage.ts';
import { SubmitChunk } from '../../../apps/worker/src/batches/submit-chunk.usecase.ts';
import { SignSpeech } from '../../../apps/worker/src/platform/sign-speech.ts';
import { SynthesisRun } from '../../../apps/worker/src/syntheses/synthesis-run.ts';
import { SynthesisSpeaker } from '../../../apps/worker/src/syntheses/synthesis-speaker.ts';
import { SynthesisUsage } from '../../../apps/worker/src/syntheses/synthesis-usage.ts';
import { VOICE } from './budget-application.ts';
import { LARGE_BATCHES, LONG_WORDS } from './texts.ts';
import { answered, memoryBlobs, synthesisOf, turns } from './worker-parts.ts';
import { longestTurnOfRuns, TURN_LIMIT_MS, TurnTimes } from './turns.ts';

const config = {
  synthesis: { partMs: 120_000, parallelParts: 4 },
  batches: { jobs: 4, pollMs: 1_000 },
} as unknown as Config;
const speakers = { voice: VOICE, others: [] };
const signal = new AbortController().signal;

/** `results.zip` of a job: audio, other files of each input, and the summary. */
function resultOf(inputs: number, othersOfInput: number): Buffer {
  const numbers = Array.from({ length: inputs }, (_, index) => String(index + 1).padStart(5, '0'));
  const results = numbers.map((number) => ({
    contents: ['Some words, once. '.repeat(40)],
    status: 'Succeeded',
    audioFileName: `${number}.wav`,
    properties: { durationInMilliseconds: '250', sizeInBytes: '32' },
  }));
  const files = numbers.flatMap((number) => [
    [`${number}.wav`, Buffer.alloc(32, number)] as const,
    ...Array.from({ length: othersOfInput }, (_, other) => [`${number}.${other}.json`, Buffer.from('[]')] as const),
  ]);
  const summary = Buffer.from(JSON.stringify({ results }));
  return Buffer.from(zipSync(Object.fromEntries([...files, ['summary.json', summary]]), { level: 0 }));
}

const times = new TurnTimes();
afterAll(() => console.log(`The longest turn of the worker's loop:\n${times.toString()}`));

async function checkBudget(work: () => Promise<unknown>): Promise<void> {
  const refusals: unknown[] = [];
  const longestMs = await longestTurnOfRuns(() =>
    work().catch((error: unknown) => {
      if (!(error instanceof ServiceError)) throw error;
      refusals.push(error.code);
    }),
  );
  times.note(expect.getState().currentTestName, longestMs);
  expect(longestMs).toBeLessThanOrEqual(TURN_LIMIT_MS);
  expect(['text-too-long', 'invalid-ssml']).toEqual(expect.arrayContaining(refusals));
}

describe('a turn of the worker’s loop is within its budget', () => {
  it.each(Object.entries(LONG_WORDS))('when a synthesis is spoken, joined and stored: %s', (_, words) =>
    checkBudget(() => {
      const speaker = new SynthesisSpeaker(
        turns,
        {} as SpeechEncoder,
        memoryBlobs(),
        new SignSpeech(stub({}), undefined, 0, {} as Logger),
        config,
        {} as Logger,
      );
      return speaker.speakIntoStore(synthesisOf(words), speakers, new SynthesisRun('run', signal), () => undefined);
    }),
  );

  it.each(Object.entries(LONG_WORDS))('when a synthesis is counted: %s', (_, words) =>
    checkBudget(() =>
      new SynthesisUsage({ count: () => Promise.resolve() } as unknown as UsageStore, config).count(
        synthesisOf(words),
        speakers,
        { durationMs: 1 } as never,
      ),
    ),
  );

  it.each([
    ['audio', 0],
    ['audio and words', 2],
  ])('when the result of 10,000 inputs is opened and read: %s', async (_, othersOfInput) => {
    const zip = resultOf(10_000, othersOfInput);
    const azure = {
      download: async (_url: string, { range = 'bytes=0-' }: { range?: string | undefined } = {}) => {
        const [from = 0, to = zip.length - 1] = range.replace('bytes=', '').split('-').filter(Boolean).map(Number);
        const part = zip.subarray(from, to + 1);
        await answered(undefined);
        const pieces = Array.from({ length: Math.ceil(part.length / 65_536) }, (_, index) =>
          part.subarray(index * 65_536, (index + 1) * 65_536),
        );
        return { stream: Readable.from(pieces), contentLength: part.length, totalLength: zip.length };
      },
    };
    await checkBudget(async () => {
      const results = await BatchResults.open(azure, 'https://example.com/results.zip');
      let bytes = 0;
      for await (const { content } of results.audioFiles()) {
        for await (const piece of content) bytes += piece.length;
        // It is stored.
        await answered(undefined);
      }
      expect(bytes).toBe(10_000 * 32);
    });
  });

  it.each([
    ['10,000 texts of 790 characters', LARGE_BATCHES['10,000 texts of 790 characters']],
    [
      '120 texts of 60,000 characters',
      { items: Array.from({ length: 120 }, () => ({ text: 'Some words, once. '.repeat(3_333) })) },
    ],
    ['20 SSML documents of 390,000 characters', LARGE_BATCHES['20 SSML documents of 390,000 characters']],
  ])('when a chunk of a batch is submitted and counted: %s', async (_, body) => {
    const items = (body as { items: readonly BatchItem[] }).items;
    const chunk = { index: 0, attempt: 1, status: 'queued', first: 0, count: items.length };
    const batch = {
      id: 'bat_1',
      tenantId: 'home',
      voiceId: VOICE.id,
      locale: 'en-US',
      rate: 1,
      format: 'wav',
      chunks: [chunk],
      createdAt: new Date().toISOString(),
    };
    const open = { batch, chunk } as never;
    await checkBudget(async () => {
      const files = new BatchFiles(memoryBlobs());
      await files.writeItems(batch as never, chunk as never, items);
      let plan: BatchPlan | undefined;
      const submit = new SubmitChunk(
        config,
        { find: () => Promise.resolve(VOICE) } as unknown as SpeakableVoices,
        files,
        { countActive: () => Promise.resolve(4) } as unknown as BatchSynthesisClient,
        { open: () => Promise.resolve(open) } as unknown as BatchWriter,
        {} as ChunkStates,
        stub({}),
      );
      const message = { tenantId: 'home', subjectId: 'bat_1', data: { chunk: 0, attempt: 1 } };
      await submit.handle(message, { signal });
      plan = await files.findPlan(batch as never, chunk as never);
      const spoken = new Map(plan?.items.map(({ hash }) => [hash, { hash, sizeBytes: 1, durationMs: 1, crc32: 0 }]));
      const usage = new ChunkUsage({ count: () => Promise.resolve() } as unknown as UsageStore, files);
      if (plan) await usage.count(open, VOICE, plan, spoken);
    });
  });
});
