import { isRetryable, ServiceError } from '#domain';

export const FIRST_BACKOFF_MS = 5_000;
export const MAX_BACKOFF_MS = 15 * 60_000;

/**
 * When a message is read again whose subject was not found, ms after each time: five times within a minute. Session consistency, the default
 * of Cosmos DB, lets only the process that wrote a document read it at once; another one may read from a replica that is behind.
 */
const MISS_DELAYS_MS = [1_000, 4_000, 10_000, 20_000, 25_000] as const;

export type RetryDecision = { readonly retry: true; readonly delayMs: number } | { readonly retry: false };

/**
 * Whether and when to try again after a failure: at `min(5 s * 2^failures, 15 min)` with full jitter, so that many messages that
 * failed together do not come back together; not before the provider's own Retry-After.
 * @param failures how often in a row it failed before this time
 */
export function decideRetry(
  error: unknown,
  failures: number,
  maxFailures: number,
  random = Math.random,
): RetryDecision {
  if (!isRetryable(error) || failures + 1 >= maxFailures) return { retry: false };
  const ceilingMs = Math.min(FIRST_BACKOFF_MS * 2 ** failures, MAX_BACKOFF_MS);
  const jitteredMs = Math.ceil(random() * ceilingMs);
  const retryAfterMs = error instanceof ServiceError ? (error.retryAfterMs ?? 0) : 0;
  return { retry: true, delayMs: retryAfterMs > 0 ? retryAfterMs + Math.ceil(jitteredMs / 4) : jitteredMs };
}

/**
 * Whether and when to retry a message whose subject was not found; up to a quarter later, so that many messages do not come back together.
 * @param misses how often in a row it was not found before this time
 */
export function decideMiss(misses: number, random = Math.random): RetryDecision {
  const delayMs = MISS_DELAYS_MS[misses];
  return delayMs === undefined ? { retry: false } : { retry: true, delayMs: Math.ceil(delayMs * (1 + random() / 4)) };
}
