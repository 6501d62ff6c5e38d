/** The longest `Retry-After` of an endpoint that is respected: longer than the schedule, but not forever. */
const MAX_RETRY_AFTER_MS = 86_400_000;
/** Each delay is changed at random by up to a tenth, so that attempts that failed together are not retried together. */
const JITTER = 0.1;

/**
 * How long to wait before an attempt, in milliseconds; undefined when there is none left.
 * @param attempt counts from 1, since the delivery was last asked for
 * @param delaysMs of each attempt, after the one before
 * @param retryAfterMs what the endpoint asked for
 */
export function delayBeforeAttempt(
  attempt: number,
  delaysMs: readonly number[],
  retryAfterMs = 0,
  random = Math.random,
): number | undefined {
  const plannedMs = delaysMs[attempt - 1];
  if (plannedMs === undefined) return undefined;
  const jitteredMs = Math.round(plannedMs * (1 + JITTER * (2 * random() - 1)));
  const askedMs = retryAfterMs > 0 ? Math.min(retryAfterMs, MAX_RETRY_AFTER_MS) : 0;
  return Math.max(jitteredMs, askedMs);
}
