/** A value that is read at most once in each tick, however many look at it. To be disposed of when the looking ends. */
export interface TickedRead<T> extends Disposable {
  /** What was read within the last tick, or is being read now. */
  read(): Promise<T>;
}

interface Watched<T> {
  watchers: number;
  /** `performance.now()` when the last read began. */
  startedAt: number;
  result: Promise<T> | undefined;
}

/** Reads the same things again and again for many: one read for each thing and tick, and nothing kept of what nobody watches. */
export class TickedReads<T> {
  readonly #watched = new Map<string, Watched<T>>();

  /** @param everyMs length of a tick */
  constructor(
    private readonly read: (key: string) => Promise<T>,
    private readonly everyMs: number,
  ) {}

  watch(key: string): TickedRead<T> {
    const watched = this.#watched.get(key) ?? { watchers: 0, startedAt: -Infinity, result: undefined };
    this.#watched.set(key, watched);
    watched.watchers += 1;
    let watching = true;
    return {
      read: () => this.latest(key, watched),
      [Symbol.dispose]: () => {
        if (!watching) return;
        watching = false;
        watched.watchers -= 1;
        if (watched.watchers === 0) this.#watched.delete(key);
      },
    };
  }

  private latest(key: string, watched: Watched<T>): Promise<T> {
    const now = performance.now();
    if (watched.result === undefined || now - watched.startedAt >= this.everyMs) {
      watched.startedAt = now;
      watched.result = this.read(key);
    }
    return watched.result;
  }
}
