export interface AudioQueueEvents {
  /** More than the limit is waiting to be read. */
  onFull(): void;
  /** The reader took a chunk or more. */
  onTaken(): void;
  /** Half of the limit or less is waiting, after it was full. */
  onDrained(): void;
  /** The reader stopped before the end. */
  onAbandoned(): void;
}

/** Chunks that wait are handed out together up to this size: each one that a listener gets costs about the same, whatever its size. */
const JOINED_BYTES = 32 * 1024;

/** Chunks between the one who receives and the one who reads: an async iterable for a single reader, which tells when it is full. */
export class AudioQueue implements AsyncIterable<Uint8Array> {
  private readonly chunks: Uint8Array[] = [];
  private bytes = 0;
  private full = false;
  private read = false;
  private outcome: { readonly error?: unknown } | undefined;
  private changed: PromiseWithResolvers<void> | undefined;

  constructor(
    private readonly limitBytes: number,
    private readonly events: AudioQueueEvents,
  ) {}

  push(chunk: Uint8Array): void {
    if (this.outcome !== undefined || chunk.byteLength === 0) return;
    this.chunks.push(chunk);
    this.bytes += chunk.byteLength;
    if (!this.full && this.bytes > this.limitBytes) {
      this.full = true;
      this.events.onFull();
    }
    this.notify();
  }

  end(): void {
    this.outcome ??= {};
    this.notify();
  }

  /** Ends with an error, at once: chunks that were not read are dropped. */
  fail(error: unknown): void {
    if (this.outcome !== undefined && 'error' in this.outcome) return;
    this.outcome = { error };
    this.chunks.length = 0;
    this.notify();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    if (this.read) throw new TypeError('The audio of a turn can be read once');
    this.read = true;
    return {
      next: async () => await this.next(),
      return: async () => {
        if (this.outcome === undefined) this.events.onAbandoned();
        this.chunks.length = 0;
        return await Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  private async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    for (;;) {
      const value = this.take();
      if (value !== undefined) return { done: false, value };
      if (this.outcome !== undefined) {
        if ('error' in this.outcome) throw this.outcome.error;
        return { done: true, value: undefined };
      }
      this.changed ??= Promise.withResolvers<void>();
      await this.changed.promise;
    }
  }

  private take(): Uint8Array | undefined {
    const [first] = this.chunks;
    if (first === undefined) return undefined;
    let count = 1;
    let bytes = first.byteLength;
    for (
      let next = this.chunks[1];
      next !== undefined && bytes + next.byteLength <= JOINED_BYTES;
      next = this.chunks[count]
    ) {
      count += 1;
      bytes += next.byteLength;
    }
    const taken = this.chunks.splice(0, count);
    this.taken(bytes);
    return count === 1 ? first : Buffer.concat(taken);
  }

  private notify(): void {
    this.changed?.resolve();
    this.changed = undefined;
  }

  private taken(bytes: number): void {
    this.bytes -= bytes;
    this.events.onTaken();
    if (this.full && this.bytes <= this.limitBytes / 2) {
      this.full = false;
      this.events.onDrained();
    }
  }
}
