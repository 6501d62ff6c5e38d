import { silenceDb } from '../measure/decibel.ts';
import { binHz } from './frame-analyzer.ts';

/**
 * Band edges as spectrum bins of 46.9 Hz: 117, 258, 492, 1008, 1992, 4008, 6023, 7992, 12 000 Hz. Below 117 Hz mains hum and
 * rumble dominate; both have checks of their own.
 */
const bandEdges = [3, 6, 11, 22, 43, 86, 129, 171, 257] as const;
export const bandCount = bandEdges.length - 1;
/** Stored in half decibels above −120 dBFS: one byte a band and frame, 1.8 MB an hour. */
export const levelStepsPerDb = 2;
export const levelSteps = 256;
const powerOfStep = Float64Array.from({ length: 256 }, (_, step) => 10 ** ((step / levelStepsPerDb + silenceDb) / 10));

export function bandWidthHz(band: number): number {
  return ((bandEdges[band + 1] ?? 0) - (bandEdges[band] ?? 0)) * binHz;
}

/** Levels of every 16 ms frame in eight bands, kept for the whole recording: what speech is can only be said at its end. */
export class BandTrack {
  frames = 0;
  private levels = new Uint8Array(bandCount * 4_096);

  add(power: Float64Array): void {
    const at = this.frames * bandCount;
    if (at + bandCount > this.levels.length) {
      const larger = new Uint8Array(this.levels.length * 2);
      larger.set(this.levels);
      this.levels = larger;
    }
    for (let band = 0; band < bandCount; band++) {
      let sum = 1e-30;
      const to = bandEdges[band + 1] as number;
      for (let bin = bandEdges[band] as number; bin < to; bin++) sum += power[bin] as number;
      this.levels[at + band] = stepOf(sum);
    }
    this.frames++;
  }

  /** Power of one band in one frame, to a quarter of a decibel. */
  power(frame: number, band: number): number {
    return powerOfStep[this.levels[frame * bandCount + band] as number] as number;
  }

  /** Power of bands `[from, to)` in one frame. */
  totalPower(frame: number, from = 0, to = bandCount): number {
    let sum = 0;
    for (let band = from; band < to; band++) sum += this.power(frame, band);
    return sum;
  }

  /** Level as stored: half decibels above −120 dBFS. */
  levelStep(frame: number, band: number): number {
    return this.levels[frame * bandCount + band] as number;
  }

  /** Level of one band in one frame in dBFS. */
  levelDb(frame: number, band: number): number {
    return (this.levels[frame * bandCount + band] as number) / levelStepsPerDb + silenceDb;
  }

  /** True where no band holds anything: digital silence, as editors and noise gates leave behind. */
  isDigitalSilence(frame: number): boolean {
    for (let band = 0; band < bandCount; band++) {
      if ((this.levels[frame * bandCount + band] as number) > digitalSilenceStep) return false;
    }
    return true;
  }
}

/** −108 dBFS a band: below the rounding noise of 16-bit audio. */
const digitalSilenceStep = 12 * levelStepsPerDb;

function stepOf(power: number): number {
  const step = Math.round((10 * Math.log10(power) - silenceDb) * levelStepsPerDb);
  return step < 0 ? 0 : step > 255 ? 255 : step;
}
