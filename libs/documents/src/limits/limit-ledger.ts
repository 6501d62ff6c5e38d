/** What one worker may do of a limit that all workers share: so many requests in each window. */
export interface Slice {
  /** The worker: a new id at each start. */
  readonly holder: string;
  /** Grows with each write of the holder. Who sees the same number for long knows that the holder is silent. */
  readonly writes: number;
  /** Requests in a window. */
  readonly permits: number;
  /** Requests in a window that the holder could use. */
  readonly wanted: number;
}

/** What a worker writes of itself. */
export interface Claim {
  readonly holder: string;
  /** 0 gives the slice back. */
  readonly wanted: number;
  /** Permits whose use is less than a window ago: another worker must not have them yet. */
  readonly busy: number;
}

/**
 * The slices after a claim. Each worker gets what it wants where there is enough; else all get an equal share, and what one does not want of
 * its share goes to the others. The sum of all permits is never more than `limit`: what others still hold above their share is theirs until
 * they write themselves.
 * @param slices of all workers, without those that are dead
 * @param limit requests in a window
 */
export function claimed(slices: readonly Slice[], { holder, wanted, busy }: Claim, limit: number): readonly Slice[] {
  const mine = slices.find((slice) => slice.holder === holder);
  const others = slices.filter((slice) => slice.holder !== holder);
  if (wanted === 0 && busy === 0) return others;
  const free = Math.max(0, limit - sumOf(others.map(({ permits }) => permits)));
  const permits = Math.min(free, Math.max(busy, fairShare(others, { holder, wanted }, limit)));
  return [...others, { holder, writes: (mine?.writes ?? 0) + 1, permits, wanted }];
}

/** Permits that a worker has when everybody has written. */
export function fairShare(others: readonly Slice[], claim: Pick<Claim, 'holder' | 'wanted'>, limit: number): number {
  // Those who want more than an equal share count as equal, so that a share does not change with each change of a long line.
  const equal = Math.ceil(limit / (others.length + 1));
  const demands = [...others, claim].toSorted(
    (a, b) =>
      Math.min(a.wanted, equal) - Math.min(b.wanted, equal) || (a.holder < b.holder ? -1 : Number(a.holder > b.holder)),
  );
  let left = limit;
  for (const [index, { holder, wanted }] of demands.entries()) {
    // Rounded down here: the rest goes to those that come last.
    const share = Math.min(wanted, Math.floor(left / (demands.length - index)));
    if (holder === claim.holder) return share;
    left -= share;
  }
  return 0;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
