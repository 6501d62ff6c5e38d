import type { LeaseKeeper } from '../documents/lease-keeper.ts';

/** One run of a synthesis. */
export class SynthesisRun {
  #lease: Pick<LeaseKeeper<never>, 'lost' | 'throwIfLost'> | undefined;
  #unsettled = 0;

  /** @param stop aborts when the worker has to stop */
  constructor(
    readonly id: string,
    readonly stop: AbortSignal,
  ) {}

  /** From here on it holds the lease. */
  begin(lease: Pick<LeaseKeeper<never>, 'lost' | 'throwIfLost'>): void {
    this.#lease = lease;
  }

  /** Aborts when the worker has to stop, or the lease is lost. */
  get signal(): AbortSignal {
    return this.#lease === undefined ? this.stop : AbortSignal.any([this.stop, this.#lease.lost]);
  }

  /** Whether audio may appear in the store at any time, since storing it was given up or has failed. */
  get mayStillStore(): boolean {
    return this.#unsettled > 0;
  }

  /**
   * Stores audio, with the lease. It is not aborted when the lease is lost: what is under way must have arrived before it can be removed.
   * @throws the reason why the lease is lost
   */
  async store<T>(write: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#lease?.throwIfLost();
    this.#unsettled += 1;
    const stored = await write(this.stop);
    this.#unsettled -= 1;
    return stored;
  }
}
