import { groupCount, groupLength, type SampleGroups } from './sample-groups.ts';

/** Four-phase interpolator of ITU-R BS.1770-4 Annex 2: 48 taps, 12 a phase; phases 2 and 3 are 1 and 0 reversed. */
const phase0 = [
  0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875, 0.1373291015625, 0.97216796875,
  -0.102294921875, 0.047607421875, -0.026611328125, 0.014892578125, -0.00830078125,
] as const;
const phase1 = [
  -0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625, 0.465087890625, 0.77978515625,
  -0.2003173828125, 0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375,
] as const;
const history = phase0.length - 1;
/** No phase can exceed the largest input by more than the sum of its absolute taps. */
const worstGain = Math.max(...[phase0, phase1].map((phase) => phase.reduce((sum, tap) => sum + Math.abs(tap), 0)));

/** Largest gain of any phase for a constant; a little more, so that rounding does not undo the comparison. */
const constantGain =
  Math.max(...[phase0, phase1].map((phase) => phase.reduce((sum, tap) => sum + tap, 0))) * (1 + 1e-9);

/** Largest absolute value of one channel after interpolation to at least 176.4 kHz. */
export class TruePeakMeter {
  private samplePeakSoFar = 0;
  private peak = 0;
  /** Extremes of the group before the one at hand. */
  private highBefore = 0;
  private lowBefore = 0;
  private readonly tail = new Float32Array(history);
  private readonly span = new Float64Array(groupLength + history);
  private readonly oversample: boolean;

  /** From 176.4 kHz on the samples themselves are dense enough (Annex 2 asks for 192 kHz nominal). */
  constructor(sampleRateHz: number) {
    this.oversample = sampleRateHz < 176_400;
  }

  /** `scan`: of the same samples. */
  push(samples: Float32Array, frames: number, scan: SampleGroups): void {
    const { highs, lows } = scan;
    const groups = groupCount(frames);
    for (let group = 0; group < groups; group++) {
      const high = highs[group] as number;
      const low = lows[group] as number;
      const here = Math.max(high, -low);
      if (here > this.samplePeakSoFar) this.samplePeakSoFar = here;
      if (here > this.peak) this.peak = here;
      if (this.oversample && this.mayExceed(Math.max(this.highBefore, high), Math.min(this.lowBefore, low))) {
        this.interpolate(samples, group * groupLength, Math.min(frames, (group + 1) * groupLength));
      }
      this.highBefore = high;
      this.lowBefore = low;
    }
    this.keepTail(samples, frames);
    // The last group may be shorter than the filter: what reaches into the next block is the tail.
    this.highBefore = this.tail.reduce((max, value) => Math.max(max, value), Number.NEGATIVE_INFINITY);
    this.lowBefore = this.tail.reduce((min, value) => Math.min(min, value), Number.POSITIVE_INFINITY);
  }

  /** Samples below this amplitude cannot raise the peak any more. */
  get floor(): number {
    return this.peak / worstGain;
  }

  samplePeak(): number {
    return this.samplePeakSoFar;
  }

  /** Linear true peak, full scale = 1. */
  truePeak(): number {
    return this.peak;
  }

  /** Two bounds of what lies between samples within `[low, high]`: by their size, and by how little they differ. */
  private mayExceed(high: number, low: number): boolean {
    const largest = Math.max(high, -low);
    return largest * worstGain > this.peak && largest * constantGain + (high - low) * worstGain > this.peak;
  }

  private interpolate(samples: Float32Array, from: number, to: number): void {
    const { span, tail } = this;
    for (let i = from - history, at = 0; i < to; i++, at++) {
      span[at] = i < 0 ? (tail[i + history] as number) : (samples[i] as number);
    }
    this.peak = Math.max(this.peak, peakOfPhases(span, to - from));
  }

  private keepTail(samples: Float32Array, frames: number): void {
    if (frames >= history) {
      this.tail.set(samples.subarray(frames - history, frames));
      return;
    }
    this.tail.copyWithin(0, frames);
    this.tail.set(samples.subarray(0, frames), history - frames);
  }
}

const [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11] = phase0;
const [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11] = phase1;

/** All four phases at `count` positions; written out, because a loop over taps takes three times as long. */
function peakOfPhases(span: Float64Array, count: number): number {
  let peak = 0;
  for (let i = 0; i < count; i++) {
    const x0 = span[i + 11] as number;
    const x1 = span[i + 10] as number;
    const x2 = span[i + 9] as number;
    const x3 = span[i + 8] as number;
    const x4 = span[i + 7] as number;
    const x5 = span[i + 6] as number;
    const x6 = span[i + 5] as number;
    const x7 = span[i + 4] as number;
    const x8 = span[i + 3] as number;
    const x9 = span[i + 2] as number;
    const x10 = span[i + 1] as number;
    const x11 = span[i] as number;
    const first =
      a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3 + a4 * x4 + a5 * x5 +
      (a6 * x6 + a7 * x7 + a8 * x8 + a9 * x9 + a10 * x10 + a11 * x11); // prettier-ignore
    const second =
      b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3 + b4 * x4 + b5 * x5 +
      (b6 * x6 + b7 * x7 + b8 * x8 + b9 * x9 + b10 * x10 + b11 * x11); // prettier-ignore
    const third =
      b11 * x0 + b10 * x1 + b9 * x2 + b8 * x3 + b7 * x4 + b6 * x5 +
      (b5 * x6 + b4 * x7 + b3 * x8 + b2 * x9 + b1 * x10 + b0 * x11); // prettier-ignore
    const fourth =
      a11 * x0 + a10 * x1 + a9 * x2 + a8 * x3 + a7 * x4 + a6 * x5 +
      (a5 * x6 + a4 * x7 + a3 * x8 + a2 * x9 + a1 * x10 + a0 * x11); // prettier-ignore
    const high = Math.max(first, second, third, fourth);
    const low = Math.min(first, second, third, fourth);
    if (high > peak) peak = high;
    if (-low > peak) peak = -low;
  }
  return peak;
}
