import type { JoinPlan, JoinSpan } from './plan-join.ts';
import { samplesOf } from './speech-edges.ts';

const FADE_MS = 5;
const BYTES_PER_SAMPLE = 2;
const SILENCE_BLOCK_BYTES = 65_536;

/** Reads `count` bytes of a part from `offset`. */
export type OpenPart = (index: number, offset: number, count: number) => AsyncIterable<Uint8Array>;

/**
 * The joined samples, mono 16-bit little-endian, as a stream: at a join the one part fades to zero and the next from zero, within 5 ms.
 * One block is in memory at a time. Throws when a part is shorter than was planned.
 */
export async function* joinedPcm(plan: JoinPlan, open: OpenPart): AsyncGenerator<Uint8Array> {
  const fadeSamples = Math.round((plan.sampleRateHz * FADE_MS) / 1000);
  for (const [index, span] of plan.spans.entries()) {
    const fader = new Fader(span, fadeSamples);
    for await (const block of wholeSamples(open(index, span.from * 2, (span.to - span.from) * 2)))
      yield fader.fade(block);
    fader.assertWhole();
    for (let left = span.silenceAfter * BYTES_PER_SAMPLE; left > 0; left -= SILENCE_BLOCK_BYTES) {
      yield new Uint8Array(Math.min(left, SILENCE_BLOCK_BYTES));
    }
  }
}

class Fader {
  private done = 0;
  private readonly length: number;
  private readonly fadeSamples: number;

  constructor(
    private readonly span: JoinSpan,
    fadeSamples: number,
  ) {
    this.length = span.to - span.from;
    this.fadeSamples = Math.min(fadeSamples, this.length >> 1);
  }

  fade(block: Uint8Array): Uint8Array {
    const samples = samplesOf(block);
    const { done, length, fadeSamples, span } = this;
    if (span.fadeIn && done < fadeSamples) {
      for (let i = 0; i < samples.length && done + i < fadeSamples; i++)
        scale(samples, i, gain((done + i) / fadeSamples));
    }
    if (span.fadeOut && done + samples.length > length - fadeSamples) {
      for (let i = Math.max(0, length - fadeSamples - done); i < samples.length; i++) {
        scale(samples, i, gain((length - 1 - done - i) / fadeSamples));
      }
    }
    this.done += samples.length;
    return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  }

  assertWhole(): void {
    if (this.done !== this.length) throw new Error(`a part has ${this.done} of ${this.length} samples`);
  }
}

function scale(samples: Int16Array, index: number, factor: number): void {
  samples[index] = Math.round((samples[index] ?? 0) * factor);
}

/** A raised cosine from 0 to 1. */
function gain(position: number): number {
  return (1 - Math.cos(Math.PI * Math.max(0, Math.min(1, position)))) / 2;
}

/** Blocks of whole samples, which nobody else holds. */
async function* wholeSamples(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest = new Uint8Array(0);
  for await (const chunk of chunks) {
    const block = new Uint8Array(rest.length + chunk.length);
    block.set(rest);
    block.set(chunk, rest.length);
    const even = block.length - (block.length % BYTES_PER_SAMPLE);
    rest = block.slice(even);
    if (even > 0) yield block.subarray(0, even);
  }
  if (rest.length > 0) throw new Error('a part ends inside a sample');
}
