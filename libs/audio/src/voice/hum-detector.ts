import { Resampler, type ResamplerFilter } from '../convert/resampler.ts';
import { powerToDb, silenceDb } from '../measure/decibel.ts';
import { hannWindow, meanSquareScale, RealFft } from '../measure/real-fft.ts';
import { pitchSampleRateHz } from './pitch-tracker.ts';

const sampleRateHz = 1_000;
/** 2 s: lines 0.5 Hz apart are told from each other, and no vowel stays within one line that long. */
const windowSamples = 2_048;
const hopSamples = 1_024;
/** 400 Hz passes, what would be folded below 400 Hz does not. */
const humFilter: ResamplerFilter = { size: 32, share: 0.9, beta: 7 };
const binHz = sampleRateHz / windowSamples;
const mainsHz = [50, 60] as const;
const harmonics = 6;
/** Mains frequency wanders by 0.2 Hz; the window's main lobe is two bins wide. */
const lineBins = 2;
const neighbourBins = { from: 5, to: 24 } as const;
/** A line must stand this far above its neighborhood. */
const minProminenceDb = 10;

export interface Hum {
  /** Null when no line stands out. */
  readonly frequencyHz: 50 | 60 | null;
  /** Power of all lines that stand out, relative to full scale; −120 when none does. */
  readonly levelDbfs: number;
}

/**
 * Mains hum: lines at 50 or 60 Hz and their multiples that stay through the whole recording. Spectra are averaged as levels,
 * not powers, so that speech, which comes and goes, does not count.
 */
export class HumDetector {
  private readonly slowed = new Resampler(pitchSampleRateHz, sampleRateHz, humFilter);
  private readonly fft = new RealFft(windowSamples);
  private readonly window = hannWindow(windowSamples);
  private readonly power = new Float64Array(windowSamples / 2 + 1);
  private readonly levels = new Float64Array(windowSamples / 2 + 1);
  private readonly pending = new Float32Array(windowSamples);
  private filled = 0;
  private windows = 0;

  constructor() {
    const scale = Math.sqrt(2 * meanSquareScale(this.window));
    for (let i = 0; i < windowSamples; i++) this.window[i] = (this.window[i] as number) * scale;
  }

  /** Takes samples at `pitchSampleRateHz`. */
  push(samples: Float32Array): void {
    const slow = this.slowed.push(samples);
    for (let from = 0; from < slow.length;) {
      const count = Math.min(slow.length - from, windowSamples - this.filled);
      this.pending.set(slow.subarray(from, from + count), this.filled);
      this.filled += count;
      from += count;
      if (this.filled === windowSamples) this.addWindow();
    }
  }

  /** Undefined when the recording is shorter than 2 s. */
  finish(): Hum | undefined {
    if (this.windows === 0) return undefined;
    const none: Hum = { frequencyHz: null, levelDbfs: silenceDb };
    return mainsHz
      .flatMap((frequencyHz) => this.humAt(frequencyHz) ?? [])
      .reduce<Hum>((best, hum) => (hum.levelDbfs > best.levelDbfs ? hum : best), none);
  }

  close(): void {
    this.slowed.close();
  }

  private addWindow(): void {
    this.fft.powerSpectrum(this.pending, 0, this.window, this.power);
    for (let bin = 0; bin < this.levels.length; bin++) {
      this.levels[bin] = (this.levels[bin] as number) + Math.log10((this.power[bin] as number) + 1e-16);
    }
    this.windows++;
    this.pending.copyWithin(0, hopSamples);
    this.filled = windowSamples - hopSamples;
  }

  private humAt(frequencyHz: 50 | 60): Hum | undefined {
    const lines = Array.from({ length: harmonics }, (_, i) => this.line(frequencyHz * (i + 1)));
    const stands = (line: { prominenceDb: number } | undefined): boolean =>
      (line?.prominenceDb ?? 0) >= minProminenceDb;
    // A monotonous voice at 100 or 120 Hz has even multiples only: without the fundamental, second and third are required.
    if (!stands(lines[0]) && !(stands(lines[1]) && stands(lines[2]))) return undefined;
    const power = lines.filter((line) => stands(line)).reduce((sum, line) => sum + line.power, 0);
    return { frequencyHz, levelDbfs: powerToDb(power) };
  }

  private line(hz: number): { readonly power: number; readonly prominenceDb: number } {
    const middle = Math.round(hz / binHz);
    const power = this.meanPower(middle - lineBins, middle + lineBins) * (2 * lineBins + 1);
    const { from, to } = neighbourBins;
    const around = [...this.binPowers(middle - to, middle - from), ...this.binPowers(middle + from, middle + to)].sort(
      (a, b) => a - b,
    );
    const floor = Math.max(1e-16, around[Math.floor(around.length / 2)] ?? 0);
    const peak = Math.max(...this.binPowers(middle - lineBins, middle + lineBins));
    return { power, prominenceDb: 10 * Math.log10(peak / floor) };
  }

  private meanPower(from: number, to: number): number {
    const powers = this.binPowers(from, to);
    return powers.reduce((sum, power) => sum + power, 0) / powers.length;
  }

  private binPowers(from: number, to: number): readonly number[] {
    return Array.from(this.levels.subarray(from, to + 1), (level) => 10 ** (level / this.windows));
  }
}
