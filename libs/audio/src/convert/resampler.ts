import {
  AV_CHANNEL_LAYOUT_MONO,
  AV_CHANNEL_ORDER_NATIVE,
  AV_SAMPLE_FMT_FLTP,
  AV_SAMPLE_FMT_S16,
} from 'node-av/constants';
import { SoftwareResampleContext } from 'node-av/lib';

/** Rate of the canonical file, and of everything that is measured on the voice itself. */
export const canonicalSampleRateHz = 24_000;

/** SWR_FILTER_TYPE_KAISER of libswresample. */
const kaiser = 2;

/**
 * Settings of FFmpeg's polyphase resampler. `size` counts taps at the lower of both rates, `share` is the −6 dB point as a share
 * of the lower Nyquist frequency.
 */
export interface ResamplerFilter {
  readonly size: number;
  readonly share: number;
  readonly beta: number;
}

/**
 * Verified by sweep in resampler.spec.ts. Down: flat to 10.5 kHz within 0.05 dB, everything from 12 kHz on below −105 dB (the
 * default, 32 taps, aliases at −10 dB just above 12 kHz). Up: there is time for more taps, which keep the treble of low rates.
 */
const downFilter: ResamplerFilter = { size: 96, share: 0.922, beta: 10.4 };
const upFilter: ResamplerFilter = { size: 256, share: 0.965, beta: 11 };

export function canonicalFilter(sampleRateHz: number): ResamplerFilter {
  return sampleRateHz < canonicalSampleRateHz ? upFilter : downFilter;
}

/** One conversion inside libswresample, with its buffers. */
class Conversion {
  private readonly context: SoftwareResampleContext;
  private readonly ratio: number;
  private output = new Float32Array(0);
  private outputBytes: Buffer[] = [];
  /** The same blocks come again and again: their byte views are made once. */
  private input: readonly Float32Array[] = [];
  private inputBytes: Buffer[] = [];

  constructor(
    channels: number,
    inputRateHz: number,
    outputRateHz: number,
    prepare: (context: SoftwareResampleContext) => number,
  ) {
    this.ratio = outputRateHz / inputRateHz;
    const mask = channels === 1 ? 4n : (1n << BigInt(channels)) - 1n;
    const layout = { nbChannels: channels, order: AV_CHANNEL_ORDER_NATIVE, mask };
    this.context = new SoftwareResampleContext();
    const allocated = this.context.allocSetOpts2(
      AV_CHANNEL_LAYOUT_MONO, AV_SAMPLE_FMT_FLTP, outputRateHz, layout, AV_SAMPLE_FMT_FLTP, inputRateHz,
    ); // prettier-ignore
    if (allocated < 0 || prepare(this.context) < 0 || this.context.init() < 0) {
      this.context.free();
      throw new Error(`no conversion from ${channels} channels at ${inputRateHz} Hz to mono at ${outputRateHz} Hz`);
    }
  }

  /** Converts `frames` of each channel; null flushes. The result is valid until the next call. */
  run(channels: readonly Float32Array[] | null, frames: number): Float32Array {
    const capacity = Math.ceil((frames + 1_024) * this.ratio) + 1_024;
    if (this.output.length < capacity) {
      this.output = new Float32Array(capacity);
      this.outputBytes = [bytesOf(this.output)];
    }
    if (channels?.some((channel, i) => channel.buffer !== this.input[i]?.buffer) === true) {
      this.input = [...channels];
      this.inputBytes = channels.map((channel) => bytesOf(channel));
    }
    const input = channels === null ? null : this.inputBytes;
    const count = this.context.convertSync(this.outputBytes, this.output.length, input, frames);
    if (count < 0) throw new Error(`sample conversion failed with ${count}`);
    return this.output.subarray(0, count);
  }

  close(): void {
    this.context.free();
  }
}

/**
 * Changes the sample rate of one channel, streaming. Output sample k belongs to input time k / output rate: no delay. After
 * `flush` the output is as long as the input, to half a sample.
 */
