/** Reads a stream of bytes in pieces of known length, holding no more of it than one chunk and what was asked for. */
export class ByteReader {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private rest: Uint8Array = new Uint8Array();
  /** Of the next byte. */
  position = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.chunks = source[Symbol.asyncIterator]();
  }

  /** @throws Error when the stream ends before. */
  async read(length: number): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for await (const part of this.take(length)) parts.push(part);
    return Buffer.concat(parts);
  }

  async skip(length: number): Promise<void> {
    for await (const _ of this.take(length));
  }

  /**
   * Reads the rest of a source of this length, and the source's own end, where it may say that it was not what it should be.
   * @throws Error when the stream ends before, or goes on
   */
  async finish(length: number): Promise<void> {
    await this.skip(length - this.position);
    let more = this.rest.length;
    for (let next = await this.chunks.next(); next.done !== true; next = await this.chunks.next()) {
      more += next.value.length;
    }
    if (more > 0) throw new Error(`the stream goes on after byte ${length}`);
  }

  /** The next `length` bytes as they come; to be read to its end before anything else is read. */
  async *take(length: number): AsyncGenerator<Uint8Array> {
    for (let left = length; left > 0;) {
      if (this.rest.length === 0) {
        const next = await this.chunks.next();
        if (next.done === true) throw new Error(`the stream ended at byte ${this.position}, ${left} before its end`);
        this.rest = next.value;
        continue;
      }
      const part = this.rest.subarray(0, left);
      this.rest = this.rest.subarray(part.length);
      this.position += part.length;
      left -= part.length;
      yield part;
    }
  }
}
