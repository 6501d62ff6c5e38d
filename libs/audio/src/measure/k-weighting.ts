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

/**
 * State words of one channel: x₁, x₂ (input), y₁, y₂ (after the shelf), d₁ (last difference of y), z₁, z₂ (after the high-pass).
 * The high-pass numerator 1 − 2q + q² is a difference taken twice; the shelf's b₀ is taken out and squared into the sum.
 */
const stateWords = 7;

/** K-weights a group of channels and sums their weighted squares. State survives from block to block. */
export class KWeightedEnergy {
  private readonly shelf: BiquadCoefficients;
  private readonly highPass: BiquadCoefficients;
  private readonly weights: readonly number[];
  private readonly state: Float64Array;

  /** A channel whose weight is 0 is not filtered at all. */
  constructor(sampleRateHz: number, weights: readonly number[]) {
    this.shelf = kWeightingShelf(sampleRateHz);
    this.highPass = kWeightingHighPass(sampleRateHz);
    this.weights = weights;
    this.state = new Float64Array(weights.length * stateWords);
  }

  /** Weighted sum of the squared K-weighted samples `[from, to)` of all channels. */
  sum(channels: readonly Float32Array[], from: number, to: number): number {
    const { weights } = this;
    if (weights.length === 2 && weights[0] === weights[1]) {
      return (weights[0] as number) * this.sumPair(channels[0] as Float32Array, channels[1] as Float32Array, from, to);
    }
    let total = 0;
    for (let channel = 0; channel < weights.length; channel++) {
      const weight = weights[channel] as number;
      if (weight !== 0) total += weight * this.sumOne(channels[channel] as Float32Array, channel, from, to);
    }
    this.flushDenormals();
    return total;
  }

  /** Direct form I, with the newest output multiplied last: the recursion then waits for two operations, not four. */
  private sumOne(samples: Float32Array, channel: number, from: number, to: number): number {
    const { b0, b1, b2, a1, a2 } = this.shelf;
    const { a1: c1, a2: c2 } = this.highPass;
    const { state } = this;
    const r1 = b1 / b0;
    const r2 = b2 / b0;
    const at = channel * stateWords;
    let x1 = state[at] as number;
    let x2 = state[at + 1] as number;
    let y1 = state[at + 2] as number;
    let y2 = state[at + 3] as number;
    let d1 = state[at + 4] as number;
    let z1 = state[at + 5] as number;
    let z2 = state[at + 6] as number;
    let total = 0;
    for (let i = from; i < to; i++) {
      const x = samples[i] as number;
      const y = x + r1 * x1 + r2 * x2 - a2 * y2 - a1 * y1;
      const d = y - y1;
      const z = d - d1 - c2 * z2 - c1 * z1;
      total += z * z;
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
      d1 = d;
      z2 = z1;
      z1 = z;
    }
    state.set([x1, x2, y1, y2, d1, z1, z2], at);
    return total * b0 * b0;
  }

  /** Left and right in one loop: each recursion waits for itself, so two of them take little more time than one. */
  private sumPair(left: Float32Array, right: Float32Array, from: number, to: number): number {
    const { b0, b1, b2, a1, a2 } = this.shelf;
    const { a1: c1, a2: c2 } = this.highPass;
    const { state } = this;
    const r1 = b1 / b0;
    const r2 = b2 / b0;
    let x1 = state[0] as number;
    let x2 = state[1] as number;
    let y1 = state[2] as number;
    let y2 = state[3] as number;
    let d1 = state[4] as number;
    let z1 = state[5] as number;
    let z2 = state[6] as number;
    let u1 = state[7] as number;
    let u2 = state[8] as number;
    let v1 = state[9] as number;
    let v2 = state[10] as number;
    let e1 = state[11] as number;
    let w1 = state[12] as number;
    let w2 = state[13] as number;
    let totalLeft = 0;
    let totalRight = 0;
    for (let i = from; i < to; i++) {
      const x = left[i] as number;
      const u = right[i] as number;
      const y = x + r1 * x1 + r2 * x2 - a2 * y2 - a1 * y1;
      const v = u + r1 * u1 + r2 * u2 - a2 * v2 - a1 * v1;
      const d = y - y1;
      const e = v - v1;
      const z = d - d1 - c2 * z2 - c1 * z1;
      const w = e - e1 - c2 * w2 - c1 * w1;
      totalLeft += z * z;
      totalRight += w * w;
      x2 = x1;
      x1 = x;
      u2 = u1;
      u1 = u;
      y2 = y1;
      y1 = y;
      v2 = v1;
      v1 = v;
      d1 = d;
      e1 = e;
      z2 = z1;
      z1 = z;
      w2 = w1;
      w1 = w;
    }
    state.set([x1, x2, y1, y2, d1, z1, z2, u1, u2, v1, v2, e1, w1, w2]);
    this.flushDenormals();
    return (totalLeft + totalRight) * b0 * b0;
  }

  /** Decaying state becomes denormal in digital silence, and denormals are a hundred times slower. */
  private flushDenormals(): void {
    const { state } = this;
    for (let i = 0; i < state.length; i++) {
      const word = state[i] as number;
      if (word > -1e-15 && word < 1e-15) state[i] = 0;
    }
  }
}
