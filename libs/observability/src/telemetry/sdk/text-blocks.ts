/** As much as 80 spans of a usual length. */
export const BLOCK_BYTES = 64 * 1024;
/** A longer text has memory of its own where a block ends, so that what is left of a block is an eighth of it at most. */
export const MAX_SHARED_BYTES = BLOCK_BYTES / 8;
/** A unit of UTF-16 takes that many bytes in UTF-8 at most. */
const MAX_UNIT_BYTES = 3;

/** A text in a block of memory, as UTF-8. */
export interface Piece {
  readonly block: Buffer;
  readonly from: number;
  readonly to: number;
}

/**
 * Writes texts one after the other into blocks of memory. With memory of its own for each text, the garbage collector has as many objects outside of the heap
 * to follow, and each batch as many parts to join: a fifth of the time of telemetry. A block stays as long as one of its pieces does. See ADR 173.
 */
export class TextBlocks {
  #block = Buffer.alloc(0);
  #used = 0;

  add(text: string): Piece {
    const free = this.#block.length - this.#used;
    if (text.length * MAX_UNIT_BYTES > free) {
      const bytes = Buffer.byteLength(text);
      if (bytes > MAX_SHARED_BYTES) return { block: Buffer.from(text), from: 0, to: bytes };
      if (bytes > free) {
        this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
        this.#used = 0;
      }
    }
    const from = this.#used;
    this.#used += this.#block.write(text, from);
    return { block: this.#block, from, to: this.#used };
  }
}

/** The bytes of pieces, in as few parts as possible: pieces that follow each other in a block are one. */
export function partsOf(pieces: readonly Piece[]): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  let open: { block: Buffer; from: number; to: number } | undefined;
  for (const { block, from, to } of pieces) {
    if (open?.block === block && open.to === from) {
      open.to = to;
      continue;
    }
    if (open) parts.push(open.block.subarray(open.from, open.to));
    open = { block, from, to };
  }
  if (open) parts.push(open.block.subarray(open.from, open.to));
  return parts;
}
