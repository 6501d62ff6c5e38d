/** Writes that run side by side, a few at a time. */
export class ParallelWrites {
  private readonly running = new Set<Promise<void>>();
  private failure: { readonly error: unknown } | undefined;

  constructor(private readonly limit: number) {}

  /** Starts it, as soon as there is room. @throws what an earlier one threw */
  async add(write: () => Promise<void>): Promise<void> {
    while (this.running.size >= this.limit) await Promise.race(this.running);
    this.check();
    const run: Promise<void> = write()
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => this.running.delete(run));
    this.running.add(run);
  }

  async drained(): Promise<void> {
    await Promise.all(this.running);
  }

  check(): void {
    if (this.failure) throw this.failure.error;
  }
}
