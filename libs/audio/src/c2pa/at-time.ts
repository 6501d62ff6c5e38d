const RealDate = Date;

/**
 * Runs with another clock: the library has no setting for the time at which it validates. For a process that does one job at a time.
 * @param ms since 1970
 */
export async function atTime<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const before = globalThis.Date;
  class FixedDate extends RealDate {
    constructor() {
      super(ms);
    }

    static override now(): number {
      return ms;
    }
  }
  Object.assign(globalThis, { Date: FixedDate });
  try {
    return await work();
  } finally {
    Object.assign(globalThis, { Date: before });
  }
}
