import pLimit from 'p-limit';

/** Runs `work` on each of `items`, at most `width` at a time. @throws what the first one to fail threw, after all have ended */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const limit = pLimit(width);
  const failed = new AbortController();
  const runs = items.map((item) =>
    limit(async () => {
      if (!failed.signal.aborted) await work(item);
    }).catch((error: unknown) => failed.abort(error)),
  );
  await Promise.all(runs);
  failed.signal.throwIfAborted();
}
