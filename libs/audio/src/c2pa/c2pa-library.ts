import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initSync } from '@contentauth/c2pa-wasm';

/**
 * What the library expects of a browser: a `Blob` that is read by a `FileReaderSync`. Node has only a `Blob` that is read by a promise; this one is
 * over bytes, and a slice of it copies nothing.
 */
export class BytesBlob extends Blob {
  override readonly size: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    super([]);
    this.size = bytes.length;
    this.#bytes = bytes;
  }

  override slice(start?: number, end?: number): BytesBlob {
    return new BytesBlob(this.#bytes.subarray(start, end));
  }

  /** The bytes, as a copy. */
  copy(): ArrayBuffer {
    return Uint8Array.from(this.#bytes).buffer;
  }
}

class BytesReader {
  readAsArrayBuffer(blob: BytesBlob): ArrayBuffer {
    return blob.copy();
  }
}

/** Loads the WebAssembly of c2pa-rs: about 50 ms, 75 MB. For a child process only; once. The library finds no way to the network. See ADR 182. */
export function loadC2pa(): void {
  Object.assign(globalThis, { FileReaderSync: BytesReader, fetch: undefined });
  const file = createRequire(import.meta.url).resolve('@contentauth/c2pa-wasm/c2pa.wasm');
  initSync({ module: readFileSync(file) });
}
