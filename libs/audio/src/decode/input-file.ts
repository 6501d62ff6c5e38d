import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const hashChunkBytes = 1 << 18;

/** One uploaded file, opened once: the decoder gets this descriptor, never the path. Synchronous: for the child only. */
export class InputFile {
  readonly descriptor: number;
  readonly sizeBytes: number;

  constructor(path: string) {
    this.descriptor = openSync(path, 'r');
    this.sizeBytes = fstatSync(this.descriptor).size;
  }

  /** Up to `length` bytes at `position`; shorter at the end of the file. */
  read(position: number, length: number): Uint8Array {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.sizeBytes - position)));
    let filled = 0;
    while (filled < bytes.length) {
      const count = readSync(this.descriptor, bytes, filled, bytes.length - filled, position + filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  }

  /** Lower-case hexadecimal SHA-256 of the whole file. */
  sha256(): string {
    const hash = createHash('sha256');
    const chunk = new Uint8Array(hashChunkBytes);
    for (let position = 0; ;) {
      const count = readSync(this.descriptor, chunk, 0, chunk.length, position);
      if (count === 0) return hash.digest('hex');
      hash.update(count === chunk.length ? chunk : chunk.subarray(0, count));
      position += count;
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
