import { Inject, Injectable } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BearerGuard, type Principal, type RouteAccess, routeAccess, SignedLinks } from '#auth';
import { CONFIG, type Config } from '#config';
import { errorCodeOf, ServiceError } from '#domain';
import { hasNoRoute } from './known-paths.ts';
import { countByAddress } from './rate-limit/count-by-address.ts';
import { RateLimits } from './rate-limit/rate-limits.ts';
import { sendRateLimitHeaders } from './rate-limit/rate-limit-headers.ts';
import { RefusalRecorder } from './refusal-recorder.ts';
import { settingsOf } from './route-settings.ts';
import { boundUnreadBodies, takeBody } from './unread-bodies.ts';

/** Probes must be answered whatever else arrives. */
const PROBES = /^\/health(\/|$)/;

/**
 * Decides by the headers whether a request is served: who sends it, how many of them were sent, and whether the role fits, in this order.
 * What shows no valid token, asks for a path that does not exist for a page that is open to all, or for a route that the deployment has opened is counted by its address.
 * See ADR 101.
 */
@Injectable()
export class RequestAdmission {
  private readonly routes = new Map<string, RouteAccess>();
  private readonly links: SignedLinks;

  constructor(
    private readonly guard: BearerGuard,
    @Inject(CONFIG) private readonly config: Config,
    private readonly limits: RateLimits,
    private readonly refusals: RefusalRecorder,
  ) {
    this.links = new SignedLinks(config.webhooks.secretKeys);
  }

  /** Takes over the access rules of the controllers' routes. A route that is not among them is open, and has no body. */
  know(routes: readonly RouteAccess[]): void {
    for (const route of routes) {
      for (const path of route.paths) this.routes.set(`${route.httpMethod} ${path}`, route);
    }
  }

  /** @throws ServiceError `not-found`, `unauthenticated`, `rate-limited`, `forbidden`, `dependency-unavailable` */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const path = request.routeOptions.url ?? '';
    if (hasNoRoute(request)) {
      await countByAddress(this.limits, this.config, request, reply);
      throw new ServiceError('not-found', 'This path does not exist.');
    }
    const settings = settingsOf(request);
    const route = this.ruleOf(request.method, path);
    const isForMore = route !== undefined && isSeenAsSomebody(request, route);
    if (route === undefined || (route.public && !isForMore)) {
      // Probes are never refused; a gate counts requests itself.
      if (!PROBES.test(path) && settings.bodyGate === undefined)
        await countByAddress(this.limits, this.config, request, reply);
      return;
    }
    if (route.mayBeOpen && this.config.provenance.verifyAnonymous && request.headers.authorization === undefined) {
      await countByAddress(this.limits, this.config, request, reply);
      return this.guard.acceptAnonymous(request);
    }
    const principal = await this.identify(request, reply).catch(async (error: unknown) => {
      if (errorCodeOf(error) === 'unauthenticated') await countByAddress(this.limits, this.config, request, reply);
      throw error;
    });
    if (this.config.rateLimits.enabled) {
      const { tier = 'default' } = settings;
      sendRateLimitHeaders(reply, tier, await this.limits.consume(tier, `${principal.tenantId}:${principal.objectId}`));
    }
    try {
      const rule = isForMore ? { public: false, anyToken: false, roles: route.optionalRoles } : route;
      this.guard.authorize(principal, rule, reply);
    } catch (error) {
      await this.refusals.record(request);
      throw error;
    }
  }

  /** By the token, or by a signed link where there is no token. */
  private async identify(request: FastifyRequest, reply: FastifyReply): Promise<Principal> {
    if (request.headers.authorization !== undefined) return this.guard.authenticate(request, reply);
    // Told with a refusal, and taken back with an answer.
    void reply.header('www-authenticate', 'Bearer realm="voice"');
    const principal = this.links.principalOf(request.method, request.url);
    void reply.removeHeader('www-authenticate');
    if (!principal) return this.guard.authenticate(request, reply);
    // Elements of pages of other origins may load what the link leads to.
    void reply.header('cross-origin-resource-policy', 'cross-origin');
    return this.guard.accept(request, principal);
  }

  /** Fastify answers HEAD wherever there is a GET. */
  private ruleOf(method: string, path: string): RouteAccess | undefined {
    return this.routes.get(`${method} ${path}`) ?? (method === 'HEAD' ? this.routes.get(`GET ${path}`) : undefined);
  }
}

/** A public route that says more to some: a token that is sent with the request counts. */
function isSeenAsSomebody(request: FastifyRequest, { optionalRoles }: RouteAccess): boolean {
  return optionalRoles.length > 0 && request.headers.authorization !== undefined;
}

/**
 * Has each request admitted before a byte of its body is waited for. Call it when all other `onRequest` hooks are registered, and before
 * the application is initialized. The module must provide `RequestAdmission`.
 */
export function admitBeforeBodies(app: NestFastifyApplication, fastify: FastifyInstance): void {
  const admission = app.get(RequestAdmission);
  admission.know(routeAccess(app));
  boundUnreadBodies(fastify.server);
  fastify.addHook('onRequest', async (request, reply) => admission.admit(request, reply));
  fastify.addHook('preParsing', (request, reply, payload, done) => {
    takeBody(request.raw, reply.raw);
    done(null, payload);
  });
}
