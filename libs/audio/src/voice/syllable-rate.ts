import { powerToDb } from '../measure/decibel.ts';
import type { BandTrack } from './band-track.ts';
import { type FrameSpan, framesPerSecond } from './frame-analyzer.ts';

/** 258 Hz to 4 kHz: where vowels stand out from fricatives and from hum. */
const vowelBands = { from: 1, to: 5 } as const;
/** 48 ms moving average: shorter than a syllable, longer than a glottal pulse. */
const smoothingFrames = 3;
/** A nucleus rises and falls by at least this much, found on read speech with known text. */
const minDipDb = 1.5;
/** Peaks this far below the loud ones are consonants. */
const vowelRangeDb = 22;

/**
 * Syllables a second of speech, counted as peaks of the vowel-band level between dips (after N. de Jong, T. Wempe,
 * Behavior Research Methods 41, 2009, without their pitch test). An estimate: within about 15 % on read speech.
 */
export function syllablesPerSecond(track: BandTrack, segments: readonly FrameSpan[]): number | null {
  const frames = segments.reduce((sum, segment) => sum + segment.to - segment.from, 0);
  if (frames < framesPerSecond) return null;
  const contours = segments.map((segment) => contourDb(track, segment));
  const loudest = contours.reduce((max, contour) => contour.reduce((a, b) => Math.max(a, b), max), -120);
  const syllables = contours.reduce((sum, contour) => sum + countPeaks(contour, loudest - vowelRangeDb), 0);
  return (syllables * framesPerSecond) / frames;
}

function contourDb(track: BandTrack, { from, to }: FrameSpan): Float64Array {
  const half = (smoothingFrames - 1) / 2;
  return Float64Array.from({ length: to - from }, (_, i) => {
    let sum = 0;
    let count = 0;
    for (let frame = Math.max(from, from + i - half); frame <= Math.min(to - 1, from + i + half); frame++) {
      sum += track.totalPower(frame, vowelBands.from, vowelBands.to);
      count++;
    }
    return powerToDb(sum / count);
  });
}

/** Peaks above `threshold` that stand at least `minDipDb` above the valleys on both sides. */
function countPeaks(contour: Float64Array, threshold: number): number {
  let peaks = 0;
  let valley = Number.NEGATIVE_INFINITY;
  let peak = Number.NEGATIVE_INFINITY;
  let rising = true;
  for (const level of contour) {
    if (rising) {
      if (level > peak) peak = level;
      else if (level < peak - minDipDb) {
        if (peak > threshold && peak > valley + minDipDb) peaks++;
        rising = false;
        valley = level;
      }
    } else if (level < valley) {
      valley = level;
    } else if (level > valley + minDipDb) {
      rising = true;
      peak = level;
    }
  }
  return rising && peak > threshold ? peaks + 1 : peaks;
}
