import { AsyncLocalStorage } from 'node:async_hooks';

/** Who goes first where requests have to wait. `poll`: somebody waits for the answer. `work`: goes on with what has begun. */
export type Priority = 'poll' | 'work' | 'background';

/** Milliseconds that others may overtake: after that nobody does. */
const PATIENCE_MS: Readonly<Record<Priority, number>> = { poll: 0, work: 15_000, background: 60_000 };

const current = new AsyncLocalStorage<Priority>();

/** All requests of `work` have this priority; without it they are `work`. */
export function withPriority<R>(priority: Priority, work: () => R): R {
  return current.run(priority, work);
}

export function currentPriority(): Priority {
  return current.getStore() ?? 'work';
}

interface Waiting {
  readonly due: number;
  readonly order: number;
  readonly serve: () => void;
}

/** Requests that wait for a permit: the one that has been overtaken for long enough is the next. */
export class WaitingLine {
  readonly #waiting: Waiting[] = [];
  #order = 0;

  get length(): number {
    return this.#waiting.length;
  }

  /** @returns what takes it out again */
  add(priority: Priority, now: number, serve: () => void): () => void {
    const entry = { due: now + PATIENCE_MS[priority], order: this.#order++, serve };
    const isBefore = (other: Waiting): boolean => other.due <= entry.due;
    const at = this.#waiting.findLastIndex(isBefore) + 1;
    this.#waiting.splice(at, 0, entry);
    return () => {
      const index = this.#waiting.indexOf(entry);
      if (index >= 0) this.#waiting.splice(index, 1);
    };
  }

  serveNext(): void {
    this.#waiting.shift()?.serve();
  }
}
