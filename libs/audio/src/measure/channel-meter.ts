import { ClippingDetector, type ClippingFinding } from './clipping-detector.ts';
import { PlateauDetector } from './plateau-detector.ts';
import { groupLength, SampleGrouper } from './sample-groups.ts';
import { TruePeakMeter } from './true-peak-meter.ts';

/** Completes the last group, and is long enough for the true-peak filter to let its last outputs out. */
const silentTail = new Float32Array(2 * groupLength);

/** Float files may exceed full scale; beyond +60 dBFS a sample is damage, and its square would drown every average. */
const loudestSample = 1_000;
/** A block that sums to this holds such a sample, or one that is not a number. */
const loudestSquares = loudestSample * loudestSample;

/** What the samples of a recording can hold. */
export interface SampleKind {
  /** Linear PCM of 16 bits or more, where flat tops mean clipping. */
  readonly fineSteps: boolean;
  /** Float PCM and lossy codecs: samples beyond full scale are kept, and a lower gain brings them back. */
  readonly unbounded: boolean;
}

export interface ChannelLevels {
  /** Linear amplitudes, full scale = 1. */
  readonly samplePeak: number;
  readonly truePeak: number;
  readonly mean: number;
  readonly meanSquare: number;
  readonly clipping: ClippingFinding;
}

/** Everything that is measured on one channel of the recording at its own rate. */
export class ChannelMeter {
  private readonly truePeak: TruePeakMeter;
  private readonly clipping: ClippingDetector;
  private readonly plateaus: PlateauDetector | undefined;
  private readonly grouper = new SampleGrouper();
  private sum = 0;
  private squares = 0;
  private frames = 0;

  constructor(sampleRateHz: number, { fineSteps, unbounded }: SampleKind) {
    this.truePeak = new TruePeakMeter(sampleRateHz);
    this.clipping = new ClippingDetector({ flatTopsOnly: unbounded });
    this.plateaus = fineSteps ? new PlateauDetector() : undefined;
  }

  /** Samples that are not finite or beyond +60 dBFS are set to 0 in place. */
  push(samples: Float32Array, frames: number): void {
    // What will wait for the next block is not looked at before it.
    removeDamage(samples.subarray(Math.max(0, frames - groupLength), frames));
    this.take(samples, frames);
    this.frames += frames;
  }

  finish(): ChannelLevels {
    this.take(silentTail, silentTail.length);
    const atFullScale = this.clipping.finish();
    const plateaus = this.plateaus?.finish();
    const frames = Math.max(1, this.frames);
    return {
      samplePeak: this.truePeak.samplePeak(),
      truePeak: this.truePeak.truePeak(),
      mean: this.sum / frames,
      meanSquare: this.squares / frames,
      clipping: atFullScale.runCount > 0 || plateaus === undefined ? atFullScale : plateaus,
    };
  }

  private take(samples: Float32Array, frames: number): void {
    for (let from = 0; from < frames;) {
      const to = from + this.grouper.room(frames - from);
      const part = samples.subarray(from, to);
      let found = this.grouper.take(part);
      from = to;
      if (found === undefined) continue;
      if (!(found.squares < loudestSquares)) {
        removeDamage(part);
        removeDamage(found.samples);
        found = this.grouper.rescan(found);
      }
      this.sum += found.sum;
      this.squares += found.squares;
      this.clipping.push(found);
      this.plateaus?.push(found);
      this.truePeak.push(found);
    }
  }
}

function removeDamage(samples: Float32Array): void {
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i] as number;
    // Written so that NaN fails too.
    if (!(value > -loudestSample && value < loudestSample)) samples[i] = 0;
  }
}
