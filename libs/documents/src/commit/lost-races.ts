import { type ErrorCode, errorCodeOf } from '#domain';

/** Each attempt follows a write by somebody else. Most writers of one document: the chunks of a batch, side by side. */
export const MAX_WRITE_ATTEMPTS = 12;

/**
 * Reads and writes again while the write loses the race for the ETag. What `read` throws is no lost race.
 * @param alsoLost further codes by which `write` says that somebody else was faster
 * @throws what the last write threw
 */
export async function retryLostRaces<D, R>(
  read: () => Promise<D>,
  write: (found: D) => Promise<R>,
  alsoLost: readonly ErrorCode[] = [],
): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    const found = await read();
    try {
      return await write(found);
    } catch (error) {
      const code = errorCodeOf(error);
      const isLost = code === 'etag-mismatch' || alsoLost.includes(code);
      if (!isLost || attempt >= MAX_WRITE_ATTEMPTS) throw error;
    }
  }
}

/** Returns `known` first, then reads. */
export function startingWith<D>(known: D | undefined, read: () => Promise<D>): () => Promise<D> {
  let first = known;
  return async () => {
    const found = first ?? (await read());
    first = undefined;
    return found;
  };
}
