import { hannWindow, RealFft } from '../measure/real-fft.ts';
import { type BandTrack, bandCount } from './band-track.ts';
import type { FrameSpan } from './frame-analyzer.ts';
import type { PitchCourse } from './pitch-tracker.ts';

/** 1 s: long enough for four syllables. */
const windowFrames = 64;
const hopFrames = 32;
/** Bins of the envelope's spectrum, 0.98 Hz each: 2 to 9 Hz is the rate of syllables (T. Houtgast, H. Steeneken, J. Acoust. Soc. Am. 77, 1985). */
const syllableBins = { from: 2, to: 9 } as const;
/** 258 Hz to 8 kHz: without hum and hiss. */
const envelopeBands = { from: 1, to: 7 } as const;
/** Vowels have their power below 1 kHz, fricatives from 2 to 8 kHz. */
const vowelBands = { from: 0, to: 3 } as const;
const fricativeBands = { from: 4, to: 7 } as const;
/** 117 Hz to 8 kHz. */
const shapeBands = bandCount - 1;
/** Levels of a band this far from the mean of the frame count as this far. */
const shapeRangeDb = 30;

/** Half-way between the two numbers a property is as likely in speech as not: the first is alien to speech, the second usual. */
type Ramp = readonly [number, number];

/**
 * What sets speech apart, with the range measured on 111 recordings of 13 voices in five languages, of which each lies beyond the second number of
 * every ramp (docs/audio-measurements.md says what was compared).
 */
const ramps = {
  /** Share of the envelope's modulation at the rate of syllables: speech 0.61 to 0.83. */
  syllabicShare: [0.35, 0.55],
  /** Deviation of the envelope relative to its mean, in windows of a second: 0.58 to 1.2. */
  modulationDepth: [0.25, 0.55],
  /** Deviation in dB of the ratio of low to high bands: vowels and fricatives take turns. 7.5 to 20. */
  tiltDeviationDb: [4, 7],
  /** Mean change in dB of the spectrum's shape from frame to frame: 3.1 to 5.0. */
  shapeChangeDb: [1.9, 2.7],
  /** Syllables a second: 3.1 to 6.3. */
  syllablesPerSecond: [1.2, 2.4],
  tooManySyllables: [9.5, 7.5],
  /** Share of loud windows with a pitch: 0.48 to 0.94. */
  voicedShare: [0.15, 0.35],
  /** Share of neighboring windows whose pitch differs by less than 1.5 semitones: 0.87 to 1. */
  smoothShare: [0.65, 0.85],
  /** Share of those that differ by less than 0.1 semitones, as instruments and machines do: 0.09 to 0.40. */
  stillShare: [0.6, 0.4],
  /** Share of voiced windows that are part of 80 ms or more: 0.81 to 1. */
  sustainedShare: [0.5, 0.8],
  /** Semitones between the lower and the upper tenth of the pitch: 3.0 to 21. */
  pitchRangeSemitones: [0.8, 2.2],
} as const satisfies Record<string, Ramp>;

type Properties = Readonly<Record<keyof typeof ramps, number>>;

/**
 * How much the active parts of a recording sound like someone speaking, 0 to 100 %: by the property that speaks most against it. Energy
 * alone finds activity in music and machines too. Undefined below a second of activity. See ADR 141.
 */
export function speechLikenessPercent(
  track: BandTrack,
  segments: readonly FrameSpan[],
  syllables: number | null,
  pitch: PitchCourse,
): number | undefined {
  const envelope = envelopeOf(track, segments);
  if (envelope === undefined || syllables === null) return undefined;
  const properties: Properties = {
    ...envelope,
    ...shapeOf(track, segments),
    ...pitch,
    syllablesPerSecond: syllables,
    tooManySyllables: syllables,
  };
  return Math.min(
    ...Object.entries(ramps).map(([name, ramp]) => 100 * along(ramp, properties[name as keyof Properties])),
  );
}

function along([from, to]: Ramp, value: number): number {
  return Math.max(0, Math.min(1, (value - from) / (to - from)));
}

/** Only windows are looked at of which at least half is active. */
function envelopeOf(
  track: BandTrack,
  segments: readonly FrameSpan[],
): Pick<Properties, 'syllabicShare' | 'modulationDepth'> | undefined {
  const active = new Uint8Array(track.frames);
  for (const { from, to } of segments) active.fill(1, from, to);
  const amplitudes = new Float64Array(windowFrames);
  const fft = new RealFft(windowFrames);
  const window = hannWindow(windowFrames);
  const power = new Float64Array(windowFrames / 2 + 1);
  const relative = new Float32Array(windowFrames);
  let [syllabic, all, depth, windows] = [0, 0, 0, 0];
  for (let from = 0; from + windowFrames <= track.frames; from += hopFrames) {
    const to = from + windowFrames;
    if (sumOf(active.subarray(from, to)) < windowFrames / 2) continue;
    for (let i = 0; i < windowFrames; i++) {
      amplitudes[i] = Math.sqrt(track.totalPower(from + i, envelopeBands.from, envelopeBands.to));
    }
    const mean = sumOf(amplitudes) / windowFrames;
    amplitudes.forEach((amplitude, i) => (relative[i] = amplitude / mean - 1));
    fft.powerSpectrum(relative, 0, window, power);
    syllabic += sumOf(power.subarray(syllableBins.from, syllableBins.to + 1));
    all += sumOf(power.subarray(1));
    depth += Math.sqrt(relative.reduce((sum, value) => sum + value * value, 0) / windowFrames);
    windows++;
  }
  return windows === 0 ? undefined : { syllabicShare: syllabic / (all + 1e-12), modulationDepth: depth / windows };
}

function shapeOf(
  track: BandTrack,
  segments: readonly FrameSpan[],
): Pick<Properties, 'tiltDeviationDb' | 'shapeChangeDb'> {
  let [tilts, tiltSquares, frames, change, changes] = [0, 0, 0, 0, 0];
  let before = new Float64Array(shapeBands);
  let shape = new Float64Array(shapeBands);
  for (const { from, to } of segments) {
    for (let frame = from; frame < to; frame++) {
      const low = track.totalPower(frame, vowelBands.from, vowelBands.to);
      const tilt = 10 * Math.log10(low / track.totalPower(frame, fricativeBands.from, fricativeBands.to));
      tilts += tilt;
      tiltSquares += tilt * tilt;
      frames++;
      shapeAt(track, frame, shape);
      if (frame > from) {
        change += Math.sqrt(
          shape.reduce((sum, level, band) => sum + (level - (before[band] as number)) ** 2, 0) / shapeBands,
        );
        changes++;
      }
      [before, shape] = [shape, before];
    }
  }
  const mean = tilts / frames;
  return {
    tiltDeviationDb: Math.sqrt(Math.max(0, tiltSquares / frames - mean * mean)),
    shapeChangeDb: change / Math.max(1, changes),
  };
}

/** Levels of the bands relative to their mean. */
function shapeAt(track: BandTrack, frame: number, shape: Float64Array): void {
  let mean = 0;
  for (let band = 0; band < shapeBands; band++) mean += track.levelDb(frame, band) / shapeBands;
  for (let band = 0; band < shapeBands; band++) {
    const level = track.levelDb(frame, band) - mean;
    shape[band] = Math.max(-shapeRangeDb, Math.min(shapeRangeDb, level));
  }
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum;
}
