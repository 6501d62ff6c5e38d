import type { SampleSpool } from './sample-spool.ts';

/** Half-open range of samples. */
export interface SampleSpan {
  readonly from: number;
  readonly to: number;
}

/** 10 ms at 24 kHz: joins cuts without a click, and is too short to be heard. */
export const crossfadeSamples = 240;

/** Samples that `splicedBlocks` yields for `spans`: each join overlaps by one crossfade. */
export function splicedLength(spans: readonly SampleSpan[]): number {
  return spans.reduce((sum, span, i) => sum + span.to - span.from - (i === 0 ? 0 : overlapOf(spans, i)), 0);
}

/** Reads the spans one after the other, each faded linearly into the next. A block is valid until the next one is asked for. */
export function* splicedBlocks(spool: SampleSpool, spans: readonly SampleSpan[]): Generator<Float32Array> {
  let tail: Float32Array | undefined;
  for (const [i, span] of spans.entries()) {
    const headLength = tail === undefined ? 0 : overlapOf(spans, i);
    if (tail !== undefined) yield crossfade(tail, readAll(spool, span.from, span.from + headLength));
    const tailLength = i + 1 < spans.length ? overlapOf(spans, i + 1) : 0;
    yield* spool.blocks(span.from + headLength, span.to - tailLength);
    tail = tailLength === 0 ? undefined : readAll(spool, span.to - tailLength, span.to);
  }
}

function overlapOf(spans: readonly SampleSpan[], i: number): number {
  const before = spans[i - 1] as SampleSpan;
  const here = spans[i] as SampleSpan;
  return Math.min(crossfadeSamples, Math.floor((before.to - before.from) / 2), Math.floor((here.to - here.from) / 2));
}

function readAll(spool: SampleSpool, from: number, to: number): Float32Array {
  const samples = new Float32Array(to - from);
  let at = 0;
  for (const block of spool.blocks(from, to)) {
    samples.set(block, at);
    at += block.length;
  }
  return samples;
}

function crossfade(out: Float32Array, into: Float32Array): Float32Array {
  return out.map((value, i) => {
    const share = (i + 0.5) / out.length;
    return value * (1 - share) + (into[i] as number) * share;
  });
}
