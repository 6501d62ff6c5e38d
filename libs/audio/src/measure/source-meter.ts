import type { AudioMeasurements, ClippingRun } from '../report/audio-report.ts';
import { ChannelMeter, type ChannelLevels, type SampleKind } from './channel-meter.ts';
import { maxKeptRuns } from './clipping-detector.ts';
import { amplitudeToDb, powerToDb, round } from './decibel.ts';
import { channelWeights, LoudnessMeter } from './loudness-meter.ts';

export interface SourceFormat extends SampleKind {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly channelMask: bigint;
}

export interface SourceFindings {
  readonly measurements: SourceMeasurements;
  /** Mean square of each channel. */
  readonly channelPowers: readonly number[];
}

export type SourceMeasurements = Pick<
  AudioMeasurements,
  | 'durationMs'
  | 'sampleRateHz'
  | 'channels'
  | 'integratedLoudnessLufs'
  | 'loudnessRangeLu'
  | 'maxMomentaryLoudnessLufs'
  | 'maxShortTermLoudnessLufs'
  | 'truePeakDbtp'
  | 'samplePeakDbfs'
  | 'rmsDbfs'
  | 'dcOffsetPercent'
  | 'clippingLevelDbfs'
  | 'channelImbalanceDb'
  | 'clippedSamplesPercent'
  | 'clippingRunCount'
  | 'clippingRuns'
>;

/** Everything that must be measured on the recording as it came: all channels, at its own rate. */
export class SourceMeter {
  frames = 0;
  private readonly format: SourceFormat;
  private readonly meters: readonly ChannelMeter[];
  private readonly loudness: LoudnessMeter;

  constructor(format: SourceFormat) {
    const { sampleRateHz, channels, channelMask } = format;
    this.format = format;
    this.meters = Array.from({ length: channels }, () => new ChannelMeter(sampleRateHz, format));
    this.loudness = new LoudnessMeter(sampleRateHz, channelWeights(channels, channelMask));
  }

  push(channels: readonly Float32Array[], frames: number): void {
    for (let channel = 0; channel < this.meters.length; channel++) {
      (this.meters[channel] as ChannelMeter).push(channels[channel] as Float32Array, frames);
    }
    this.loudness.push(channels, frames);
    this.frames += frames;
  }

  finish(): SourceFindings {
    const { sampleRateHz, channels } = this.format;
    const levels = this.meters.map((meter) => meter.finish());
    const clippedSamples = sumOf(levels, (level) => level.clipping.clippedSamples);
    const powers = levels.map((level) => level.meanSquare);
    const clipped = levels.filter((level) => level.clipping.runCount > 0);
    return {
      channelPowers: powers,
      measurements: {
        durationMs: Math.round((this.frames * 1000) / sampleRateHz),
        sampleRateHz,
        channels,
        integratedLoudnessLufs: rounded(this.loudness.integratedLufs()),
        loudnessRangeLu: rounded(this.loudness.rangeLu()),
        maxMomentaryLoudnessLufs: rounded(this.loudness.maxMomentaryLufs()),
        maxShortTermLoudnessLufs: rounded(this.loudness.maxShortTermLufs()),
        truePeakDbtp: round(amplitudeToDb(maxOf(levels, (level) => level.truePeak)), 2),
        samplePeakDbfs: round(amplitudeToDb(maxOf(levels, (level) => level.samplePeak)), 2),
        rmsDbfs: round(powerToDb(sumOf(powers, (power) => power) / channels), 2),
        dcOffsetPercent: round(100 * maxOf(levels, (level) => Math.abs(level.mean)), 3),
        clippedSamplesPercent: round((100 * clippedSamples) / Math.max(1, this.frames * channels), 4),
        clippingLevelDbfs:
          clipped.length === 0 ? null : round(amplitudeToDb(maxOf(clipped, (level) => level.clipping.level)), 2),
        clippingRunCount: sumOf(levels, (level) => level.clipping.runCount),
        clippingRuns: this.earliestRuns(levels),
        channelImbalanceDb: round(powerToDb(Math.max(...powers)) - powerToDb(Math.min(...powers)), 1),
      },
    };
  }

  private earliestRuns(levels: readonly ChannelLevels[]): readonly ClippingRun[] {
    const toMs = (frames: number): number => round((frames * 1000) / this.format.sampleRateHz, 1);
    return levels
      .flatMap(({ clipping }, channel) => clipping.runs.map((run) => ({ run, channel })))
      .sort((a, b) => a.run.from - b.run.from)
      .slice(0, maxKeptRuns)
      .map(({ run, channel }) => ({
        channel,
        startMs: toMs(run.from),
        endMs: toMs(run.to),
        samples: run.to - run.from,
      }));
  }
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

function maxOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((max, item) => Math.max(max, value(item)), 0);
}

function rounded(value: number | null): number | null {
  return value === null ? null : round(value, 2);
}
