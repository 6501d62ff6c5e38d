import type { ErrorCode, ServiceError } from '#domain';

/**
 * Seconds to wait where nothing that failed has named a time: Azure closes a throttled WebSocket without one, for example. docs/errors.md promises
 * `Retry-After` for these codes, so that every path has to send it.
 */
const RETRY_AFTER_S = {
  'rate-limited': 1,
  'too-many-open-requests': 1,
  'audio-slots-busy': 5,
  'idempotency-in-progress': 1,
  'concurrency-limited': 1,
  'endpoint-resuming': 30,
  'provider-throttled': 5,
  'dependency-unavailable': 5,
} as const satisfies Partial<Record<ErrorCode, number>>;

/** Codes whose answers always have `Retry-After`. */
export const CODES_WITH_RETRY_AFTER: ReadonlySet<ErrorCode> = new Set(Object.keys(RETRY_AFTER_S) as ErrorCode[]);

/** The value of `Retry-After`, in whole seconds and at least 1; undefined for an error after which waiting may not help. */
export function retryAfterOf({ code, retryAfterMs }: Pick<ServiceError, 'code' | 'retryAfterMs'>): number | undefined {
  const defaults: Partial<Record<ErrorCode, number>> = RETRY_AFTER_S;
  return retryAfterMs === undefined ? defaults[code] : Math.max(1, Math.ceil(retryAfterMs / 1_000));
}
