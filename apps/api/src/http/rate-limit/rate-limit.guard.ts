import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOfRequest } from '#auth';
import { CONFIG, type Config } from '#config';
import { ServiceError } from '#domain';
import { PUBLIC_ROUTE } from '#observability';
import { RateLimits, type RateLimitState, WINDOW_S } from './rate-limits.ts';
import { tierOf } from './tiers.ts';

/**
 * Limits the requests of each tenant and principal. It runs after the guard that tells who is asking; what needs no token is limited
 * elsewhere, or not at all (probes). Register it with `APP_GUARD`.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(RateLimits) private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const isPublic = this.reflector.getAllAndOverride<boolean>(PUBLIC_ROUTE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (isPublic || !this.config.rateLimits.enabled) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { tenantId, objectId } = principalOfRequest(request);
    const tier = tierOf(request.method, request.routeOptions.url ?? '');
    const state = await this.limits.consume(tier, `${tenantId}:${objectId}`);
    showLimit(context.switchToHttp().getResponse<FastifyReply>(), tier, state);
    return true;
  }
}

/**
 * Says how much is left (draft-ietf-httpapi-ratelimit-headers-10).
 * @throws ServiceError `rate-limited` when nothing is
 */
export function showLimit(reply: FastifyReply, policy: string, state: RateLimitState): void {
  const resetS = Math.ceil(state.resetMs / 1_000);
  void reply
    .header('ratelimit-policy', `"${policy}";q=${state.limit};w=${WINDOW_S}`)
    .header('ratelimit', `"${policy}";r=${state.remaining};t=${resetS}`);
  if (!state.exceeded) return;
  throw new ServiceError('rate-limited', `At most ${state.limit} such requests a minute are allowed.`, {
    // At least a second: a client that is told 0 comes back at once.
    retryAfterMs: Math.max(1_000, state.resetMs),
  });
}
