import { binCount, binHz } from './frame-analyzer.ts';

/** 281 Hz: fine enough to place a cut-off, wide enough to bridge the gaps between harmonics. */
const bandBins = 6;
const bandCount = Math.floor(binCount / bandBins);
/** Width of a band of a spectrum. */
export const spectrumBandHz = bandBins * binHz;

const classDb = 3;
const lowestDb = -111;
const classCount = 40;

/** Powers are counted in half octaves, 1.5 dB on average, read from the bits of a float: exponent and first bit of the mantissa. */
const powerBits = 22;
const lowestPower = 2 ** -44;
const stepCount = 96;

/** The level of a band is what a tenth of the frames exceed: more than the few that hold a cut, fewer than hold fricatives. */
const quantile = 0.9;

const float = new Float32Array(1);
const floatBits = new Int32Array(float.buffer);

function bitsOf(power: number): number {
  float[0] = power;
  return (floatBits[0] as number) >> powerBits;
}

const lowestBits = bitsOf(lowestPower);

/** Power at the lower edge of a step. */
function powerOf(step: number): number {
  floatBits[0] = (step + lowestBits) << powerBits;
  return float[0] as number;
}

/**
 * Long-term spectra, one for each 3 dB step of frame level: once it is known which levels were speech and which were noise,
 * both spectra are available without a second pass. Powers are counted, not added: the few frames that hold a click, a splice or a cut
 * within a sound have power in all bands, and would decide an average.
 */
export class LevelSpectra {
  private readonly counts = new Uint32Array(classCount * bandCount * stepCount);
  private readonly powers = new Float32Array(bandCount);
  private readonly bits = new Int32Array(this.powers.buffer);

  add(power: Float64Array, levelDb: number): void {
    const { powers, bits, counts } = this;
    for (let band = 0, bin = 0; band < bandCount; band++, bin += bandBins) {
      powers[band] =
        (power[bin] as number) +
        (power[bin + 1] as number) +
        (power[bin + 2] as number) +
        (power[bin + 3] as number) +
        (power[bin + 4] as number) +
        (power[bin + 5] as number);
    }
    let row = classOf(levelDb) * bandCount * stepCount;
    for (let band = 0; band < bandCount; band++, row += stepCount) {
      const step = ((bits[band] as number) >> powerBits) - lowestBits;
      const at = row + (step < 0 ? 0 : step >= stepCount ? stepCount - 1 : step);
      counts[at] = (counts[at] as number) + 1;
    }
  }

  /** Level in dB of each band in the frames between two levels; undefined when there are none. */
  between(fromDb: number, toDb: number): readonly number[] | undefined {
    const histogram = new Float64Array(bandCount * stepCount);
    for (let index = classOf(fromDb); index <= classOf(toDb); index++) {
      const from = index * histogram.length;
      for (let at = 0; at < histogram.length; at++)
        histogram[at] = (histogram[at] as number) + (this.counts[from + at] as number);
    }
    const frames = histogram.subarray(0, stepCount).reduce((sum, count) => sum + count, 0);
    if (frames === 0) return undefined;
    return Array.from({ length: bandCount }, (_, band) =>
      levelDb(histogram.subarray(band * stepCount, (band + 1) * stepCount), quantile * frames),
    );
  }
}

/** Where the count passes `below`, in dB; powers within a step are taken to be evenly spread. */
function levelDb(histogram: Float64Array, below: number): number {
  let seen = 0;
  const step = histogram.findIndex((count) => (seen += count) >= below);
  const share = 1 - (seen - below) / (histogram[step] as number);
  const from = powerOf(step);
  return 10 * Math.log10(from + share * (powerOf(step + 1) - from));
}

function classOf(levelDb: number): number {
  return Math.max(0, Math.min(classCount - 1, Math.floor((levelDb - lowestDb) / classDb)));
}
