import { dbToPower, powerToDb } from '../measure/decibel.ts';
import { type BandTrack, bandCount, bandWidthHz } from './band-track.ts';
import { type FrameSpan, msPerFrame } from './frame-analyzer.ts';

/** 80 ms: shorter than any pause between words, long enough to average noise. */
const windowFrames = 5;
const hopFrames = 2;
const quantile = 0.03;
/** The 3 % quantile of a normal distribution lies 1.88 standard deviations below the mean. */
const quantileDeviations = 1.88;
/** Half a second: a shorter stretch is too short to hold a pause, and the whole recording is looked at. */
const minWindows = Math.round(500 / (hopFrames * msPerFrame));
/**
 * Where steady noise fills the pauses, the 12 % quantile of most bands lies at most this far above the 3 % quantile (measured: 0.3 to
 * 1.4 dB); where there is none, so that the quietest windows are speech that fades, mostly 2 to 20 dB.
 */
const upperQuantile = 0.12;
const steadyDb = 1.5;
/** Before and after the speech, sound this far below the quietest inside is no room tone, nor is any below −90 dBFS (dither, codecs). */
const roomToneRangeDb = 35;
const quietestRoomTone = dbToPower(-90);

/**
 * Noise power in each band by minimum statistics (after R. Martin, IEEE Trans. Speech Audio Proc. 9(5), 2001): the quietest 3 %
 * of 80 ms windows of each band taken alone, corrected for the low bias of a low quantile. Bands rest at different times, so
 * this finds the noise even under speech without pauses. Digital silence is skipped. Undefined when nothing else is there.
 *
 * Looked at is what lies between the first and the last loud frame, `inner`: before and after it, a recording may have been
 * faded, gated or lengthened by dither or by the silence of a codec, which says nothing about the noise under the speech. Only where no
 * steady noise is found inside, as in one short sentence without a pause, the room tone around it counts too.
 */
export function noiseFloorByBand(track: BandTrack, inner: FrameSpan): readonly number[] | undefined {
  const all = windowStarts(track);
  const inside = all.filter((start) => start >= inner.from && start + windowFrames <= inner.to);
  if (inside.length < minWindows) return all.length === 0 ? undefined : floorOf(powersByBand(track, all));
  const powers = powersByBand(track, inside);
  const floor = floorOf(powers);
  if (isSteady(powers)) return floor;
  const quietest = Math.max(
    quietestRoomTone,
    floor.reduce((sum, power) => sum + power, 0) / dbToPower(roomToneRangeDb),
  );
  const isInside = new Set(inside);
  return floorOf(
    powersByBand(
      track,
      all.filter((start) => isInside.has(start) || isWindowAbove(track, start, quietest)),
    ),
  );
}

/** Powers of the windows in each band, in ascending order. */
function powersByBand(track: BandTrack, starts: readonly number[]): readonly Float64Array[] {
  return Array.from({ length: bandCount }, (_, band) => {
    const powers = new Float64Array(starts.length);
    starts.forEach((start, index) => {
      let sum = 0;
      for (let frame = start; frame < start + windowFrames; frame++) sum += track.power(frame, band);
      powers[index] = sum / windowFrames;
    });
    return powers.sort();
  });
}

function floorOf(powers: readonly Float64Array[]): readonly number[] {
  return powers.map((sorted, band) => at(sorted, quantile) * biasCorrection(band));
}

function isSteady(powers: readonly Float64Array[]): boolean {
  const spreads = powers.map((sorted) => powerToDb(at(sorted, upperQuantile)) - powerToDb(at(sorted, quantile)));
  return (spreads.toSorted((a, b) => a - b)[bandCount / 2] as number) <= steadyDb;
}

function at(sorted: Float64Array, share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] as number;
}

function isWindowAbove(track: BandTrack, start: number, power: number): boolean {
  for (let frame = start; frame < start + windowFrames; frame++) if (track.totalPower(frame) < power) return false;
  return true;
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
