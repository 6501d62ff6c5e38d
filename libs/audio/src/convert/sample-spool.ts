import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';

/** 8 MiB: 87 s of mono at 24 kHz stay in memory, longer recordings go through a file. */
const memorySamples = 1 << 21;
const readSamples = 1 << 16;

/**
 * Holds mono float samples between the measuring pass and the writing pass, because gain and cuts are known only at the end.
 * Memory stays bounded; the overflow file is removed on close.
 */
export class SampleSpool {
  length = 0;
  private buffer = new Float32Array(readSamples);
  private filled = 0;
  private spilled = 0;
  private descriptor: number | undefined;
  private readonly overflowPath: string;

  constructor(overflowPath: string) {
    this.overflowPath = overflowPath;
  }

  append(samples: Float32Array): void {
    for (let from = 0; from < samples.length;) {
      if (this.filled === this.buffer.length) this.makeRoom();
      const to = Math.min(samples.length, from + this.buffer.length - this.filled);
      this.buffer.set(samples.subarray(from, to), this.filled);
      this.filled += to - from;
      from = to;
    }
    this.length += samples.length;
  }

  /** Reads the samples `[from, to)` in blocks; a block is valid until the next one is asked for. */
  *blocks(from = 0, to = this.length): Generator<Float32Array> {
    const block = new Float32Array(Math.min(readSamples, Math.max(0, Math.min(this.spilled, to) - from)));
    let at = from;
    while (at < Math.min(this.spilled, to)) {
      const count = Math.min(block.length, Math.min(this.spilled, to) - at);
      this.readSpilled(block.subarray(0, count), at);
      yield block.subarray(0, count);
      at += count;
    }
    for (; at < to; at += readSamples) {
      const first = at - this.spilled;
      yield this.buffer.subarray(first, Math.min(first + readSamples, to - this.spilled));
    }
  }

  close(): void {
    if (this.descriptor === undefined) return;
    closeSync(this.descriptor);
    this.descriptor = undefined;
    unlinkSync(this.overflowPath);
  }

  private makeRoom(): void {
    if (this.buffer.length < memorySamples) {
      const larger = new Float32Array(Math.min(memorySamples, this.buffer.length * 2));
      larger.set(this.buffer);
      this.buffer = larger;
      return;
    }
    this.descriptor ??= openSync(this.overflowPath, 'wx+', 0o600);
    const bytes = new Uint8Array(this.buffer.buffer, 0, this.filled * 4);
    for (let at = 0; at < bytes.length;) at += writeSync(this.descriptor, bytes, at, bytes.length - at, null);
    this.spilled += this.filled;
    this.filled = 0;
  }

  private readSpilled(target: Float32Array, fromSample: number): void {
    if (this.descriptor === undefined) throw new Error('nothing was spilled');
    const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
    for (let at = 0; at < bytes.length;) {
      const count = readSync(this.descriptor, bytes, at, bytes.length - at, fromSample * 4 + at);
      if (count === 0) throw new Error('the overflow file is shorter than what was written');
      at += count;
    }
  }
}
