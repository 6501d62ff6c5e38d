import { type ClippingFinding, maxKeptRuns, type SampleRun } from './clipping-detector.ts';
import { groupLength, type SampleGroups } from './sample-groups.ts';

/** Shorter tops occur in undistorted low tones; longer ones, all at exactly the same extreme value, do not in speech. */
const minRunSamples = 4;
const minRuns = 3;
/** µ-law and A-law have 16 steps an octave: no more values than this between half of the top and the top, however many samples. */
const maxCoarseValues = 24;

/** One polarity: the extreme so far and the runs that stay exactly on it. */
class Extreme {
  level = 0;
  runCount = 0;
  clippedSamples = 0;
  runs: SampleRun[] = [];
  private runLength = 0;
  /** Values between half of the level and the level, in the groups that touch it, and how many samples had them. */
  private readonly values = new Set<number>();
  private valuedSamples = 0;

  /**
   * Flat tops come from the steps and not from clipping: near silence, or where 8-bit, µ-law or A-law sound was stored with more
   * bits, a few values return all the time.
   */
  get isCoarse(): boolean {
    return this.values.size <= maxCoarseValues && this.valuedSamples >= 2 * this.values.size;
  }

  get inRun(): boolean {
    return this.runLength > 0;
  }

  takeAll(samples: Float32Array, sign: 1 | -1, from: number, to: number, position: number): void {
    for (let i = from; i < to; i++) {
      const value = sign * (samples[i] as number);
      if (value < this.level && 2 * value >= this.level) this.addValue(value);
      if (value === this.level && value > 0) this.runLength++;
      else if (value > this.level || this.runLength > 0) this.leave(value, position + i);
    }
  }

  private leave(value: number, at: number): void {
    this.endRun(at);
    if (value <= this.level) return;
    this.level = value;
    this.runs = [];
    this.runCount = 0;
    this.clippedSamples = 0;
    this.runLength = 1;
    this.values.clear();
    this.valuedSamples = 0;
  }

  private addValue(value: number): void {
    this.valuedSamples++;
    if (this.values.size <= maxCoarseValues) this.values.add(value);
  }

  endRun(end: number): void {
    const samples = this.runLength;
    this.runLength = 0;
    if (samples < minRunSamples) return;
    this.runCount++;
    this.clippedSamples += samples;
    if (this.runs.length < maxKeptRuns) this.runs.push({ from: end - samples, to: end });
  }
}

/**
 * Finds clipping below full scale: recordings that were overdriven and then turned down keep flat tops, all of exactly the same
 * value. A polarity that stays below half of the other one is not looked at. Only meaningful for linear PCM of 16 bits or more: coarser steps make flat tops of their own.
 */
export class PlateauDetector {
  private readonly high = new Extreme();
  private readonly low = new Extreme();
  private position = 0;

  push({ samples, groups, highs, lows }: SampleGroups): void {
    const { high, low } = this;
    for (let group = 0; group < groups; group++) {
      const from = group * groupLength;
      const to = from + groupLength;
      if (high.inRun || (highs[group] as number) >= high.level) high.takeAll(samples, 1, from, to, this.position);
      if (low.inRun || -(lows[group] as number) >= low.level) low.takeAll(samples, -1, from, to, this.position);
    }
    this.position += samples.length;
  }

  /** Undefined unless one polarity shows repeated flat tops. */
  finish(): ClippingFinding | undefined {
    const found = [this.high, this.low].filter((extreme) => {
      extreme.endRun(this.position);
      return extreme.runCount >= minRuns && !extreme.isCoarse;
    });
    if (found.length === 0) return undefined;
    return {
      runs: found.flatMap((extreme) => extreme.runs),
      runCount: found.reduce((sum, extreme) => sum + extreme.runCount, 0),
      clippedSamples: found.reduce((sum, extreme) => sum + extreme.clippedSamples, 0),
      level: Math.max(...found.map((extreme) => extreme.level)),
    };
  }
}
