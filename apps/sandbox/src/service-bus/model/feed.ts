import { IndexedHeap } from './indexed-heap.ts';
import type { StoredMessage } from './message.ts';

export type ReceiveMode = 'peekLock' | 'receiveAndDelete';

/** Someone who waits for messages: a receiving link with credit. */
export interface Consumer {
  readonly mode: ReceiveMode;
  /** How many more messages it can take right now. */
  readonly demand: number;
  /** Takes over one message, which is already locked (or removed, in `receiveAndDelete`). */
  deliver(message: StoredMessage): void;
}

/** The active messages of a queue or of one session in order of sequence number, and the consumers that take turns in getting them. */
export class Feed {
  readonly #messages = new IndexedHeap<'feedIndex', StoredMessage>(
    'feedIndex',
    (a, b) => a.sequenceNumber < b.sequenceNumber,
  );
  readonly #waiting = new Set<Consumer>();
  #pumping = false;

  constructor(private readonly acquire: (message: StoredMessage, mode: ReceiveMode) => void) {}

  get size(): number {
    return this.#messages.size;
  }

  add(message: StoredMessage): void {
    this.#messages.push(message);
    this.#pump();
  }

  remove(message: StoredMessage): void {
    this.#messages.remove(message);
  }

  /** Takes the first message for a caller that waits for nothing. */
  take(mode: ReceiveMode): StoredMessage | undefined {
    const message = this.#messages.pop();
    if (message !== undefined) this.acquire(message, mode);
    return message;
  }

  /** Says that the consumer may have demand again. */
  wake(consumer: Consumer): void {
    this.#waiting.add(consumer);
    this.#pump();
  }

  forget(consumer: Consumer): void {
    this.#waiting.delete(consumer);
  }

  #pump(): void {
    // A delivery can put a message back or wake the consumer again: the loop that is already running sees both.
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#messages.size > 0) {
        const [consumer] = this.#waiting;
        if (consumer === undefined) return;
        this.#waiting.delete(consumer);
        if (consumer.demand <= 0) continue;
        // Back to the end of the line before the delivery, so that a consumer that leaves during it stays away.
        this.#waiting.add(consumer);
        const message = this.take(consumer.mode);
        if (message !== undefined) consumer.deliver(message);
      }
    } finally {
      this.#pumping = false;
    }
  }
}
