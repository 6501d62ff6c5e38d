import type { Clock } from '../../faults/clock.ts';
import { IndexedHeap } from './indexed-heap.ts';

/** Something that happens at one moment: a lock that ends, a message that becomes due or expires. */
export interface Deadline {
  /** Milliseconds since the Unix epoch. Written by `Deadlines`. */
  deadlineMs: number;
  /** Place in the heap, -1 while no deadline is set. Written by `Deadlines`. */
  deadlineIndex: number;
  onDeadline(): void;
}

/** All deadlines of the broker behind a single timer of the clock. Setting and clearing cost O(log n). */
export class Deadlines {
  readonly #heap = new IndexedHeap<'deadlineIndex', Deadline>('deadlineIndex', (a, b) => a.deadlineMs < b.deadlineMs);
  #armedForMs = Infinity;
  #disarm: (() => void) | undefined;

  constructor(
    readonly clock: Clock,
    /** Runs what one deadline changes as a whole. */
    private readonly atomically: (work: () => void) => void = (work) => work(),
  ) {}

  /** Sets (or moves) the deadline; `Infinity` clears it. */
  set(deadline: Deadline, atMs: number): void {
    this.#heap.remove(deadline);
    if (atMs === Infinity) return;
    deadline.deadlineMs = atMs;
    this.#heap.push(deadline);
    this.#arm();
  }

  clear(deadline: Deadline): void {
    this.#heap.remove(deadline);
  }

  /**
   * Runs what is due by now. The broker calls it before each operation as well, so that an operation right after a jump of the clock
   * never sees a lock or a message that has already run out.
   */
  runDue(): void {
    const now = this.clock.now();
    for (;;) {
      const first = this.#heap.peek();
      if (first === undefined || first.deadlineMs > now) return;
      this.#heap.remove(first);
      this.atomically(() => first.onDeadline());
    }
  }

  stop(): void {
    this.#disarm?.();
    this.#disarm = undefined;
    this.#armedForMs = Infinity;
  }

  #arm(): void {
    const first = this.#heap.peek();
    // A timer that fires too early only re-arms; a new one is needed only when the next deadline moved forward.
    if (first === undefined || first.deadlineMs >= this.#armedForMs) return;
    this.#disarm?.();
    this.#armedForMs = first.deadlineMs;
    this.#disarm = this.clock.at(first.deadlineMs, () => {
      this.#disarm = undefined;
      this.#armedForMs = Infinity;
      this.runDue();
      this.#arm();
    });
  }
}
