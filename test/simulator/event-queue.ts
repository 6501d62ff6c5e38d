export interface ScheduledEvent {
  at: number;
  readonly order: number;
  readonly run: () => void;
  canceled: boolean;
}

/** Events in the order of their times; of equal times, in the order in which they were added. */
export class EventQueue {
  readonly #heap: ScheduledEvent[] = [];
  #added = 0;

  add(at: number, run: () => void): ScheduledEvent {
    const event = { at, order: this.#added++, run, canceled: false };
    this.#heap.push(event);
    this.#rise(this.#heap.length - 1);
    return event;
  }

  next(): ScheduledEvent | undefined {
    for (;;) {
      const event = this.#take();
      if (!event?.canceled) return event;
    }
  }

  #take(): ScheduledEvent | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last === undefined || first === last) return first;
    this.#heap[0] = last;
    this.#sink();
    return first;
  }

  #rise(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #sink(): void {
    let index = 0;
    for (;;) {
      let first = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < this.#heap.length && this.#isBefore(child, first)) first = child;
      }
      if (first === index) return;
      this.#swap(index, first);
      index = first;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const a = this.#heap[one] as ScheduledEvent;
    const b = this.#heap[other] as ScheduledEvent;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #swap(one: number, other: number): void {
    const kept = this.#heap[one] as ScheduledEvent;
    this.#heap[one] = this.#heap[other] as ScheduledEvent;
    this.#heap[other] = kept;
  }
}
