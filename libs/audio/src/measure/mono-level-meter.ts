import { ChannelMeter } from './channel-meter.ts';
import { LoudnessMeter } from './loudness-meter.ts';

export interface MonoLevels {
  readonly lufs: number | null;
  /** Linear, full scale = 1. */
  readonly truePeak: number;
}

/** Loudness, true peak and power of one channel as it passes. */
export class MonoLevelMeter {
  private readonly channel: ChannelMeter;
  private readonly loudness: LoudnessMeter;

  constructor(sampleRateHz: number) {
    this.channel = new ChannelMeter(sampleRateHz, { fineSteps: false, unbounded: true });
    this.loudness = new LoudnessMeter(sampleRateHz, [1]);
  }

  push(samples: Float32Array): void {
    this.channel.push(samples, samples.length);
    this.loudness.push([samples], samples.length);
  }

  finish(): MonoLevels & { readonly meanSquare: number } {
    const { truePeak, meanSquare } = this.channel.finish();
    return { lufs: this.loudness.integratedLufs(), truePeak, meanSquare };
  }
}
