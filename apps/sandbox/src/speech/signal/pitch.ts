import { resample } from './resample.ts';
import type { Pcm } from './wav.ts';

/** The pitch of a recording, over its voiced parts. */
export interface PitchStatistics {
  /** Hz. */
  readonly medianHz: number;
  /** Semitones between the 10th and the 90th percentile of the pitch. */
  readonly rangeSemitones: number;
  /** Number of 10 ms frames judged voiced. */
  readonly voicedFrames: number;
}

/** Lowest and highest fundamental looked for, Hz: from a very low man to a child. */
const LOWEST_HZ = 60;
const HIGHEST_HZ = 500;
/** Analysis rate, Hz: far above any fundamental; parabolic interpolation gives the rest of the precision. */
const ANALYSIS_RATE = 8000;
const FRAME_MS = 10;
const WINDOW_MS = 30;
/** De Cheveigné and Kawahara, "YIN" (2002): absolute threshold of the cumulative mean normalized difference, step 4. */
const YIN_THRESHOLD = 0.15;
/** A frame whose best dip is above this is unvoiced. */
const VOICED_BELOW = 0.3;
/** A frame this far below the loudest one is silence, dB. */
const SILENCE_BELOW_PEAK_DB = 35;

/** The fundamental of each 10 ms frame in Hz, 0 where the frame is unvoiced. */
export function trackPitch(pcm: Pcm): Float32Array {
  const x = resample(pcm.samples, pcm.sampleRate, ANALYSIS_RATE);
  const window = (ANALYSIS_RATE * WINDOW_MS) / 1000;
  const hop = (ANALYSIS_RATE * FRAME_MS) / 1000;
  const longest = Math.ceil(ANALYSIS_RATE / LOWEST_HZ);
  const shortest = Math.floor(ANALYSIS_RATE / HIGHEST_HZ);
  const frames = Math.max(0, Math.floor((x.length - window - longest) / hop) + 1);
  const power = new Float64Array(frames);
  let loudest = 0;
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let i = frame * hop, end = i + window; i < end; i++) sum += (x[i] ?? 0) ** 2;
    power[frame] = sum;
    loudest = Math.max(loudest, sum);
  }
  const floor = loudest * 10 ** (-SILENCE_BELOW_PEAK_DB / 10);
  const pitch = new Float32Array(frames);
  const difference = new Float64Array(longest + 2);
  for (let frame = 0; frame < frames; frame++) {
    if ((power[frame] ?? 0) <= floor) continue;
    const lag = bestLag(x, frame * hop, window, shortest, longest, difference);
    pitch[frame] = lag === 0 ? 0 : ANALYSIS_RATE / lag;
  }
  return withoutIslands(pitch);
}

/** The period at `start` in samples (fractional), 0 when unvoiced. */
function bestLag(
  x: Float32Array,
  start: number,
  window: number,
  shortest: number,
  longest: number,
  difference: Float64Array,
): number {
  let running = 0;
  let dip = 0;
  difference[0] = 1;
  for (let lag = 1; lag <= longest; lag++) {
    let sum = 0;
    for (let i = start, end = start + window; i < end; i++) {
      const d = (x[i] ?? 0) - (x[i + lag] ?? 0);
      sum += d * d;
    }
    running += sum;
    const normalized = running === 0 ? 1 : (sum * lag) / running;
    difference[lag] = normalized;
    // The first dip below the threshold ends where it rises again: longer periods do not matter.
    if (dip > 0 && normalized >= (difference[dip] ?? 1)) break;
    if (dip > 0 || (lag >= shortest && normalized < YIN_THRESHOLD)) dip = lag;
  }
  let best = dip;
  if (best === 0) {
    best = shortest;
    for (let lag = shortest; lag <= longest; lag++) if ((difference[lag] ?? 1) < (difference[best] ?? 1)) best = lag;
    if ((difference[best] ?? 1) > VOICED_BELOW) return 0;
  }
  if (best <= shortest || best >= longest) return 0;
  const left = difference[best - 1] ?? 1;
  const middle = difference[best] ?? 1;
  const right = difference[best + 1] ?? 1;
  const curve = left - 2 * middle + right;
  return curve === 0 ? best : best + (left - right) / (2 * curve);
}

/** Drops voiced runs of fewer than 3 frames: at the edges of noise a dip is chance. */
function withoutIslands(pitch: Float32Array): Float32Array {
  for (let start = 0; start < pitch.length; start++) {
    if (pitch[start] === 0) continue;
    let end = start;
    while (end < pitch.length && pitch[end] !== 0) end++;
    if (end - start < 3) pitch.fill(0, start, end);
    start = end;
  }
  return pitch;
}

/** Undefined when nothing in the recording is voiced. */
export function pitchStatistics(pcm: Pcm): PitchStatistics | undefined {
  return summarisePitch(trackPitch(pcm));
}

export function summarisePitch(pitch: Float32Array): PitchStatistics | undefined {
  const voiced = pitch.filter((hz) => hz > 0).toSorted();
  if (voiced.length === 0) return undefined;
  const low = percentile(voiced, 0.1);
  const high = percentile(voiced, 0.9);
  return {
    medianHz: percentile(voiced, 0.5),
    rangeSemitones: 12 * Math.log2(high / low),
    voicedFrames: voiced.length,
  };
}

function percentile(sorted: Float32Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
