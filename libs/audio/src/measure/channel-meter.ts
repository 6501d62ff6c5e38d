import { clippedAmplitude, ClippingDetector, type ClippingFinding } from './clipping-detector.ts';
import { PlateauDetector } from './plateau-detector.ts';
import { groupLength, SampleGroups } from './sample-groups.ts';
import { TruePeakMeter } from './true-peak-meter.ts';

/** Long enough for the true-peak filter to let its last outputs out. */
const silentTail = new Float32Array(groupLength);

/** Float files may exceed full scale; beyond +60 dBFS a sample is damage, and its square would drown every average. */
const loudestSample = 1_000;
/** A block that sums to this holds such a sample, or one that is not a number. */
const loudestSquares = loudestSample * loudestSample;

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
  private readonly clipping = new ClippingDetector();
  private readonly plateaus: PlateauDetector | undefined;
  private readonly scan = new SampleGroups();
  private sum = 0;
  private squares = 0;
  private frames = 0;

  /** `fineSteps`: linear PCM of 16 bits or more, where flat tops mean clipping. */
  constructor(sampleRateHz: number, fineSteps: boolean) {
    this.truePeak = new TruePeakMeter(sampleRateHz);
    this.plateaus = fineSteps ? new PlateauDetector() : undefined;
  }

  /** Samples that are not finite or beyond +60 dBFS are set to 0 in place. */
  push(samples: Float32Array, frames: number): void {
    const { scan } = this;
    scan.scan(samples, frames, Math.min(clippedAmplitude, this.truePeak.floor));
    if (!(scan.squares < loudestSquares)) {
      removeDamage(samples, frames);
      scan.scan(samples, frames, 0);
    }
    this.sum += scan.sum;
    this.squares += scan.squares;
    this.frames += frames;
    this.clipping.push(samples, frames, scan);
    this.plateaus?.push(samples, frames, scan);
    this.truePeak.push(samples, frames, scan);
  }

  finish(): ChannelLevels {
    this.scan.scan(silentTail, silentTail.length, 0);
    this.truePeak.push(silentTail, silentTail.length, this.scan);
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
}

function removeDamage(samples: Float32Array, frames: number): void {
  for (let i = 0; i < frames; i++) {
    const value = samples[i] as number;
    // Written so that NaN fails too.
    if (!(value > -loudestSample && value < loudestSample)) samples[i] = 0;
  }
}
