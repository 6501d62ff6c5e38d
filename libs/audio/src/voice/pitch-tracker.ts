import { amplitudeToDb, round } from '../measure/decibel.ts';

/** Rate of the low-passed signal that pitch is looked for in. */
export const pitchSampleRateHz = 6_000;
const lowestHz = 65;
const highestHz = 450;
const hopSamples = 120;
/** 60 ms: four periods of the lowest voice. */
const windowHops = 3;
const windowSamples = windowHops * hopSamples;
/** Peaks are looked for at half the rate; the one chosen is measured at the full rate. */
const coarseStep = 2;
const minLag = Math.floor(pitchSampleRateHz / highestHz / coarseStep);
const maxLag = Math.ceil(pitchSampleRateHz / lowestHz / coarseStep);
/**
 * Multiples of the period have peaks as high: each octave that a lag is longer costs this much (P. Boersma, Proc. IFA 17, 1993). McLeod's
 * way, the first peak within 5 % of the best, takes a third of the period for it in low voices whose third harmonic is strong.
 */
const octaveCost = 0.012;
/** Normalized autocorrelation below this is not a voiced sound. */
const minClarity = 0.7;
/** Windows this far below the loudest recent one are not looked at. */
const gateDb = 25;
const quietestDb = -70;
const gateDecayDb = 0.02;
const binsPerOctave = 240;
/** Every window is looked at in the first half minute, every second one in the next minute, and so on: the cost is bounded. */
const windowsAtFullDensity = 1_500;

/** Two neighboring windows: the pitch of speech glides, that of an instrument or a machine stays. */
const smoothSemitones = 1.5;
const stillSemitones = 0.1;
/** 80 ms with a pitch. */
const sustainedWindows = 4;

/** How the pitch runs in the first half minute of sound: shares of 0 to 1. */
export interface PitchCourse {
  /** Of the windows that are loud enough. */
  readonly voicedShare: number;
  /** Of pairs of voiced neighbors. */
  readonly smoothShare: number;
  readonly stillShare: number;
  /** Of the voiced windows. */
  readonly sustainedShare: number;
  /** Semitones between the lower and the upper tenth. */
  readonly pitchRangeSemitones: number;
}

export interface PitchStatistics {
  readonly medianHz: number;
  readonly lowHz: number;
  readonly highHz: number;
  readonly voicedWindows: number;
}

/**
 * Median and range of the voice's fundamental, by the normalized square difference function (P. McLeod, G. Wyvill, "A smarter
 * way to find pitch", ICMC 2005) on 60 ms windows every 20 ms.
 */
export class PitchTracker {
  private readonly histogram = new Uint32Array(Math.ceil(Math.log2(highestHz / lowestHz) * binsPerOctave) + 1);
  private readonly pending = new Float64Array(8_192);
  private readonly coarse = new Float64Array(windowSamples / coarseStep);
  private readonly nsdf = new Float64Array(maxLag + 2);
  private filled = 0;
  private windows = 0;
  private evaluated = 0;
  private stride = 1;
  private loudestDb = -120;
  /** Pitch of the window before in Hz; 0 where it had none or was not loud. */
  private hzBefore = 0;
  private run = 0;
  private looked = 0;
  private voiced = 0;
  private pairs = 0;
  private smooth = 0;
  private still = 0;
  private sustained = 0;
  /** Energies of the last hops, of which a window is made. */
  private readonly hopEnergies = new Float64Array(windowHops);
  private hops = 0;

  /** Takes samples at `pitchSampleRateHz` from which everything above 1.2 kHz was removed. */
  push(samples: Float32Array): void {
    for (let from = 0; from < samples.length;) {
      const count = Math.min(samples.length - from, this.pending.length - this.filled);
      this.pending.set(samples.subarray(from, from + count), this.filled);
      this.filled += count;
      from += count;
      let at = 0;
      for (; at + windowSamples <= this.filled; at += hopSamples) this.window(at);
      this.pending.copyWithin(0, at, this.filled);
      this.filled -= at;
    }
  }

  /** Undefined when fewer than five windows were voiced. The range is the 10 % to 90 % quantile. */
  statistics(): PitchStatistics | undefined {
    const voiced = this.histogram.reduce((sum, count) => sum + count, 0);
    if (voiced < 5) return undefined;
    const quantile = (share: number): number => {
      let seen = 0;
      const bin = this.histogram.findIndex((count) => (seen += count) >= share * voiced);
      return round(lowestHz * 2 ** ((bin + 0.5) / binsPerOctave), 1);
    };
    return { medianHz: quantile(0.5), lowHz: quantile(0.1), highHz: quantile(0.9), voicedWindows: voiced };
  }

  course(): PitchCourse {
    this.follow(0);
    const { lowHz = 1, highHz = 1 } = this.statistics() ?? {};
    return {
      voicedShare: this.voiced / Math.max(1, this.looked),
      smoothShare: this.smooth / Math.max(1, this.pairs),
      stillShare: this.still / Math.max(1, this.pairs),
      sustainedShare: this.sustained / Math.max(1, this.voiced),
      pitchRangeSemitones: 12 * Math.log2(highHz / lowHz),
    };
  }

  /** Counts how the pitch goes on; only while every window is looked at. */
  private follow(hz: number): void {
    if (this.stride > 1 && hz > 0) return;
    if (hz > 0) {
      this.voiced++;
      this.run++;
      if (this.hzBefore > 0) {
        const semitones = Math.abs(12 * Math.log2(hz / this.hzBefore));
        this.pairs++;
        if (semitones < smoothSemitones) this.smooth++;
        if (semitones < stillSemitones) this.still++;
      }
    } else {
      if (this.run >= sustainedWindows) this.sustained += this.run;
      this.run = 0;
    }
    this.hzBefore = hz;
  }

