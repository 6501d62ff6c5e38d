import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { SpeechEncoder } from '#audio';
import { aConfig } from '#config/testing';
import type { SpeakableVoice, Synthesis } from '#domain';
import { stub } from '#domain/testing';
import { FairSemaphore, type SpeakRequest, type SpeechSummary, type SpeechTurn } from '#speech';
import type { BlobAddress, BlobStore } from '#storage';
import { SignSpeech } from '../platform/sign-speech.ts';
import { FairSlots } from './fair-slots.ts';
import { SynthesisRun } from './synthesis-run.ts';
import { SynthesisSpeaker } from './synthesis-speaker.ts';

const PARTS = 20;
/** Nearly ten seconds of speech, by the guess that texts are split by: each becomes a part of its own. */
const PARAGRAPH = 'The kettle is on and the bread is in the oven while somebody walks slowly home along the river.\n\n';

function synthesisOf(tenantId: string, text: string, format: string): Synthesis {
  const at = '2026-11-01T00:00:00.000Z';
  return {
    id: `syn_${tenantId}`,
    kind: 'synthesis',
    tenantId,
    ownerId: 'ada',
    status: 'running',
    outbox: [],
    voiceId: `vce_${tenantId}`,
    text,
    format: { name: format, sampleRateHz: 24_000 },
    locale: 'en-US',
    rate: 1,
    operationId: `op_${tenantId}`,
    createdAt: at,
    updatedAt: at,
  };
}

/** One connection, which is given out by `open`. Two turns on it at a time are an error. */
class OneConnection {
  readonly spoken: string[] = [];
  private readonly gate = Promise.withResolvers<void>();
  private busy = false;

  open(): void {
    this.gate.resolve();
  }

  speak({ text = '', format, signal }: SpeakRequest): SpeechTurn {
    if (this.busy) throw new Error('Two turns on one connection');
    this.busy = true;
    this.spoken.push(text);
    const done = Promise.withResolvers<SpeechSummary>();
    done.promise.catch(() => {});
    const aborted = Promise.withResolvers<never>();
    aborted.promise.catch(() => {});
    signal?.addEventListener('abort', () => aborted.reject(signal.reason), { once: true });
    const free = (): void => {
      this.busy = false;
    };
    const opened = Promise.race([this.gate.promise, aborted.promise]);
    async function* audio(): AsyncGenerator<Uint8Array> {
      try {
        await opened;
        yield new Uint8Array(2 * format.sampleRateHz);
        done.resolve(
          stub<SpeechSummary>({ audioBytes: 2 * format.sampleRateHz, audioDurationMs: 1_000, wordBoundaries: [] }),
        );
      } catch (error) {
        done.reject(error);
        throw error;
      } finally {
        free();
      }
    }
    return { audio: audio(), done: done.promise, receivedBytes: 0, cancel: () => {} };
  }
}

function memoryBlobs(): BlobStore {
  const blobs = new Map<string, Buffer>();
  const found = ({ name }: BlobAddress): Buffer => blobs.get(name) ?? Buffer.alloc(0);
  const store = {
    properties: async (address: BlobAddress) =>
      blobs.has(address.name) ? { sizeBytes: found(address).length } : undefined,
    read: async (address: BlobAddress, { offset = 0, count = Infinity } = {}) => ({
      stream: Readable.from([found(address).subarray(offset, offset + count)]),
    }),
    write: async ({ name }: BlobAddress, content: Readable) => {
      blobs.set(name, Buffer.concat((await content.toArray()) as Uint8Array[]));
    },
  };
  return stub<BlobStore>(store);
}

describe(FairSlots.name, () => {
  const system = () => {
    const connection = new OneConnection();
    const slots = new FairSemaphore({ limit: 1 });
    const config = aConfig({ synthesis: { partMs: 10_000, parallelParts: PARTS } });
    const fairSlots = new FairSlots(stub({ speak: (request: SpeakRequest) => connection.speak(request) }), slots);
    const speaker = new SynthesisSpeaker(
      fairSlots,
      {} as SpeechEncoder,
      memoryBlobs(),
      new SignSpeech(stub({}), undefined, 0, stub({})),
      config,
      stub({}),
    );
    const speak = (synthesis: Synthesis, stop = new AbortController().signal) => {
      const voice = {
        id: synthesis.voiceId,
        baseModel: 'DragonLatestNeural',
        speakerProfileId: '44444444-4444-4444-8444-444444444444',
      } as SpeakableVoice;
      return speaker.speakIntoStore(synthesis, { voice, others: [] }, new SynthesisRun('run', stop), () => {});
    };
    const waiting = (count: number) => expect.poll(() => slots.stats().waiting, { interval: 5 }).toBe(count);
    return { connection, slots, speak, waiting };
  };

  it.each(['pcm', 'mp3'])(
    'speaks the short text of one tenant before the many parts of another: %s',
    async (format) => {
      const { connection, slots, speak, waiting } = system();
      const long = speak(synthesisOf('a', PARAGRAPH.repeat(PARTS), 'pcm'));
      await waiting(PARTS - 1);
      const short = speak(synthesisOf('b', 'Good morning.', format));
      await waiting(PARTS);
      connection.open();
      const results = await Promise.all([long, short]);
      expect(results.map(({ sizeBytes }) => sizeBytes > 0)).toEqual([true, true]);
      expect(connection.spoken).toHaveLength(PARTS + 1);
      expect(connection.spoken.indexOf('Good morning.')).toBeLessThanOrEqual(2);
      expect(slots.stats()).toEqual({ running: 0, waiting: 0 });
    },
  );

  it('ends a run at once whose parts wait for their turn, and leaves the slot to others', async () => {
    const { connection, slots, speak, waiting } = system();
    const held = speak(synthesisOf('a', 'Good morning.', 'pcm'));
    await expect.poll(() => connection.spoken, { interval: 5 }).toEqual(['Good morning.']);
    const canceling = new AbortController();
    const long = speak(synthesisOf('b', PARAGRAPH.repeat(PARTS), 'pcm'), canceling.signal);
    const refused = expect(long).rejects.toThrow('canceled');
    await waiting(PARTS);
    canceling.abort(new Error('canceled'));
    await refused;
    expect(slots.stats()).toEqual({ running: 1, waiting: 0 });
    expect(connection.spoken).toHaveLength(1);
    connection.open();
    await held;
    expect(slots.stats()).toEqual({ running: 0, waiting: 0 });
  });

  it('gives the slot back when speaking fails', async () => {
    const slots = new FairSemaphore({ limit: 1 });
    const failing = (): SpeechTurn => {
      throw new Error('no speech');
    };
    const speak = new FairSlots(stub({ speak: failing }), slots).of('a');
    const request = stub<SpeakRequest>({ ssml: '<speak/>', format: {}, signal: undefined });
    await expect(speak(request, async () => {})).rejects.toThrow('no speech');
    expect(slots.stats()).toEqual({ running: 0, waiting: 0 });
  });
});
