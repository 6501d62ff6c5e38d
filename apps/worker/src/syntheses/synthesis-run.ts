import type { LeaseKeeper, VoiceWatch } from '#documents';

/** One run of a synthesis. */
export class SynthesisRun {
  #lease: Pick<LeaseKeeper<never>, 'lost' | 'throwIfLost'> | undefined;
  #voice: Pick<VoiceWatch, 'signal' | 'authorized'> | undefined;
  #unsettled = 0;

  /** @param stop aborts when the worker has to stop */
  constructor(
    readonly id: string,
    readonly stop: AbortSignal,
  ) {}

  /** From here on it holds the lease, and the use of its voice is watched. */
  begin(
    lease: Pick<LeaseKeeper<never>, 'lost' | 'throwIfLost'>,
    voice: Pick<VoiceWatch, 'signal' | 'authorized'>,
  ): void {
    this.#lease = lease;
    this.#voice = voice;
  }

  /** Aborts when the worker has to stop, the lease is lost, or the voice may no longer speak. */
  get signal(): AbortSignal {
    const lost = [this.#lease?.lost, this.#voice?.signal].filter((signal) => signal !== undefined);
    return AbortSignal.any([this.stop, ...lost]);
  }

  /** The voice may speak, by a check that began less than 1.5 s ago. @throws ServiceError why it may not */
  async confirmVoice(): Promise<void> {
    await this.#voice?.authorized();
  }

  /** Whether audio may appear in the store at any time, since storing it was given up or has failed. */
  get mayStillStore(): boolean {
    return this.#unsettled > 0;
  }

  /**
   * Stores audio, with the lease and the person's consent. It is not aborted when the lease is lost: what is under way must have arrived
   * before it can be removed. It is when the consent is.
   * @throws the reason why the lease or the voice is lost
   */
  async store<T>(write: (signal: AbortSignal) => Promise<T>): Promise<T> {
    await this.confirmVoice();
    this.#lease?.throwIfLost();
    this.#unsettled += 1;
    const stored = await write(this.#voice ? AbortSignal.any([this.stop, this.#voice.signal]) : this.stop);
    this.#unsettled -= 1;
    return stored;
  }
}
