import { kernels } from '../kernels/kernels.ts';
import { kWeightStateWords, kWeightSums, kWeightWords } from '../kernels/k-weight-kernel.ts';
import { maxSamples } from '../kernels/layout.ts';
import type { BiquadCoefficients } from './biquad.ts';

/**
 * The two stages of ITU-R BS.1770-4 Annex 1 (head shelf, RLB high-pass) for any sample rate. The recommendation tabulates
 * coefficients at 48 kHz only; these analogue parameters reproduce that table and are the ones libebur128 and FFmpeg use.
 */
const shelf = { frequencyHz: 1681.974450955533, gainDb: 3.999843853973347, q: 0.7071752369554196 } as const;
const highPass = { frequencyHz: 38.13547087602444, q: 0.5003270373238773 } as const;

export function kWeightingShelf(sampleRateHz: number): BiquadCoefficients {
  const k = Math.tan((Math.PI * shelf.frequencyHz) / sampleRateHz);
  const vh = 10 ** (shelf.gainDb / 20);
  const vb = vh ** 0.4996667741545416;
  const a0 = 1 + k / shelf.q + k * k;
  return {
    b0: (vh + (vb * k) / shelf.q + k * k) / a0,
    b1: (2 * (k * k - vh)) / a0,
    b2: (vh - (vb * k) / shelf.q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / shelf.q + k * k) / a0,
  };
}

export function kWeightingHighPass(sampleRateHz: number): BiquadCoefficients {
  const k = Math.tan((Math.PI * highPass.frequencyHz) / sampleRateHz);
  const a0 = 1 + k / highPass.q + k * k;
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / highPass.q + k * k) / a0 };
}

/** Two channels that are filtered together: state and coefficients as `kWeightKernel` wants them. */
class ChannelPair {
  private readonly channels: readonly [number, number];
  private readonly weights: readonly [number, number];
  private readonly words = new Float64Array(2 * kWeightWords);

  constructor(channels: readonly [number, number], weights: readonly [number, number], sampleRateHz: number) {
    this.channels = channels;
    this.weights = weights;
    const { b0, b1, b2, a1, a2 } = kWeightingShelf(sampleRateHz);
    const { a1: c1, a2: c2 } = kWeightingHighPass(sampleRateHz);
    const coefficients = [b1 / b0, b2 / b0, a1, a2, c1, c2];
    this.words.set(
      coefficients.flatMap((value) => [value, value]),
      2 * kWeightSums,
    );
  }

  /** Weighted sum of the squared filtered samples `[from, to)`, divided by the square of the shelf's b₀. */
  sum(channels: readonly Float32Array[], from: number, to: number): number {
    const { first, second, kWeight, words: shared } = kernels();
    const { words } = this;
    first.set((channels[this.channels[0]] as Float32Array).subarray(from, to));
    second.set((channels[this.channels[1]] as Float32Array).subarray(from, to));
    words.fill(0, 2 * kWeightStateWords, 2 * kWeightSums);
    shared.set(words);
    kWeight(0, 4 * (to - from));
    words.set(shared.subarray(0, 2 * kWeightSums));
    this.flushDenormals();
    const at = 2 * kWeightStateWords;
    return this.weights[0] * (words[at] as number) + this.weights[1] * (words[at + 1] as number);
  }

  /** Decaying state becomes denormal in digital silence, and denormals are a hundred times slower. */
  private flushDenormals(): void {
    for (let i = 0; i < 2 * kWeightStateWords; i++) {
      const word = this.words[i] as number;
      if (word > -1e-15 && word < 1e-15) this.words[i] = 0;
    }
  }
}

/** K-weights a group of channels and sums their weighted squares. State survives from block to block. */
export class KWeightedEnergy {
  private readonly pairs: readonly ChannelPair[];
  private readonly scale: number;

  /** A channel whose weight is 0 is not filtered at all. */
  constructor(sampleRateHz: number, weights: readonly number[]) {
    const heard = weights.flatMap((weight, channel) => (weight === 0 ? [] : [{ weight, channel }]));
    this.pairs = Array.from({ length: Math.ceil(heard.length / 2) }, (_, pair) => {
      const first = heard[2 * pair] as (typeof heard)[number];
      // An odd channel is filtered twice and counted once.
      const second = heard[2 * pair + 1] ?? { ...first, weight: 0 };
      return new ChannelPair([first.channel, second.channel], [first.weight, second.weight], sampleRateHz);
    });
    this.scale = kWeightingShelf(sampleRateHz).b0 ** 2;
  }

  /** Weighted sum of the squared K-weighted samples `[from, to)` of all channels. */
  sum(channels: readonly Float32Array[], from: number, to: number): number {
    let total = 0;
    for (let at = from; at < to; at += maxSamples) {
      for (const pair of this.pairs) total += pair.sum(channels, at, Math.min(to, at + maxSamples));
    }
    return total * this.scale;
  }
}
