import type { LimitClock } from '../src/index.ts';

interface Alarm {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  canceled: boolean;
}

/** Time that passes only in `run`. */
export class VirtualClock implements LimitClock {
  #now = 0;
  #order = 0;
  readonly #heap: Alarm[] = [];
  events = 0;

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const alarm: Alarm = { at: this.#now + Math.max(0, ms), order: this.#order++, run, canceled: false };
    this.push(alarm);
    return () => {
      alarm.canceled = true;
    };
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  /** The same time on a clock that is ahead or behind. */
  skewed(skewMs: number): LimitClock {
    return {
      now: () => this.now() + skewMs,
      after: (ms, run) => this.after(ms, run),
      pause: (ms) => this.pause(ms),
    };
  }

  /** Lets everything happen until then, or until there is nothing more to happen. */
  async run(until: number, isOver: () => boolean = () => false): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (isOver()) return;
      while (this.#heap[0]?.canceled === true) this.pop();
      const alarm = this.#heap[0];
      if (!alarm || alarm.at > until) break;
      this.pop();
      this.#now = alarm.at;
      this.events++;
      alarm.run();
    }
    this.#now = Math.max(this.#now, until);
  }

  private push(alarm: Alarm): void {
    const heap = this.#heap;
    let index = heap.push(alarm) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(alarm, heap[parent])) break;
      heap[index] = heap[parent] ?? alarm;
      index = parent;
    }
    heap[index] = alarm;
  }

  private pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= heap.length) break;
      if (isBefore(heap[child + 1], heap[child])) child++;
      const next = heap[child];
      if (!next || !isBefore(next, last)) break;
      heap[index] = next;
      index = child;
    }
    heap[index] = last;
  }
}

function isBefore(one: Alarm | undefined, other: Alarm | undefined): boolean {
  if (!one || !other) return one !== undefined;
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
