/** The waveform reduced to what a picture shows. */
export interface EnvelopeBuckets {
  /** Samples in each bucket but the last. */
  readonly bucketSamples: number;
  readonly lows: Float32Array;
  readonly highs: Float32Array;
  readonly rms: Float32Array;
}

const maxBuckets = 1_600;

/** Lowest, highest and effective amplitude over at most 1600 equal stretches; buckets double in length as the sound goes on. */
export class EnvelopeMeter {
  private readonly lows = new Float32Array(maxBuckets);
  private readonly highs = new Float32Array(maxBuckets);
  private readonly squares = new Float64Array(maxBuckets);
  private bucketSamples: number;
  private full = 0;
  private filled = 0;
  private low = 0;
  private high = 0;
  private square = 0;

  constructor(firstBucketSamples: number) {
    this.bucketSamples = firstBucketSamples;
  }

  push(samples: Float32Array): void {
    for (let from = 0; from < samples.length;) {
      const to = Math.min(samples.length, from + this.bucketSamples - this.filled);
      let { low, high, square } = this;
      for (let i = from; i < to; i++) {
        const value = samples[i] as number;
        if (value < low) low = value;
        if (value > high) high = value;
        square += value * value;
      }
      this.low = low;
      this.high = high;
      this.square = square;
      this.filled += to - from;
      from = to;
      if (this.filled === this.bucketSamples) this.endBucket();
    }
  }

  finish(): EnvelopeBuckets {
    const count = this.full + (this.filled > 0 ? 1 : 0);
    const rms = Float32Array.from(this.squares.subarray(0, this.full), (square) =>
      Math.sqrt(square / this.bucketSamples),
    );
    if (this.filled === 0) {
      return {
        bucketSamples: this.bucketSamples,
        lows: this.lows.slice(0, count),
        highs: this.highs.slice(0, count),
        rms,
      };
    }
    return {
      bucketSamples: this.bucketSamples,
      lows: Float32Array.of(...this.lows.subarray(0, this.full), this.low),
      highs: Float32Array.of(...this.highs.subarray(0, this.full), this.high),
      rms: Float32Array.of(...rms, Math.sqrt(this.square / this.filled)),
    };
  }

  private endBucket(): void {
    this.lows[this.full] = this.low;
    this.highs[this.full] = this.high;
    this.squares[this.full] = this.square;
    this.full++;
    this.filled = 0;
    this.low = 0;
    this.high = 0;
    this.square = 0;
    if (this.full === maxBuckets) this.halve();
  }

  private halve(): void {
    for (let i = 0; i < maxBuckets / 2; i++) {
      this.lows[i] = Math.min(this.lows[2 * i] as number, this.lows[2 * i + 1] as number);
      this.highs[i] = Math.max(this.highs[2 * i] as number, this.highs[2 * i + 1] as number);
      this.squares[i] = (this.squares[2 * i] as number) + (this.squares[2 * i + 1] as number);
    }
    this.full = maxBuckets / 2;
    this.bucketSamples *= 2;
  }
}
