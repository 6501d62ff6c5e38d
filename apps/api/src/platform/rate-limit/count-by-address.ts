import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress, senderNetwork } from '#auth';
import type { Config } from '#config';
import type { RateLimits } from './rate-limits.ts';
import { sendRateLimitHeaders } from './rate-limit-headers.ts';

/**
 * Counts a request that shows no right to anything by the address that it came from.
 * @throws ServiceError `rate-limited`
 */
export async function countByAddress(
  limits: Pick<RateLimits, 'consume'>,
  { rateLimits, http }: Pick<Config, 'rateLimits' | 'http'>,
  { headers, raw }: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  if (!rateLimits.enabled) return;
  const address = clientAddress(headers['x-forwarded-for'], raw.socket.remoteAddress, http.trustedProxyHops);
  sendRateLimitHeaders(reply, 'anonymous', await limits.consume('anonymous', senderNetwork(address)));
}
