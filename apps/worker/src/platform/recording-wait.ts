import { isUnfinished, type Upload } from '#domain';

/**
 * Only so that nothing waits forever. Before that every recording comes to an end by itself: it is examined when the queue has come to it, is
 * ended by the sweep of lost work after a day and a half, or expires within hours when nobody sends it.
 */
const MAX_WAIT_MS = 72 * 3_600_000;
const MIN_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;

/** Whether the result on a recording is still to come. */
export function isPending(upload: Upload | undefined): boolean {
  return upload !== undefined && isUnfinished(upload);
}

/**
 * How long to wait before the next check for the result on a recording, in milliseconds: the interval grows.
 * @param since when the waiting began, RFC 3339
 * @returns undefined when it has been waited for too long
 */
export function delayBeforeNextLook(since: string, now = Date.now()): number | undefined {
  const waitedMs = now - Date.parse(since);
  if (waitedMs > MAX_WAIT_MS) return undefined;
  return Math.min(Math.max(MIN_DELAY_MS, waitedMs / 4), MAX_DELAY_MS);
}
