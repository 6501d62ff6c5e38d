import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';

/** 1 MiB. */
const chunkSamples = 1 << 18;
/** 24 MiB: four minutes of mono at 24 kHz stay in memory, longer recordings go through a file. */
const maxChunks = 24;

/**
 * Holds mono float samples between the measuring pass and the writing pass, because gain and cuts are known only at the end.
 * Memory stays bounded; the overflow file is removed on close.
 */
export class SampleSpool {
  length = 0;
  private readonly chunks: Float32Array[] = [];
  /** Samples in the file; the chunks hold what comes after them. */
  private spilled = 0;
  private descriptor: number | undefined;
  private readonly overflowPath: string;

  constructor(overflowPath: string) {
    this.overflowPath = overflowPath;
  }

  append(samples: Float32Array): void {
    for (let from = 0; from < samples.length;) {
      const held = this.length - this.spilled;
      if (held === maxChunks * chunkSamples) {
        this.spill();
        continue;
      }
      const index = Math.floor(held / chunkSamples);
      const chunk = (this.chunks[index] ??= new Float32Array(chunkSamples));
      const at = held % chunkSamples;
      const count = Math.min(samples.length - from, chunkSamples - at);
      chunk.set(samples.subarray(from, from + count), at);
      this.length += count;
      from += count;
    }
  }

  /** Reads the samples `[from, to)` in blocks; a block is valid until the next one is asked for. */
  *blocks(from = 0, to = this.length): Generator<Float32Array> {
    let at = from;
    if (at < Math.min(to, this.spilled)) {
      const block = new Float32Array(Math.min(chunkSamples, Math.min(to, this.spilled) - at));
      while (at < Math.min(to, this.spilled)) {
        const part = block.subarray(0, Math.min(block.length, Math.min(to, this.spilled) - at));
        this.readSpilled(part, at);
        yield part;
        at += part.length;
      }
    }
    while (at < to) {
      const held = at - this.spilled;
      const first = held % chunkSamples;
      const part = (this.chunks[Math.floor(held / chunkSamples)] as Float32Array).subarray(
        first,
        Math.min(chunkSamples, first + to - at),
      );
      yield part;
      at += part.length;
    }
  }

  close(): void {
    if (this.descriptor === undefined) return;
    closeSync(this.descriptor);
    this.descriptor = undefined;
    unlinkSync(this.overflowPath);
  }

  private spill(): void {
    this.descriptor ??= openSync(this.overflowPath, 'wx+', 0o600);
    for (const chunk of this.chunks) {
      const bytes = new Uint8Array(chunk.buffer);
      for (let at = 0; at < bytes.length;) at += writeSync(this.descriptor, bytes, at, bytes.length - at, null);
    }
    this.spilled = this.length;
  }

  private readSpilled(target: Float32Array, fromSample: number): void {
    if (this.descriptor === undefined) throw new Error('no samples were written to the overflow file');
    const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
    for (let at = 0; at < bytes.length;) {
      const count = readSync(this.descriptor, bytes, at, bytes.length - at, fromSample * 4 + at);
      if (count === 0) throw new Error('the overflow file is shorter than what was written');
      at += count;
    }
  }
}
