import { binCount } from './frame-analyzer.ts';

const stepDb = 3;
const lowestDb = -111;
const classCount = 40;

/**
 * Long-term spectra, one for each 3 dB step of frame level: once it is known which levels were speech and which were noise,
 * both spectra is available without a second pass.
 */
export class LevelSpectra {
  private readonly sums = new Float64Array(classCount * binCount);
  private readonly counts = new Uint32Array(classCount);

  add(power: Float64Array, levelDb: number): void {
    const index = classOf(levelDb);
    const at = index * binCount;
    const { sums } = this;
    for (let bin = 0; bin < binCount; bin++) sums[at + bin] = (sums[at + bin] as number) + (power[bin] as number);
    this.counts[index] = (this.counts[index] as number) + 1;
  }

  /** Mean power spectrum of the frames between two levels; undefined when there are none. */
  between(fromDb: number, toDb: number): Float64Array | undefined {
    const spectrum = new Float64Array(binCount);
    let count = 0;
    for (let index = classOf(fromDb); index <= classOf(toDb); index++) {
      count += this.counts[index] as number;
      for (let bin = 0; bin < binCount; bin++)
        spectrum[bin] = (spectrum[bin] as number) + (this.sums[index * binCount + bin] as number);
    }
    return count === 0 ? undefined : spectrum.map((sum) => sum / count);
  }
}

function classOf(levelDb: number): number {
  return Math.max(0, Math.min(classCount - 1, Math.floor((levelDb - lowestDb) / stepDb)));
}
