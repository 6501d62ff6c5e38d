import { type FrameSpan, hopSamples, voiceSampleRateHz } from './frame-analyzer.ts';

/** One-pole high-pass: hum, rumble and a constant offset are no noise that this estimate is about. */
const highPassHz = 100;
const highPassPole = Math.exp((-2 * Math.PI * highPassHz) / voiceSampleRateHz);
const smallest = 1e-9;
/** Magnitudes multiplied before one logarithm is taken: their product stays far above the smallest double. */
const logGroup = 16;
const hopsPerLook = 4;

/**
 * ln E|z| - E ln|z| of speech in white noise at -10 to 25 dB, 1 dB apart: magnitudes of speech have a gamma distribution of shape 0.4,
 * noise is Gaussian (C. Kim, R. Stern, "Robust signal-to-noise ratio estimation based on waveform amplitude distribution
 * analysis", Interspeech 2008, eq. 1 to 9). Integrated numerically.
 */
const lowestDb = -10;
const expected = [
  0.4108, 0.412, 0.4137, 0.4159, 0.4189, 0.4228, 0.4276, 0.4336, 0.4411, 0.4503, 0.4609, 0.4734, 0.488, 0.5044, 0.5226,
  0.5428, 0.5647, 0.5882, 0.6132, 0.6395, 0.6668, 0.6949, 0.7237, 0.7529, 0.7823, 0.8119, 0.8414, 0.8704, 0.8993, 0.9275,
  0.9554, 0.9827, 1.0093, 1.0351, 1.06, 1.0845,
] as const; // prettier-ignore

/** Estimates the signal-to-noise ratio from the distribution of the magnitudes of samples: unsteady noise counts too. */
export class WaveformSnrMeter {
  /** Sums of |z| and of ln|z| over the hops that are looked at. */
  private sums = new Float64Array(8_192);
  private hops = 0;
  /** The hop that is being filled, after the last sample of the one before. */
  private readonly pending = new Float32Array(hopSamples + 1);
  private filled = 0;

  push(samples: Float32Array): void {
    for (let from = 0; from < samples.length;) {
      const count = Math.min(samples.length - from, hopSamples - this.filled);
      this.pending.set(samples.subarray(from, from + count), 1 + this.filled);
      this.filled += count;
      from += count;
      if (this.filled < hopSamples) continue;
      this.takeHop();
      this.pending[0] = this.pending[hopSamples] as number;
      this.filled = 0;
    }
  }

  /** In dB, over the frames of `span`; undefined when they are too few (4 s) or their distribution is unlike that of any noisy speech. */
  within({ from, to }: FrameSpan): number | undefined {
    const end = Math.min(to, this.hops);
    if ((end - from) * hopSamples < minSeconds * voiceSampleRateHz) return undefined;
    let magnitudes = 0;
    let logs = 0;
    for (let hop = from; hop < end; hop++) {
      const look = Math.floor(hop / hopsPerLook);
      magnitudes += this.sums[2 * look] as number;
      logs += this.sums[2 * look + 1] as number;
    }
    const samples = (end - from) * hopSamples;
    return decibelsOf(Math.log(magnitudes / samples) - logs / samples);
  }

  private takeHop(): void {
    // One hop of four is enough for a distribution: those between count as the one before them.
    if (this.hops % hopsPerLook === 0) this.look(this.hops / hopsPerLook);
    this.hops++;
  }

  private look(at: number): void {
    if (2 * at === this.sums.length) {
      const larger = new Float64Array(2 * this.sums.length);
      larger.set(this.sums);
      this.sums = larger;
    }
    const { pending } = this;
    let output = 0;
    let input = pending[0] as number;
    let magnitudes = 0;
    let logs = 0;
    for (let i = 1; i < pending.length;) {
      let product = 1;
      for (const end = i + logGroup; i < end; i++) {
        const sample = pending[i] as number;
        output = highPassPole * (output + sample - input);
        input = sample;
        const magnitude = (output < 0 ? -output : output) + smallest;
        magnitudes += magnitude;
        product *= magnitude;
      }
      logs += Math.log(product);
    }
    this.sums[2 * at] = magnitudes;
    this.sums[2 * at + 1] = logs;
  }
}

/** Shorter speech does not have the distribution of speech. */
const minSeconds = 4;

function decibelsOf(value: number): number | undefined {
  const above = expected.findIndex((entry) => entry > value);
  if (above < 0) return undefined;
  if (above === 0) return lowestDb;
  const [low, high] = [expected[above - 1] as number, expected[above] as number];
  return lowestDb + above - 1 + (value - low) / (high - low);
}
