import type { Documents, Stored } from '../src/index.ts';

/** The document as if it was read. */
export function stored<D extends Documents[keyof Documents]>(document: D, etag = '"1"'): Stored<D> {
  return { ...document, etag };
}
