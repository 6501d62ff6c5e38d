import type { StoredMessage } from './message.ts';

/**
 * Finds messages by sequence number and walks them in order. Numbers are handed out in rising order, so the ordered list is only ever
 * appended to; a dead-letter queue, which takes over numbers, sorts it once at the next walk.
 */
export class SequenceIndex {
  readonly #messages = new Map<number, StoredMessage>();
  #order: number[] = [];
  #isSorted = true;
  #next = 1;

  constructor(private readonly onNext: (next: number) => void) {}

  /** Gives out a number. */
  nextNumber(): number {
    const number = this.#next;
    this.goOnWith(number + 1);
    this.onNext(this.#next);
    return number;
  }

  /** The number that is given out next. */
  goOnWith(next: number): void {
    this.#next = next;
  }

  add(message: StoredMessage): void {
    const last = this.#order.at(-1);
    if (last !== undefined && last >= message.sequenceNumber) this.#isSorted = false;
    this.#order.push(message.sequenceNumber);
    this.#messages.set(message.sequenceNumber, message);
  }

  remove(message: StoredMessage): void {
    this.#messages.delete(message.sequenceNumber);
    // Numbers of removed messages stay in the list until they are the majority, which makes removal O(1) on average.
    if (this.#order.length > 2 * this.#messages.size + 64) this.#compact();
  }

  get(sequenceNumber: number): StoredMessage | undefined {
    return this.#messages.get(sequenceNumber);
  }

  *from(sequenceNumber: number): Generator<StoredMessage> {
    if (!this.#isSorted) this.#compact();
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#order[middle] ?? 0) < sequenceNumber) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at < this.#order.length; at += 1) {
      const message = this.#messages.get(this.#order[at] ?? 0);
      if (message !== undefined) yield message;
    }
  }

  #compact(): void {
    this.#order = [...this.#messages.keys()].sort((a, b) => a - b);
    this.#isSorted = true;
  }
}
