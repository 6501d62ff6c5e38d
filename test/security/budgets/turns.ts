/** No input may hold one turn of the event loop for longer, in milliseconds of processor time. */
export const TURN_LIMIT_MS = 50;
/** How often an input may be tried. */
export const RUNS = 5;

/**
 * The processor time of the longest turn of this thread's event loop while something is done, in milliseconds. From one `setImmediate` to the
 * next the loop turns once; time that the machine gave to others does not count.
 */
export async function longestTurnMs(work: () => Promise<unknown>): Promise<number> {
  let longestMs = 0;
  let isRunning = true;
  let since = process.threadCpuUsage();
  const look = (): void => {
    const { user, system } = process.threadCpuUsage(since);
    longestMs = Math.max(longestMs, (user + system) / 1_000);
    since = process.threadCpuUsage();
    if (isRunning) setImmediate(look);
  };
  setImmediate(look);
  try {
    await work();
    // The turn in which it ended counts too.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    isRunning = false;
  }
  return longestMs;
}

/** What the inputs of a file took, for those who ask how far they are from the limit. */
export class TurnTimes {
  readonly #times: (readonly [test: string, ms: number])[] = [];

  note(test: string | undefined, ms: number): void {
    this.#times.push([test ?? '', ms]);
  }

  /** A line for each input, the longest turn first. */
  toString(): string {
    const sorted = this.#times.toSorted(([, one], [, other]) => other - one);
    return sorted
      .map(([test, ms]) => `${ms.toFixed(1).padStart(5)} ms ${test.slice(test.indexOf('>') + 2)}`)
      .join('\n');
  }
}

/**
 * The smallest of five runs' longest turns: compilation and garbage collection fall into some of them. It stops when one is within the limit.
 */
export async function longestTurnOfRuns(work: () => Promise<unknown>, limitMs = TURN_LIMIT_MS): Promise<number> {
  let smallestMs = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS && smallestMs > limitMs; run++) {
    smallestMs = Math.min(smallestMs, await longestTurnMs(work));
  }
  return smallestMs;
}
