import { KWeightedEnergy } from './k-weighting.ts';
import { LoudnessHistogram, loudnessOf } from './loudness-histogram.ts';

/** BS.1770-4 Annex 1: 400 ms gating blocks that overlap by 75 %, i.e. four sub-blocks of 100 ms. */
const momentarySubBlocks = 4;
/** EBU Tech 3342: short-term loudness over 3 s, evaluated at least every second (here every 100 ms). */
const shortTermSubBlocks = 30;
const relativeGateLu = -10;
const rangeGateLu = -20;

/**
 * Integrated loudness and loudness range of one program, per ITU-R BS.1770-4 and EBU Tech 3341/3342.
 * See ADR 10.
 */
export class LoudnessMeter {
  private readonly filter: KWeightedEnergy;
  private readonly subBlockLength: number;
  private readonly subBlocks = new Float64Array(shortTermSubBlocks);
  private readonly blocks = new LoudnessHistogram();
  private readonly shortTerm = new LoudnessHistogram();
  private subBlockCount = 0;
  private filled = 0;
  private energy = 0;
  private loudestMomentary = 0;
  private loudestShortTerm = 0;

  /** `weights`: one per channel, see `channelWeights`. */
  constructor(sampleRateHz: number, weights: readonly number[]) {
    this.filter = new KWeightedEnergy(sampleRateHz, weights);
    this.subBlockLength = Math.max(1, Math.round(sampleRateHz / 10));
  }

  push(channels: readonly Float32Array[], frames: number): void {
    for (let from = 0; from < frames;) {
      const to = Math.min(frames, from + this.subBlockLength - this.filled);
      this.energy += this.filter.sum(channels, from, to);
      this.filled += to - from;
      from = to;
      if (this.filled === this.subBlockLength) this.endSubBlock();
    }
  }

  /** Integrated loudness in LUFS; null when no 400 ms block is above −70 LUFS. */
  integratedLufs(): number | null {
    return this.blocks.gatedLoudness(relativeGateLu);
  }

  /** Loudness range in LU (EBU Tech 3342); null when no 3 s window is above −70 LUFS. */
  rangeLu(): number | null {
    return this.shortTerm.percentileRange(rangeGateLu, 0.1, 0.95);
  }

  maxMomentaryLufs(): number | null {
    return this.loudestMomentary > 0 ? loudnessOf(this.loudestMomentary) : null;
  }

  maxShortTermLufs(): number | null {
    return this.loudestShortTerm > 0 ? loudnessOf(this.loudestShortTerm) : null;
  }

  private endSubBlock(): void {
    this.subBlocks[this.subBlockCount % shortTermSubBlocks] = this.energy / this.subBlockLength;
    this.subBlockCount++;
    this.energy = 0;
    this.filled = 0;
    if (this.subBlockCount >= momentarySubBlocks) {
      const momentary = this.meanOfLast(momentarySubBlocks);
      this.blocks.add(momentary);
      this.loudestMomentary = Math.max(this.loudestMomentary, momentary);
    }
    if (this.subBlockCount >= shortTermSubBlocks) {
      const shortTerm = this.meanOfLast(shortTermSubBlocks);
      this.shortTerm.add(shortTerm);
      this.loudestShortTerm = Math.max(this.loudestShortTerm, shortTerm);
    }
  }

  private meanOfLast(count: number): number {
    let sum = 0;
    for (let back = 1; back <= count; back++) {
      sum += this.subBlocks[(this.subBlockCount - back) % shortTermSubBlocks] as number;
    }
    return sum / count;
  }
}

/** WAVE_FORMAT_EXTENSIBLE speaker bits, in channel order. */
const lowFrequency = 1 << 3;
const surround = (1 << 4) | (1 << 5) | (1 << 9) | (1 << 10);
const defaultMasks: Readonly<Record<number, number>> = { 5: 0x37, 6: 0x3f, 7: 0x70f, 8: 0x63f };

/** Channel weights of BS.1770-4 Table 3: front 1.0, surround 1.41, LFE left out. An unknown layout counts as the usual one. */
export function channelWeights(channels: number, channelMask: bigint): readonly number[] {
  const known = Number(channelMask & 0xffff_ffffn);
  const mask = known === 0 ? (defaultMasks[channels] ?? 0) : known;
  const bits = Array.from({ length: 31 }, (_, bit) => 1 << bit).filter((bit) => (mask & bit) !== 0);
  return Array.from({ length: channels }, (_, channel) => {
    const bit = bits[channel] ?? 0;
    if ((bit & lowFrequency) !== 0) return 0;
    return (bit & surround) === 0 ? 1 : 1.41;
  });
}
