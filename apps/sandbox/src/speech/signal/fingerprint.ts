import { resample } from './resample.ts';
import type { Pcm } from './wav.ts';

/**
 * A coarse picture of a recording: log energy in a few bands of the telephone range, every 10 ms. It stays much the same when the
 * recording is made louder, resampled, trimmed or lossily encoded, and differs between sentences.
 */
export interface Fingerprint {
  readonly durationMs: number;
  /** `FRAME_MS` frames, each of `BANDS` values in dB. */
  readonly frames: Float32Array;
}

/** Hz; what is heard by telephone is enough. */
export const FINGERPRINT_RATE = 8000;
const FRAME_MS = 10;
const HOP = (FINGERPRINT_RATE * FRAME_MS) / 1000;
/** Samples of the Fourier transform: 32 ms. */
const WINDOW = 256;
/** Band edges, Hz: about equal steps on the mel scale over what a 8 kHz path keeps. */
const EDGES_HZ = [200, 350, 550, 800, 1100, 1500, 2000, 2650, 3500];
const BANDS = EDGES_HZ.length - 1;
/** Everything further below the recording's loudest band energy is silence, dB: noise and rounding live there. */
const FLOOR_BELOW_PEAK_DB = 45;

/** Trimming may move the edges this far, ms. */
const MAX_SHIFT_MS = 600;
/** Durations further apart than this are different recordings, ms. */
const MAX_DURATION_GAP_MS = 1200;
/** The shorter of two recordings must lie at least this much inside the other. */
const SMALLEST_OVERLAP = 0.85;

export function fingerprint(pcm: Pcm): Fingerprint {
  const x = resample(pcm.samples, pcm.sampleRate, FINGERPRINT_RATE);
  const count = Math.max(0, Math.floor((x.length - WINDOW) / HOP) + 1);
  const frames = new Float32Array(count * BANDS);
  const real = new Float64Array(WINDOW);
  const imaginary = new Float64Array(WINDOW);
  let peak = -Infinity;
  for (let frame = 0; frame < count; frame++) {
    for (let i = 0; i < WINDOW; i++) {
      real[i] = (x[frame * HOP + i] ?? 0) * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW));
      imaginary[i] = 0;
    }
    fft(real, imaginary);
    for (let band = 0; band < BANDS; band++) {
      const first = Math.ceil(((EDGES_HZ[band] ?? 0) * WINDOW) / FINGERPRINT_RATE);
      const last = Math.floor(((EDGES_HZ[band + 1] ?? 0) * WINDOW) / FINGERPRINT_RATE);
      let energy = 1e-12;
      for (let bin = first; bin < last; bin++) energy += (real[bin] ?? 0) ** 2 + (imaginary[bin] ?? 0) ** 2;
      const db = 10 * Math.log10(energy);
      frames[frame * BANDS + band] = db;
      peak = Math.max(peak, db);
    }
  }
  for (let i = 0; i < frames.length; i++) {
    frames[i] = Math.max(0, (frames[i] ?? 0) - peak + FLOOR_BELOW_PEAK_DB);
  }
  return { durationMs: (pcm.samples.length / pcm.sampleRate) * 1000, frames };
}

/** The first search looks at every so manieth frame and shift. */
const COARSE = 4;
/** What does not reach this in the first search is not looked at closely. */
const WORTH_A_CLOSER_LOOK = 0.5;

/**
 * How alike two recordings are: the best correlation (-1..1) of their pictures over small shifts in time. The same speech, re-encoded,
 * gives above 0.95; sentences that differ in a name below that, other sentences below 0.75. 0 when the durations rule it out.
 */
export function similarity(a: Fingerprint, b: Fingerprint): number {
  if (Math.abs(a.durationMs - b.durationMs) > MAX_DURATION_GAP_MS) return 0;
  const largestShift = MAX_SHIFT_MS / FRAME_MS;
  const coarse = bestShift(a, b, -largestShift, largestShift, COARSE);
  if (coarse.correlation < WORTH_A_CLOSER_LOOK) return coarse.correlation;
  return bestShift(a, b, coarse.shift - COARSE, coarse.shift + COARSE, 1).correlation;
}

function bestShift(
  a: Fingerprint,
  b: Fingerprint,
  from: number,
  to: number,
  step: number,
): { shift: number; correlation: number } {
  const countA = a.frames.length / BANDS;
  const countB = b.frames.length / BANDS;
  const needed = Math.max(1, SMALLEST_OVERLAP * Math.min(countA, countB));
  let best = { shift: 0, correlation: 0 };
  for (let shift = from; shift <= to; shift += step) {
    const first = Math.max(0, shift);
    const end = Math.min(countA, countB + shift);
    if (end - first < needed) continue;
    const correlation = correlate(a.frames, b.frames, first, end, shift, step);
    if (correlation > best.correlation) best = { shift, correlation };
  }
  return best;
}

/** Pearson correlation over frames `from..to` of `a` and the frames of `b` that lie `shift` earlier, each band about its own mean. */
function correlate(a: Float32Array, b: Float32Array, from: number, to: number, shift: number, step: number): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  const count = Math.ceil((to - from) / step);
  for (let band = 0; band < BANDS; band++) {
    let meanA = 0;
    let meanB = 0;
    for (let frame = from; frame < to; frame += step) {
      meanA += a[frame * BANDS + band] ?? 0;
      meanB += b[(frame - shift) * BANDS + band] ?? 0;
    }
    meanA /= count;
    meanB /= count;
    for (let frame = from; frame < to; frame += step) {
      const da = (a[frame * BANDS + band] ?? 0) - meanA;
      const db = (b[(frame - shift) * BANDS + band] ?? 0) - meanB;
      ab += da * db;
      aa += da * da;
      bb += db * db;
    }
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}

const TURN = (-2 * Math.PI) / WINDOW;
const COS = Float64Array.from({ length: WINDOW / 2 }, (_, k) => Math.cos(TURN * k));
const SIN = Float64Array.from({ length: WINDOW / 2 }, (_, k) => Math.sin(TURN * k));

/** In-place radix-2 transform of `WINDOW` values. */
function fft(real: Float64Array, imaginary: Float64Array): void {
  const n = real.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [real[i], real[j]] = [real[j] ?? 0, real[i] ?? 0];
      [imaginary[i], imaginary[j]] = [imaginary[j] ?? 0, imaginary[i] ?? 0];
    }
  }
  for (let size = 2; size <= n; size <<= 1) {
    for (let start = 0; start < n; start += size) {
      for (let k = 0; k < size / 2; k++) {
        const cos = COS[(k * WINDOW) / size] ?? 0;
        const sin = SIN[(k * WINDOW) / size] ?? 0;
        const even = start + k;
        const odd = even + size / 2;
        const re = (real[odd] ?? 0) * cos - (imaginary[odd] ?? 0) * sin;
        const im = (real[odd] ?? 0) * sin + (imaginary[odd] ?? 0) * cos;
        real[odd] = (real[even] ?? 0) - re;
        imaginary[odd] = (imaginary[even] ?? 0) - im;
        real[even] = (real[even] ?? 0) + re;
        imaginary[even] = (imaginary[even] ?? 0) + im;
      }
    }
  }
}