export class Resampler {
  private readonly conversion: Conversion | undefined;
  private readonly ratio: number;
  /** Longer than the half of the filter that looks ahead, and than what it waits for at the start. */
  private readonly silence: Float32Array;
  private taken = 0;
  private given = 0;

  constructor(inputRateHz: number, outputRateHz: number, filter: ResamplerFilter) {
    this.ratio = outputRateHz / inputRateHz;
    this.silence = new Float32Array(Math.ceil(2 * filter.size * Math.max(1, inputRateHz / outputRateHz)));
    if (inputRateHz === outputRateHz) return;
    this.conversion = new Conversion(1, inputRateHz, outputRateHz, (context) =>
      Math.min(
        context.setOption('filter_type', kaiser),
        context.setOption('filter_size', filter.size),
        // libswresample takes the cut-off relative to the output rate, also when it raises the rate.
        context.setOption('cutoff', filter.share * Math.min(1, inputRateHz / outputRateHz)),
        context.setOption('kaiser_beta', filter.beta),
      ),
    );
  }

  /** The samples that became available; valid until the next call. */
  push(samples: Float32Array): Float32Array {
    if (this.conversion === undefined) return samples;
    const output = this.conversion.run([samples], samples.length);
    this.taken += samples.length;
    this.given += output.length;
    return output;
  }

  /** What is still inside the filter: the end of the input, followed by silence. */
  flush(): Float32Array {
    const missing = Math.round(this.taken * this.ratio) - this.given;
    if (this.conversion === undefined || missing <= 0) return new Float32Array(0);
    const output = this.conversion.run([this.silence], this.silence.length).subarray(0, missing);
    this.given += output.length;
    return output;
  }

  close(): void {
    this.conversion?.close();
  }
}

/** Mixes channels to one: the mean of all, or one of them alone. Before resampling, which then has half the work. */
export class Downmixer {
  private readonly conversion: Conversion | undefined;

  constructor(channels: number, only?: number) {
    if (channels === 1) return;
    const gains = Array.from({ length: channels }, (_, i) => (only === undefined ? 1 / channels : i === only ? 1 : 0));
    // The rate plays no part in mixing.
    const rateHz = canonicalSampleRateHz;
    this.conversion = new Conversion(channels, rateHz, rateHz, (context) => context.setMatrix(gains, channels));
  }

  /** The first `frames` of all channels as one; valid until the next call. */
  push(channels: readonly Float32Array[], frames: number): Float32Array {
    return this.conversion?.run(channels, frames) ?? (channels[0] as Float32Array).subarray(0, frames);
  }

  close(): void {
    this.conversion?.close();
  }
}

/** Turns float samples into 16-bit steps with a constant gain: rounded to nearest, limited to the range, never dithered. */
export class Quantiser {
  private readonly context = new SoftwareResampleContext();

  constructor(gain: number) {
    const rateHz = canonicalSampleRateHz;
    const allocated = this.context.allocSetOpts2(
      AV_CHANNEL_LAYOUT_MONO, AV_SAMPLE_FMT_S16, rateHz, AV_CHANNEL_LAYOUT_MONO, AV_SAMPLE_FMT_FLTP, rateHz,
    ); // prettier-ignore
    if (allocated < 0 || this.context.setMatrix([gain], 1) < 0 || this.context.init() < 0) {
      this.context.free();
      throw new Error(`no conversion to 16 bits with gain ${gain}`);
    }
  }

  /** Writes the steps of `samples` into `steps`, two little-endian bytes each. */
  write(samples: Float32Array, steps: Buffer): void {
    const input = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
    const count = this.context.convertSync([steps], samples.length, [input], samples.length);
    if (count !== samples.length) throw new Error(`sample conversion failed with ${count}`);
  }

  close(): void {
    this.context.free();
  }
}

function bytesOf(samples: Float32Array): Buffer {
  return Buffer.from(samples.buffer);
}
