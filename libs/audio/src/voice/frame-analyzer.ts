import { hannWindow, meanSquareScale, RealFft } from '../measure/real-fft.ts';

/** All voice analysis runs on the mono signal at this rate. */
export const voiceSampleRateHz = 24_000;
/** 16 ms. */
export const hopSamples = 384;
export const framesPerSecond = voiceSampleRateHz / hopSamples;
export const msPerFrame = 1000 / framesPerSecond;
/** 21.3 ms: long enough to part the harmonics of a high voice, short enough for a plosive. */
export const frameSamples = 512;
export const binCount = frameSamples / 2 + 1;
export const binHz = voiceSampleRateHz / frameSamples;

/**
 * Called every 16 ms with the one-sided power spectrum, whose bins sum to the mean square of the frame. `index` counts frames
 * from 0; frame i is centred on sample i · hopSamples. The array is reused.
 */
export type FrameSink = (power: Float64Array, index: number) => void;

/** Half-open range of frames. */
export interface FrameSpan {
  readonly from: number;
  readonly to: number;
}

/** Cuts a stream into overlapping frames and takes their power spectra. */
export class FrameAnalyzer {
  frames = 0;
  private readonly fft = new RealFft(frameSamples);
  private readonly window = hannWindow(frameSamples);
  private readonly power = new Float64Array(binCount);
  private readonly sink: FrameSink;
  private pending = new Float32Array(16_384);
  /** Half a frame of silence stands before the first sample, so that frame 0 is centred on it. */
  private filled = frameSamples / 2;

  constructor(sink: FrameSink) {
    this.sink = sink;
    const scale = meanSquareScale(this.window);
    // Amplitude of the one-sided spectrum: doubled power goes into the window, so that bins need no scaling afterwards.
    for (let i = 0; i < frameSamples; i++) this.window[i] = (this.window[i] as number) * Math.sqrt(2 * scale);
  }

  push(samples: Float32Array): void {
    this.reserve(this.filled + samples.length);
    this.pending.set(samples, this.filled);
    this.filled += samples.length;
    this.drain();
  }

  /** Completes the frames that are still centred inside the recording. */
  finish(): void {
    const silence = new Float32Array(frameSamples / 2);
    this.push(silence);
  }

  private drain(): void {
    let at = 0;
    for (; at + frameSamples <= this.filled; at += hopSamples) {
      this.fft.powerSpectrum(this.pending, at, this.window, this.power);
      this.sink(this.power, this.frames++);
    }
    this.pending.copyWithin(0, at, this.filled);
    this.filled -= at;
  }

  private reserve(length: number): void {
    if (length <= this.pending.length) return;
    const larger = new Float32Array(length * 2);
    larger.set(this.pending.subarray(0, this.filled));
    this.pending = larger;
  }
}
