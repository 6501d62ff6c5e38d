import { binCount, binHz } from './frame-analyzer.ts';

const bandCount = 20;
export const cepstrumLength = 12;
const lowestHz = 120;
/** Below the Nyquist frequency of 16 kHz recordings, so that the sampling rate is not taken for a voice. */
const highestHz = 7_000;

interface MelBand {
  readonly firstBin: number;
  readonly weights: Float64Array;
}

const toMel = (hz: number): number => 1127 * Math.log(1 + hz / 700);

const bands: readonly MelBand[] = Array.from({ length: bandCount }, (_, band) => {
  const low = toMel(lowestHz);
  const step = (toMel(highestHz) - low) / (bandCount + 1);
  const weightAt = (bin: number): number => {
    const position = (toMel(bin * binHz) - low) / step - band;
    return Math.max(0, 1 - Math.abs(position - 1));
  };
  const bins = Array.from({ length: binCount }, (_, bin) => bin).filter((bin) => weightAt(bin) > 0);
  // The lowest bands are narrower than a bin: each gets at least the nearest one.
  const nearest = Math.round((700 * (Math.exp((low + step * (band + 1)) / 1127) - 1)) / binHz);
  const used = bins.length > 0 ? bins : [nearest];
  return { firstBin: used[0] as number, weights: Float64Array.from(used, (bin) => Math.max(weightAt(bin), 1e-3)) };
});

const cosines = Float64Array.from({ length: cepstrumLength * bandCount }, (_, at) => {
  const order = Math.floor(at / bandCount) + 1;
  return Math.cos((Math.PI * order * ((at % bandCount) + 0.5)) / bandCount) * Math.sqrt(2 / bandCount);
});

const logEnergies = new Float64Array(bandCount);

/** Mel-frequency cepstral coefficients 1 to 12 of a power spectrum (Davis and Mermelstein 1980), without the level term. */
export function melCepstrum(power: Float64Array, cepstrum: Float64Array): void {
  for (let band = 0; band < bandCount; band++) {
    const { firstBin, weights } = bands[band] as MelBand;
    let sum = 1e-10;
    for (let i = 0; i < weights.length; i++) sum += (weights[i] as number) * (power[firstBin + i] as number);
    logEnergies[band] = Math.log(sum);
  }
  for (let order = 0; order < cepstrumLength; order++) {
    let sum = 0;
    const row = order * bandCount;
    for (let band = 0; band < bandCount; band++) sum += (cosines[row + band] as number) * (logEnergies[band] as number);
    cepstrum[order] = sum;
  }
}
