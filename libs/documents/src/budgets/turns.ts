/** Does the work for a key one after the other, in the order in which it came: what would lose a race to its own process waits for it. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** @throws what `work` throws */
  async run<R>(key: string, work: () => Promise<R>): Promise<R> {
    const turn = Promise.allSettled([this.#last.get(key)]).then(work);
    this.#last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    }
  }

  /** Resolves when all work is done that was begun. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#last.values());
  }
}
