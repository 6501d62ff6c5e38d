/** Chunks that are pushed by one side and read, as they come, by the other. */
export class ChunkQueue implements AsyncIterable<Uint8Array> {
  private readonly waiting: Uint8Array[] = [];
  private ended = false;
  private error: unknown;
  private wake: () => void = () => {};

  push(chunk: Uint8Array): void {
    if (chunk.length > 0) this.waiting.push(chunk);
    this.wake();
  }

  end(): void {
    this.ended = true;
    this.wake();
  }

  /** The reader's loop throws this after the chunks that came before it. */
  fail(error: unknown): void {
    this.error = error;
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    for (;;) {
      const chunk = this.waiting.shift();
      if (chunk !== undefined) yield chunk;
      else if (this.ended) break;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
    if (this.error !== undefined) throw this.error;
  }
}
