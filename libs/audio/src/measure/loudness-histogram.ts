/** Loudness of a mean square, ITU-R BS.1770-4 equation 2: −0.691 + 10·log10. */
export function loudnessOf(meanSquare: number): number {
  return meanSquare > 0 ? -0.691 + 10 * Math.log10(meanSquare) : Number.NEGATIVE_INFINITY;
}

const lowestLufs = -70;
const highestLufs = 70;
const binsPerLu = 100;

/**
 * Block energies above the absolute gate of −70 LUFS in bins of 0.01 LU that keep count and exact sum, so an hour needs no
 * more memory than a second and the gated mean is off by less than 0.01 LU.
 */
export class LoudnessHistogram {
  private readonly counts = new Uint32Array((highestLufs - lowestLufs) * binsPerLu);
  private readonly sums = new Float64Array((highestLufs - lowestLufs) * binsPerLu);
  private total = 0;
  private totalCount = 0;

  add(meanSquare: number): void {
    const loudness = loudnessOf(meanSquare);
    if (!(loudness >= lowestLufs)) return;
    const bin = this.binOf(loudness);
    this.counts[bin] = (this.counts[bin] as number) + 1;
    this.sums[bin] = (this.sums[bin] as number) + meanSquare;
    this.total += meanSquare;
    this.totalCount++;
  }

  /** Loudness of the mean of all blocks within `relativeGateLu` of the ungated mean; null when no block passed −70 LUFS. */
  gatedLoudness(relativeGateLu: number): number | null {
    const from = this.relativeGateBin(relativeGateLu);
    if (from === undefined) return null;
    let sum = 0;
    let count = 0;
    for (let bin = from; bin < this.counts.length; bin++) {
      sum += this.sums[bin] as number;
      count += this.counts[bin] as number;
    }
    return count === 0 ? null : loudnessOf(sum / count);
  }

  /** Difference in LU between the percentiles `low` and `high` (0 to 1) of the blocks that pass the relative gate. */
  percentileRange(relativeGateLu: number, low: number, high: number): number | null {
    const from = this.relativeGateBin(relativeGateLu);
    if (from === undefined) return null;
    let count = 0;
    for (let bin = from; bin < this.counts.length; bin++) count += this.counts[bin] as number;
    if (count === 0) return null;
    const at = (fraction: number): number => {
      const rank = Math.round((count - 1) * fraction);
      let seen = 0;
      for (let bin = from; bin < this.counts.length; bin++) {
        seen += this.counts[bin] as number;
        if (seen > rank) return lowestLufs + (bin + 0.5) / binsPerLu;
      }
      return highestLufs;
    };
    return at(high) - at(low);
  }

  private relativeGateBin(relativeGateLu: number): number | undefined {
    if (this.totalCount === 0) return undefined;
    return this.binOf(Math.max(lowestLufs, loudnessOf(this.total / this.totalCount) + relativeGateLu));
  }

  private binOf(loudness: number): number {
    return Math.min(this.counts.length - 1, Math.floor((loudness - lowestLufs) * binsPerLu));
  }
}
