import { kernels } from '../kernels/kernels.ts';
import { groupLength, historySamples, layout, maxSamples } from '../kernels/layout.ts';

export { groupLength } from '../kernels/layout.ts';

const firstSample = layout.first + 4 * historySamples;

/** What one look at a stretch of a channel finds. Valid until the next look. */
export interface SampleGroups {
  /** A whole number of groups. */
  readonly samples: Float32Array;
  readonly groups: number;
  /** Highest and lowest sample of each group. */
  readonly highs: Float32Array;
  readonly lows: Float32Array;
  readonly sum: number;
  readonly squares: number;
}

/**
 * Cuts one channel into whole groups of 16 samples, whatever the length of its blocks: what is left over waits for the next block.
 * The groups stand in the kernels' memory behind the samples before them, so that filters can look back.
 */
export class SampleGrouper {
  /** History, then the samples that wait. */
  private readonly carried = new Float32Array(historySamples + groupLength);
  private waiting = 0;

  /** How many of `count` samples fit into one call of `take`. */
  room(count: number): number {
    return Math.min(count, maxSamples - this.waiting);
  }

  /** Undefined while there are too few samples for a group. Takes at most `room` samples. */
  take(samples: Float32Array): SampleGroups | undefined {
    const { first } = kernels();
    const total = this.waiting + samples.length;
    const groups = Math.floor(total / groupLength);
    const held = historySamples + this.waiting;
    if (groups === 0) {
      this.carried.set(samples, held);
      this.waiting = total;
      return undefined;
    }
    first.set(this.carried.subarray(0, held));
    first.set(samples, held);
    const whole = groups * groupLength;
    this.carried.set(first.subarray(whole, historySamples + total));
    this.waiting = total - whole;
    return scanned(groups);
  }

  /** Looks again at samples that were changed in place. */
  rescan({ groups }: SampleGroups): SampleGroups {
    return scanned(groups);
  }
}

function scanned(groups: number): SampleGroups {
  const { first, highs, lows, scan, words } = kernels();
  const length = groups * groupLength;
  scan(firstSample, firstSample + 4 * length);
  const samples = first.subarray(historySamples, historySamples + length);
  return { samples, groups, highs, lows, sum: words[0] as number, squares: words[1] as number };
}
