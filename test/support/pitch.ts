import type { Wav } from './wav.ts';

const LOWEST_HZ = 60;
const HIGHEST_HZ = 400;
const FRAME_S = 0.045;
const HOP_S = 0.02;
/** Normalized autocorrelation from which a frame counts as voiced. */
const VOICED = 0.6;

export interface Pitch {
  readonly medianHz: number;
  readonly voicedFrames: number;
  /** How lively the voice is: standard deviation, in semitones. */
  readonly deviationSemitones: number;
}

/**
 * Median pitch by plain normalized autocorrelation. Deliberately not the sandbox's own tracker: a test that measured with the code
 * under test would only show that it agrees with itself.
 */
export function measurePitch({ samples, sampleRateHz }: Wav): Pitch {
  const frame = Math.round(FRAME_S * sampleRateHz);
  const hop = Math.round(HOP_S * sampleRateHz);
  const shortest = Math.floor(sampleRateHz / HIGHEST_HZ);
  const longest = Math.ceil(sampleRateHz / LOWEST_HZ);
  const pitches: number[] = [];
  for (let start = 0; start + frame + longest < samples.length; start += hop) {
    const lag = strongestLag(samples, start, frame, shortest, longest);
    if (lag !== undefined) pitches.push(sampleRateHz / lag);
  }
  pitches.sort((a, b) => a - b);
  return {
    medianHz: pitches[Math.floor(pitches.length / 2)] ?? Number.NaN,
    voicedFrames: pitches.length,
    deviationSemitones: deviation(pitches.map((hz) => 12 * Math.log2(hz))),
  };
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** The shortest lag whose correlation is within 10 % of the best: the best alone is often a multiple of the period. */
function strongestLag(
  samples: Float32Array,
  start: number,
  frame: number,
  shortest: number,
  longest: number,
): number | undefined {
  const correlations: number[] = [];
  const energy = power(samples, start, frame);
  if (energy / frame < 1e-5) return undefined;
  for (let lag = shortest; lag <= longest; lag++) {
    let sum = 0;
    for (let index = start; index < start + frame; index++) sum += (samples[index] ?? 0) * (samples[index + lag] ?? 0);
    correlations.push(sum / Math.sqrt(energy * power(samples, start + lag, frame) + Number.EPSILON));
  }
  const best = Math.max(...correlations);
  if (best < VOICED) return undefined;
  const peak = correlations.findIndex(
    (value, index) =>
      value >= best * 0.9 && value >= (correlations[index - 1] ?? 1) && value >= (correlations[index + 1] ?? 1),
  );
  return peak < 0 ? undefined : shortest + peak;
}

function power(samples: Float32Array, start: number, length: number): number {
  let sum = 0;
  for (let index = start; index < start + length; index++) sum += (samples[index] ?? 0) ** 2;
  return sum;
}
