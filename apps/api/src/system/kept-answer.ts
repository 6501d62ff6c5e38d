/**
 * An answer that many ask for, and that is made for one of them: those who ask while it is made get it too, and so do those who ask before it is
 * old. A failure is kept like an answer, so that a dependency that is away is not asked more often than one that is there.
 */
export class KeptAnswer<T> {
  #answer: Promise<T> | undefined;
  #keptUntil = -Infinity;

  /**
   * @param make makes the answer
   * @param keptMs for how long it is kept, from when it was made; of a failure undefined is passed
   * @param now milliseconds of a clock that is never set back
   */
  constructor(
    private readonly make: () => Promise<T>,
    private readonly keptMs: (answer: T | undefined) => number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Rejects as making it did. */
  async get(): Promise<T> {
    if (this.#answer === undefined || this.now() >= this.#keptUntil) {
      this.#keptUntil = Infinity;
      this.#answer = this.make();
      this.#answer.then(
        (answer) => this.keepFor(this.keptMs(answer)),
        () => this.keepFor(this.keptMs(undefined)),
      );
    }
    return this.#answer;
  }

  /** How much longer it is kept, in milliseconds; 0 when there is none. */
  get keptForMs(): number {
    const left = this.#keptUntil - this.now();
    return Number.isFinite(left) ? Math.max(0, Math.ceil(left)) : 0;
  }

  private keepFor(ms: number): void {
    this.#keptUntil = this.now() + ms;
  }
}