  private window(at: number): void {
    const energy = this.windowEnergy(at);
    const levelDb = amplitudeToDb(Math.sqrt(energy / windowSamples));
    this.loudestDb = Math.max(levelDb, this.loudestDb - gateDecayDb);
    if (levelDb < this.loudestDb - gateDb || levelDb < quietestDb) {
      this.follow(0);
      return;
    }
    if (this.windows++ % this.stride !== 0) return;
    if (++this.evaluated >= windowsAtFullDensity * this.stride) this.stride *= 2;
    const lag = this.coarseLag(at);
    const hz = lag === undefined ? 0 : pitchSampleRateHz / refineLag(this.pending, at, Math.round(lag * coarseStep));
    this.looked += this.stride === 1 ? 1 : 0;
    this.follow(hz);
    if (hz === 0) return;
    const bin = Math.round(Math.log2(hz / lowestHz) * binsPerOctave);
    this.histogram[bin] = (this.histogram[bin] ?? 0) + this.stride;
  }

  /** Each hop is summed once, though it is part of several windows. */
  private windowEnergy(at: number): number {
    const first = this.hops === 0 ? 0 : windowHops - 1;
    for (let hop = first; hop < windowHops; hop++) {
      const from = at + hop * hopSamples;
      this.hopEnergies[this.hops++ % windowHops] = energyOf(this.pending, from, from + hopSamples);
    }
    return this.hopEnergies.reduce((sum, energy) => sum + energy, 0);
  }

  /** Lag of the peak that is worth most, in coarse samples; undefined when the window is not voiced. */
  private coarseLag(at: number): number | undefined {
    const { coarse, nsdf } = this;
    for (let i = 0; i < coarse.length; i++) coarse[i] = this.pending[at + i * coarseStep] as number;
    // Σx² over both overlapping parts, updated as the overlap shrinks.
    let overlap = 2 * energyOf(coarse, 0, coarse.length);
    for (let lag = 1; lag <= maxLag + 1; lag++) {
      const first = coarse[lag - 1] as number;
      const last = coarse[coarse.length - lag] as number;
      overlap -= first * first + last * last;
      if (lag >= minLag - 1) nsdf[lag] = overlap > 0 ? (2 * correlation(coarse, 0, coarse.length, lag)) / overlap : 0;
    }
    let clearest = 0;
    let best = Number.NEGATIVE_INFINITY;
    let chosen: number | undefined;
    for (let lag = minLag; lag <= maxLag; lag++) {
      if (!isPeak(nsdf, lag)) continue;
      const { at: vertex, height } = vertexOf(nsdf, lag);
      clearest = Math.max(clearest, height);
      const worth = height - octaveCost * Math.log2(vertex);
      if (worth <= best) continue;
      best = worth;
      chosen = vertex;
    }
    return clearest < minClarity ? undefined : chosen;
  }
}

/** Measures the peak near `lag` on all samples of the window. */
function refineLag(samples: Float64Array, at: number, lag: number): number {
  const end = at + windowSamples;
  const values = new Float64Array(5);
  for (let i = 0; i < values.length; i++) {
    const shift = lag + i - 2;
    const energy = energyOf(samples, at, end - shift) + energyOf(samples, at + shift, end);
    values[i] = energy > 0 ? (2 * correlation(samples, at, end, shift)) / energy : 0;
  }
  let peak = 2;
  for (let i = 1; i < 4; i++) if ((values[i] as number) > (values[peak] as number)) peak = i;
  return lag - 2 + vertexOf(values, peak).at;
}

function isPeak(values: Float64Array, lag: number): boolean {
  const value = values[lag] as number;
  return value > 0 && value >= (values[lag - 1] as number) && value > (values[lag + 1] as number);
}

/** Top of the parabola through a peak and its neighbors. */
function vertexOf(values: Float64Array, peak: number): { readonly at: number; readonly height: number } {
  const before = values[peak - 1] as number;
  const value = values[peak] as number;
  const after = values[peak + 1] as number;
  const curvature = before - 2 * value + after;
  const shift = curvature >= 0 ? 0 : Math.max(-0.5, Math.min(0.5, (0.5 * (before - after)) / curvature));
  return { at: peak + shift, height: value - 0.25 * (before - after) * shift };
}

function energyOf(samples: Float64Array, from: number, to: number): number {
  let even = 0;
  let odd = 0;
  let i = from;
  for (; i + 1 < to; i += 2) {
    even += (samples[i] as number) * (samples[i] as number);
    odd += (samples[i + 1] as number) * (samples[i + 1] as number);
  }
  if (i < to) even += (samples[i] as number) * (samples[i] as number);
  return even + odd;
}

/** Σ x[i] · x[i + lag] over `[from, to)`. */
function correlation(samples: Float64Array, from: number, to: number, lag: number): number {
  let even = 0;
  let odd = 0;
  let i = from;
  for (; i + lag + 1 < to; i += 2) {
    even += (samples[i] as number) * (samples[i + lag] as number);
    odd += (samples[i + 1] as number) * (samples[i + lag + 1] as number);
  }
  if (i + lag < to) even += (samples[i] as number) * (samples[i + lag] as number);
  return even + odd;
}
