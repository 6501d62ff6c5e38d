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

/** Finds runs of full-scale samples in one channel. */
export class ClippingDetector {
  private readonly runs: SampleRun[] = [];
  private runCount = 0;
  private clippedSamples = 0;
  private runLength = 0;
  private position = 0;

  push({ samples, groups, highs, lows }: SampleGroups): void {
    for (let group = 0; group < groups; group++) {
      if (
        this.runLength === 0 &&
        (highs[group] as number) < clippedAmplitude &&
        (lows[group] as number) > -clippedAmplitude
      )
        continue;
      const to = (group + 1) * groupLength;
      for (let i = group * groupLength; i < to; i++) {
        const value = samples[i] as number;
        if (value >= clippedAmplitude || value <= -clippedAmplitude) this.runLength++;
        else if (this.runLength > 0) this.endRun(this.position + i);
      }
    }
    this.position += samples.length;
  }

  finish(): ClippingFinding {
    this.endRun(this.position);
    return { runs: this.runs, runCount: this.runCount, clippedSamples: this.clippedSamples, level: clippedAmplitude };
  }

  private endRun(end: number): void {
    const samples = this.runLength;
    this.runLength = 0;
    if (samples < minRunSamples) return;
    this.runCount++;
    this.clippedSamples += samples;
    if (this.runs.length < maxKeptRuns) this.runs.push({ from: end - samples, to: end });
  }
}
