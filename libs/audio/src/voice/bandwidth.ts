import { powerToDb } from '../measure/decibel.ts';
import { binCount, binHz } from './frame-analyzer.ts';

/** 281 Hz: fine enough to place a cut-off, wide enough to bridge the gaps between harmonics. */
const bandBins = 6;
/** Bands this far below the strongest hold no speech that anyone could hear or a model could learn. */
const audibleRangeDb = 75;
/** Speech must stand this far out of the noise to be seen … */
const minExcessDb = 4;
/** … unless the noise is so strong in a band that it would hide speech there. */
const maskingRangeDb = 55;

/**
 * Upper edge in Hz of what the voice really holds, at most 12 kHz. Compares the mean spectrum of loud frames with that of
 * the pauses: a recording that was once stored at 8 kHz has nothing above 4 kHz however high its nominal rate is.
 */
export function effectiveBandwidthHz(speech: Float64Array, noise: Float64Array | undefined): number {
  const speechDb = bandLevels(speech);
  const noiseDb = noise === undefined ? undefined : bandLevels(noise);
  const strongest = Math.max(...speechDb);
  let top = 0;
  speechDb.forEach((level, band) => {
    const floor = noiseDb?.[band] ?? -200;
    const heard = level > strongest - audibleRangeDb;
    const seen = level > floor + minExcessDb || floor > strongest - maskingRangeDb;
    if (heard && seen) top = band;
  });
  return Math.round(Math.min(binCount - 1, (top + 1) * bandBins) * binHz);
}

function bandLevels(spectrum: Float64Array): readonly number[] {
  return Array.from({ length: Math.floor(binCount / bandBins) }, (_, band) => {
    let sum = 1e-20;
    for (let bin = band * bandBins; bin < (band + 1) * bandBins; bin++) sum += spectrum[bin] as number;
    return sum > 1e-12 ? powerToDb(sum) : 10 * Math.log10(sum);
  });
}
