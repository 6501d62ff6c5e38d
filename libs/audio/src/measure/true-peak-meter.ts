import { kernels } from '../kernels/kernels.ts';
import { groupLength, historySamples, layout } from '../kernels/layout.ts';
import type { SampleGroups } from './sample-groups.ts';

const firstSample = layout.first + 4 * historySamples;

/** Largest absolute value of one channel after interpolation to at least 176.4 kHz, by the filter of `truePeakKernel`. */
export class TruePeakMeter {
  private samplePeakSoFar = 0;
  private peak = 0;
  /** Extremes of the group before the next one. */
  private highBefore = 0;
  private lowBefore = 0;
  private readonly oversample: boolean;

  /** From 176.4 kHz on the samples themselves are dense enough (Annex 2 asks for 192 kHz nominal). */
  constructor(sampleRateHz: number) {
    this.oversample = sampleRateHz < 176_400;
  }

  /** Takes what the last call of the grouper left in the kernels' memory. */
  push({ groups, highs, lows }: SampleGroups): void {
    let high = 0;
    let low = 0;
    for (let group = 0; group < groups; group++) {
      high = Math.max(high, highs[group] as number);
      low = Math.min(low, lows[group] as number);
    }
    this.samplePeakSoFar = Math.max(this.samplePeakSoFar, high, -low);
    if (!this.oversample) return;
    const end = firstSample + 4 * groups * groupLength;
    this.peak = kernels().truePeak(firstSample, end, this.peak, this.highBefore, this.lowBefore);
    this.highBefore = highs[groups - 1] as number;
    this.lowBefore = lows[groups - 1] as number;
  }

  /** Linear, full scale = 1. */
  samplePeak(): number {
    return this.samplePeakSoFar;
  }

  /** Linear true peak, full scale = 1. */
  truePeak(): number {
    return Math.max(this.peak, this.samplePeakSoFar);
  }
}
