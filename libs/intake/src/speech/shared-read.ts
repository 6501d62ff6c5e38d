interface Reads<T> {
  running: Promise<T>;
  next: Promise<T> | undefined;
}

/**
 * Reads the same thing once for many concurrent callers. Each caller gets the result of a read that began after its call, never of a
 * read that was already running; so there are never more than two reads of one thing, one running and one that waits for it.
 */
export class SharedRead<T> {
  private readonly reads = new Map<string, Reads<T>>();

  constructor(private readonly read: (key: string) => Promise<T>) {}

  get(key: string): Promise<T> {
    const reads = this.reads.get(key);
    if (reads === undefined) {
      const running = this.start(key);
      this.reads.set(key, { running, next: undefined });
      return running;
    }
    reads.next ??= reads.running.then(
      () => this.promote(key, reads),
      () => this.promote(key, reads),
    );
    return reads.next;
  }

  private promote(key: string, reads: Reads<T>): Promise<T> {
    reads.running = this.start(key);
    reads.next = undefined;
    return reads.running;
  }

  private start(key: string): Promise<T> {
    const reading = this.read(key);
    const ended = (): void => {
      const reads = this.reads.get(key);
      if (reads?.running === reading && reads.next === undefined) this.reads.delete(key);
    };
    reading.then(ended, ended);
    return reading;
  }
}
