import { type BandTrack, bandCount, bandWidthHz } from './band-track.ts';
import { msPerFrame } from './frame-analyzer.ts';

/** 80 ms: shorter than any pause between words, long enough to average noise. */
const windowFrames = 5;
const hopFrames = 2;
const quantile = 0.03;
/** The 3 % quantile of a normal distribution lies 1.88 standard deviations below the mean. */
const quantileDeviations = 1.88;

/**
 * Noise power in each band by minimum statistics (after R. Martin, IEEE Trans. Speech Audio Proc. 9(5), 2001): the quietest 3 %
 * of 80 ms windows of each band taken alone, corrected for the low bias of a low quantile. Bands rest at different times, so
 * this finds the noise even under speech without pauses. Digital silence is skipped. Undefined when nothing else is there.
 */
export function noiseFloorByBand(track: BandTrack): readonly number[] | undefined {
  const windows = windowStarts(track);
  if (windows.length === 0) return undefined;
  return Array.from({ length: bandCount }, (_, band) => {
    const powers = new Float64Array(windows.length);
    windows.forEach((start, index) => {
      let sum = 0;
      for (let frame = start; frame < start + windowFrames; frame++) sum += track.power(frame, band);
      powers[index] = sum / windowFrames;
    });
    powers.sort();
    const low = powers[Math.floor(quantile * (powers.length - 1))] as number;
    return low * biasCorrection(band);
  });
}

/** Window power of Gaussian noise is χ² with 2·B·T degrees of freedom; its standard deviation in dB is 4.34·√(2/dof). */
function biasCorrection(band: number): number {
  const degreesOfFreedom = (2 * bandWidthHz(band) * (windowFrames * msPerFrame)) / 1000;
  return 10 ** ((quantileDeviations * 4.34 * Math.sqrt(2 / degreesOfFreedom)) / 10);
}

function windowStarts(track: BandTrack): readonly number[] {
  const starts: number[] = [];
  for (let start = 0; start + windowFrames <= track.frames; start += hopFrames) {
    let silent = 0;
    for (let frame = start; frame < start + windowFrames; frame++) if (track.isDigitalSilence(frame)) silent++;
    if (silent === 0) starts.push(start);
  }
  return starts;
}
