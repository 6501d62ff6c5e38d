/**
 * A computation in steps: it yields wherever the event loop may do other work in between. A step takes about a millisecond; `inTurns` runs
 * the steps without holding the loop, `runToEnd` runs them at once.
 */
export type Steps<T> = Generator<void, T, void>;

/** Runs a computation without a break: for input that is known to be small, and for tests. */
export function runToEnd<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Code units of text whose processing takes well under a millisecond, also in the slowest loop over characters (layout, 0.2 µs each). */
const STEP_UNITS = 2_048;

/** Says when a computation has done enough for one step. See ADR 99. */
export class Pace {
  private units = 0;

  /** @param units how much was done since the last call, in code units of text or what takes as long */
  isDue(units: number): boolean {
    this.units += units;
    if (this.units < STEP_UNITS) return false;
    this.units = 0;
    return true;
  }
}
