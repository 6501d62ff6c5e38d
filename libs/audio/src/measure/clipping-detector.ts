import { groupLength, type SampleGroups } from './sample-groups.ts';

/** At least this many consecutive samples at or above `clippedAmplitude` are a clipping run. */
const minRunSamples = 3;
const clippedAmplitude = 0.999;
/** Runs kept with their position; the counts are of all. */
export const maxKeptRuns = 200;

/** Half-open range of sample frames. */
export interface SampleRun {
  readonly from: number;
  readonly to: number;
}

export interface ClippingFinding {
  readonly runs: readonly SampleRun[];
  readonly runCount: number;
  readonly clippedSamples: number;
  /** Amplitude at which the waveform is cut off, full scale = 1. */
  readonly level: number;
}

/**
 * Finds runs of full-scale samples in one channel. What an integer cannot hold was cut off at full scale; float samples and
 * decoded lossy audio pass beyond it undamaged, so there only flat tops count: samples equal to the one before,
 * or exactly ±1.
 */
export class ClippingDetector {
  private readonly runs: SampleRun[] = [];
  private readonly flatTopsOnly: boolean;
  private runCount = 0;
  private clippedSamples = 0;
  private runLength = 0;
  private top = 0;
  private level = clippedAmplitude;
  private position = 0;

  constructor({ flatTopsOnly }: { readonly flatTopsOnly: boolean }) {
    this.flatTopsOnly = flatTopsOnly;
  }

  push({ samples, groups, highs, lows }: SampleGroups): void {
    for (let group = 0; group < groups; group++) {
      if (
        this.runLength === 0 &&
        (highs[group] as number) < clippedAmplitude &&
        (lows[group] as number) > -clippedAmplitude
      )
        continue;
      const to = (group + 1) * groupLength;
      for (let i = group * groupLength; i < to; i++) this.take(samples[i] as number, this.position + i);
    }
    this.position += samples.length;
  }

  finish(): ClippingFinding {
    this.endRun(this.position);
    return { runs: this.runs, runCount: this.runCount, clippedSamples: this.clippedSamples, level: this.level };
  }

  private take(value: number, at: number): void {
    const clipped = value >= clippedAmplitude || value <= -clippedAmplitude;
    if (this.runLength > 0 && !(clipped && this.continues(value))) this.endRun(at);
    if (!clipped) return;
    this.runLength++;
    this.top = value;
  }

  private continues(value: number): boolean {
    return !this.flatTopsOnly || value === this.top || (Math.abs(value) === 1 && Math.abs(this.top) === 1);
  }

  private endRun(end: number): void {
    const samples = this.runLength;
    this.runLength = 0;
    if (samples < minRunSamples) return;
    this.runCount++;
    this.clippedSamples += samples;
    if (this.flatTopsOnly) this.level = Math.max(this.level, Math.abs(this.top));
    if (this.runs.length < maxKeptRuns) this.runs.push({ from: end - samples, to: end });
  }
}
