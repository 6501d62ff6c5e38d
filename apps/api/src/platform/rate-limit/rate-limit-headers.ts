import type { FastifyReply } from 'fastify';
import { ServiceError } from '#domain';
import { type RateLimitState, WINDOW_S } from './rate-limits.ts';

/**
 * Says how much is left (draft-ietf-httpapi-ratelimit-headers-10).
 * @throws ServiceError `rate-limited` when nothing is
 */
export function sendRateLimitHeaders(reply: FastifyReply, policy: string, state: RateLimitState): void {
  const resetS = Math.ceil(state.resetMs / 1_000);
  void reply
    .header('ratelimit-policy', `"${policy}";q=${state.limit};w=${WINDOW_S}`)
    .header('ratelimit', `"${policy}";r=${state.remaining};t=${resetS}`);
  if (!state.exceeded) return;
  throw new ServiceError('rate-limited', `At most ${state.limit} requests of this kind are allowed in a minute.`, {
    // At least a second: a client that is told 0 comes back at once.
    retryAfterMs: Math.max(1_000, state.resetMs),
  });
}
