/** A part of a blob; `last` is absent where the range goes to the end. Both count from 0. */
export interface BlobRange {
  readonly first: number;
  readonly last: number | undefined;
}

/**
 * The range that Blob Storage reads from a `Range` or `x-ms-range` header: `bytes=a-` or `bytes=a-b` (learn.microsoft.com, "Specifying the
 * range header for Blob service operations"). Blob Storage has no suffix range (`bytes=-n`): that header, like any other text, does not
 * count, and the whole blob is answered with 200.
 */
export function blobRange(header: string | undefined): BlobRange | undefined {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || (last && Number(last) < Number(first))) return undefined;
  return { first: Number(first), last: last ? Number(last) : undefined };
}
