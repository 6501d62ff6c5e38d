import { dbToPower, powerToDb, silenceDb } from '../measure/decibel.ts';
import { type BandTrack, bandCount, levelSteps, levelStepsPerDb } from './band-track.ts';
import { type FrameSpan, msPerFrame } from './frame-analyzer.ts';
import { noiseFloorByBand } from './noise-floor.ts';

export interface VoiceActivity {
  /** From the first loud frame to the last. */
  readonly loudSpan: FrameSpan;
  readonly segments: readonly FrameSpan[];
  readonly speechFrames: number;
  /** Mean power of the noise, 117 Hz to 12 kHz; undefined when the recording holds only speech and digital silence. */
  readonly noisePower: number | undefined;
  /** Mean power inside the segments, noise included; undefined without speech. */
  readonly speechPower: number | undefined;
}

/** A frame counts as active when its bands exceed the noise by this much on average, each band counted up to 20 dB. */
const meanExcessDb = 2;
const bandMarginDb = 3;
const bandCeilingDb = 20;
/** Frames this far below the loud ones are breath and reverberation. */
const loudRangeDb = 35;
const loudQuantile = 0.95;
/** Half of the power is in louder frames than the median; frames less than this below it are vowels, not noise. */
const loudSpanDb = 8;
/** Levels of whole frames are counted in eighths of a decibel up to +20 dBFS. */
const powerStepsPerDb = 8;
const powerSteps = 140 * powerStepsPerDb;
/** 200 ms: the hangover of ITU-T P.56; a shorter gap belongs to the word. */
const bridgedGapFrames = Math.round(200 / msPerFrame);
/** 80 ms of activity at least, or it was a click. */
const minActiveFrames = Math.round(80 / msPerFrame);
/** A band whose loud frames are this far below those of the strongest band carries no speech: beyond the bandwidth. */
const deadBandDb = 50;
/** Nothing below −75 dBFS is called speech. */
const quietestSpeechPower = dbToPower(-75);

/**
 * Finds speech by how far each frame rises above the noise of its band. Decided once, with the whole recording known.
 * Energy-based by design: it tells speech from silence and steady noise, not from music.
 */
export function findVoiceActivity(track: BandTrack): VoiceActivity {
  const loudSpan = findLoudSpan(track);
  const noise = noiseFloorByBand(track, loudSpan);
  const threshold = Math.max(quietestSpeechPower, loudPower(track) / dbToPower(loudRangeDb));
  const segments = activeSegments(track, noise, threshold);
  let speechFrames = 0;
  let power = 0;
  for (const segment of segments) {
    speechFrames += segment.to - segment.from;
    for (let frame = segment.from; frame < segment.to; frame++) power += track.totalPower(frame);
  }
  return {
    loudSpan,
    segments,
    speechFrames,
    noisePower: noise?.reduce((sum, band) => sum + band, 0),
    speechPower: speechFrames === 0 ? undefined : power / speechFrames,
  };
}

/**
 * Speech-to-noise ratio in dB for steady noise: power in the speech segments less the noise, over the noise. Null without speech, or when the
 * pauses are digitally silent and there is no noise to compare with.
 */
export function steadySignalToNoiseDb(activity: VoiceActivity): number | null {
  const { speechPower, noisePower } = activity;
  if (speechPower === undefined || noisePower === undefined) return null;
  return powerToDb(Math.max(speechPower - noisePower, noisePower * 1e-3)) - powerToDb(noisePower);
}

function activeSegments(
  track: BandTrack,
  noise: readonly number[] | undefined,
  threshold: number,
): readonly FrameSpan[] {
  const noiseDb = Array.from({ length: bandCount }, (_, band) => powerToDb(noise?.[band] ?? 0));
  const live = liveBands(track);
  const segments: { from: number; to: number; active: number }[] = [];
  for (let frame = 0; frame < track.frames; frame++) {
    if (track.totalPower(frame) < threshold) continue;
    let excess = 0;
    for (const band of live) {
      const above = track.levelDb(frame, band) - (noiseDb[band] as number) - bandMarginDb;
      excess += above < 0 ? 0 : above > bandCeilingDb ? bandCeilingDb : above;
    }
    if (excess < meanExcessDb * live.length) continue;
    const last = segments.at(-1);
    if (last !== undefined && frame - last.to <= bridgedGapFrames) {
      last.to = frame + 1;
      last.active++;
    } else {
      segments.push({ from: frame, to: frame + 1, active: 1 });
    }
  }
  return segments.filter((segment) => segment.active >= minActiveFrames).map(({ from, to }) => ({ from, to }));
}

/** Frames count by their power, so that silence and noise at the edges, however long, move nothing. */
function findLoudSpan(track: BandTrack): FrameSpan {
  const threshold = medianPower(track) / dbToPower(loudSpanDb);
  let from = 0;
  while (from < track.frames && track.totalPower(from) < threshold) from++;
  let to = track.frames;
  while (to > 0 && track.totalPower(to - 1) < threshold) to--;
  return { from: from < track.frames ? from : 0, to };
}

/** The power that half of all power is below. */
function medianPower(track: BandTrack): number {
  // Sorted in place: in a recording of two hours they take 3.6 MB.
  const powers = Float64Array.from({ length: track.frames }, (_, frame) => track.totalPower(frame));
  const half = powers.reduce((sum, power) => sum + power, 0) / 2;
  let sum = 0;
  return powers.sort().find((power) => (sum += power) >= half) ?? 0;
}

function loudPower(track: BandTrack): number {
  const histogram = new Uint32Array(powerSteps);
  for (let frame = 0; frame < track.frames; frame++) {
    const step = Math.round((powerToDb(track.totalPower(frame)) - silenceDb) * powerStepsPerDb);
    count(histogram, Math.max(0, Math.min(powerSteps - 1, step)));
  }
  return track.frames === 0 ? 0 : dbToPower(quantileOf(histogram, track.frames) / powerStepsPerDb + silenceDb);
}

function liveBands(track: BandTrack): readonly number[] {
  const loudDb = Array.from({ length: bandCount }, (_, band) => {
    const histogram = new Uint32Array(levelSteps);
    for (let frame = 0; frame < track.frames; frame++) count(histogram, track.levelStep(frame, band));
    return quantileOf(histogram, track.frames) / levelStepsPerDb + silenceDb;
  });
  const strongest = Math.max(...loudDb);
  return loudDb.flatMap((level, band) => (level > strongest - deadBandDb ? [band] : []));
}

function count(histogram: Uint32Array, step: number): void {
  histogram[step] = (histogram[step] as number) + 1;
}

function quantileOf(histogram: Uint32Array, total: number): number {
  let seen = 0;
  const step = histogram.findIndex((entries) => (seen += entries) > loudQuantile * (total - 1));
  return Math.max(0, step);
}
