import { Readable } from 'node:stream';
import type { Synthesis } from '#domain';
import type { SpeechSummary, SpeechTurn } from '#speech';
import type { BlobAddress, BlobStore } from '#storage';
import type { FairSlots } from '../../../apps/worker/src/syntheses/fair-slots.ts';
import { VOICE } from './budget-application.ts';

/** What a service answers comes in a later turn of the loop. */
export function answered<T>(answer: T): Promise<T> {
  return new Promise((resolve) => setImmediate(() => resolve(answer)));
}

/** A store in memory, new for each run, so that nothing from an earlier run is found. */
export function memoryBlobs(): BlobStore {
  const blobs = new Map<string, Buffer>();
  const found = ({ name }: BlobAddress): Buffer => blobs.get(name) ?? Buffer.alloc(0);
  const write = async ({ name }: BlobAddress, content: Readable): Promise<void> => {
    await answered(blobs.set(name, Buffer.concat((await content.toArray()) as Uint8Array[])));
  };
  const store = {
    properties: ({ name }: BlobAddress) =>
      answered(blobs.has(name) ? { sizeBytes: blobs.get(name)?.length ?? 0, metadata: {} } : undefined),
    read: (address: BlobAddress, { offset = 0, count = Number.POSITIVE_INFINITY } = {}) =>
      answered({ stream: Readable.from([found(address).subarray(offset, offset + count)]) }),
    write,
    put: (address: BlobAddress, content: Buffer) => answered(void blobs.set(address.name, content)),
    pages: () => [],
    deleteAll: () => answered(undefined),
  };
  return store as unknown as BlobStore;
}

/** Says a tenth of a second of silence for each part, and a word for each twelve characters of it. */
export const turns = {
  of: () => async (request: { text: string }, listen: (turn: SpeechTurn) => Promise<unknown>) => {
    const wordBoundaries = Array.from({ length: Math.floor(request.text.length / 12) }, (_, index) => ({
      kind: 'word',
      text: 'word',
      offsetMs: index,
      durationMs: 1,
      textOffset: index * 12,
    }));
    const summary = { audioDurationMs: 100, audioBytes: 4_800, wordBoundaries } as unknown as SpeechSummary;
    const audio = Readable.from([Buffer.alloc(4_800)]);
    await answered(undefined);
    return listen({ audio, done: answered(summary) } as unknown as SpeechTurn);
  },
} as unknown as FairSlots;

/** With the words of a request. */
export function synthesisOf(words: Readonly<Record<string, unknown>>): Synthesis {
  return {
    id: 'syn_1',
    tenantId: 'home',
    voiceId: VOICE.id,
    text: '',
    locale: 'en-US',
    rate: 1,
    format: { name: 'wav', sampleRateHz: 24_000 },
    ...words,
  } as unknown as Synthesis;
}
