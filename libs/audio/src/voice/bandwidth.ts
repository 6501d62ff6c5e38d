import { spectrumBandHz } from './level-spectra.ts';

/** Bands this far below the strongest hold no speech that anyone could hear or a model could learn. */
const audibleRangeDb = 72;
/** Speech must stand this far out of the noise to be seen … */
const minExcessDb = 3;
/** … unless the noise is so strong in a band that it would hide speech there. */
const maskingRangeDb = 55;
const highestHz = 12_000;

/**
 * Upper edge in Hz of what the voice really holds, at most 12 kHz. Compares the mean spectrum of loud frames with that of
 * the pauses, both as levels of bands: a recording that was once stored at 8 kHz has nothing above 4 kHz however high its nominal
 * rate is.
 */
export function effectiveBandwidthHz(speechDb: readonly number[], noiseDb: readonly number[] | undefined): number {
  const strongest = Math.max(...speechDb);
  let top = 0;
  speechDb.forEach((level, band) => {
    const floor = noiseDb?.[band] ?? -200;
    const heard = level > strongest - audibleRangeDb;
    const seen = level > floor + minExcessDb || floor > strongest - maskingRangeDb;
    if (heard && seen) top = band;
  });
  return Math.round(Math.min(highestHz, (top + 1) * spectrumBandHz));
}
