/**
 * Samples are judged in groups: the energy of a group bounds its extremes, so the expensive looks (extremes, clipping, true
 * peak) are taken only at groups that can matter. Computed once a block, for all meters of a channel.
 */
export const groupLength = 16;

export function groupCount(frames: number): number {
  return Math.ceil(frames / groupLength);
}

/** What one scan of a block finds. */
export class SampleGroups {
  /** Highest and lowest sample of each group; 0 where the group cannot matter. */
  highs = new Float32Array(512);
  lows = new Float32Array(512);
  sum = 0;
  squares = 0;

  /** Reads `samples[0, frames)`. Groups whose samples are all smaller than `floor` in amplitude may be left at 0. */
  scan(samples: Float32Array, frames: number, floor: number): void {
    if (this.highs.length < groupCount(frames)) {
      this.highs = new Float32Array(groupCount(frames));
      this.lows = new Float32Array(groupCount(frames));
    }
    scanGroups(samples, frames, floor * floor, this);
  }
}

function scanGroups(samples: Float32Array, frames: number, energyFloor: number, out: SampleGroups): void {
  const { highs, lows } = out;
  let sum = 0;
  let squares = 0;
  const whole = Math.floor(frames / groupLength);
  for (let group = 0, from = 0; group < whole; group++, from += groupLength) {
    // Four chains of additions run side by side in the processor; one would wait for itself.
    let sumA = 0;
    let sumB = 0;
    let energyA = 0;
    let energyB = 0;
    for (let i = from; i < from + groupLength; i += 4) {
      const a = samples[i] as number;
      const b = samples[i + 1] as number;
      const c = samples[i + 2] as number;
      const d = samples[i + 3] as number;
      sumA += a + b;
      sumB += c + d;
      energyA += a * a + b * b;
      energyB += c * c + d * d;
    }
    const energy = energyA + energyB;
    sum += sumA + sumB;
    squares += energy;
    if (energy >= energyFloor) {
      findExtremes(samples, from, from + groupLength, group, out);
    } else {
      highs[group] = 0;
      lows[group] = 0;
    }
  }
  for (let i = whole * groupLength; i < frames; i++) {
    const value = samples[i] as number;
    sum += value;
    squares += value * value;
  }
  if (whole * groupLength < frames) findExtremes(samples, whole * groupLength, frames, whole, out);
  out.sum = sum;
  out.squares = squares;
}

function findExtremes(samples: Float32Array, from: number, to: number, group: number, out: SampleGroups): void {
  let high = samples[from] as number;
  let low = high;
  for (let i = from + 1; i < to; i++) {
    const value = samples[i] as number;
    if (value > high) high = value;
    else if (value < low) low = value;
  }
  out.highs[group] = high;
  out.lows[group] = low;
}
