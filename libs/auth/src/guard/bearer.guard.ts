import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ServiceError } from '#domain';
import { extendContext, LOGGER, type Logger, PUBLIC_ROUTE } from '#observability';
import { hasRole, type Principal, type Role } from '../principal.ts';
import { EXPIRED_TOKEN, TOKEN_AUTHENTICATOR, type TokenAuthenticator } from '../token-authenticator.ts';
import { ANY_TOKEN, MAY_BE_OPEN, REQUIRED_ROLES } from './access-rules.ts';
import { isAnonymous, principalOfRequest, setAnonymous, setPrincipal } from './current-principal.ts';

interface BearerRequest {
  readonly headers: { readonly authorization?: string | undefined };
}

interface BearerReply {
  header(name: string, value: string): unknown;
}

/** RFC 6750, section 3. The same for every refused token but one that has expired: what else was wrong is for the log. */
const CHALLENGE = 'Bearer realm="voice"';
const CHALLENGE_INVALID = `${CHALLENGE}, error="invalid_token", error_description="The bearer token is not valid for this API."`;
const CHALLENGE_EXPIRED = `${CHALLENGE}, error="invalid_token", error_description="${EXPIRED_TOKEN}"`;
const MALFORMED_HEADER = 'The Authorization header must be `Bearer`, a space, and the token.';
const CHALLENGE_MALFORMED = `${CHALLENGE}, error="invalid_token", error_description="${MALFORMED_HEADER}"`;
const CHALLENGE_ROLE = `${CHALLENGE}, error="insufficient_scope"`;
const BEARER = /^Bearer +([^\s]+) *$/i;

/** Who may use a route. */
export interface AccessRule {
  readonly public: boolean;
  /** Whether a valid token is enough. */
  readonly anyToken: boolean;
  /** Any of these; a route that is neither public nor for any token, and names none, is open to nobody. */
  readonly roles: readonly Role[];
}

/**
 * Tells who sends a request and whether they may use its route: `@Public()`, or a valid bearer token whose principal holds one of the route's
 * `@Roles(…)`. The edge calls `authenticate` and `authorize` before the body is read. As a guard (`APP_GUARD`) it checks nothing but that this
 * has happened, by the rule of the very handler that is about to run: a request that came past the edge, or was admitted by another
 * route's rule, ends here.
 */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(TOKEN_AUTHENTICATOR) private readonly authenticator: TokenAuthenticator,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Who sends the request, from now on also for `principalOfRequest` and the log.
   * @throws ServiceError `unauthenticated`, `dependency-unavailable`
   */
  async authenticate(request: BearerRequest, reply: BearerReply): Promise<Principal> {
    return this.accept(request, await this.principalBehind(request, reply));
  }

  /** Takes a principal who was recognized by something else than a token, a signed link. */
  accept(request: object, principal: Principal): Principal {
    setPrincipal(request, principal);
    extendContext({ tenantId: principal.tenantId, principalId: principal.objectId });
    return principal;
  }

  /** Takes a request without a token, on a route that this deployment has opened. No other route runs for it. */
  acceptAnonymous(request: object): void {
    setAnonymous(request);
  }

  /** @throws ServiceError `forbidden` unless the principal holds one of the roles of the rule */
  authorize(principal: Principal, { roles, anyToken }: AccessRule, reply: BearerReply): void {
    if (anyToken || (roles.length > 0 && hasRole(principal, ...roles))) return;
    this.logger.warn({ roles, held: principal.roles }, 'A request was refused because of a missing role');
    reply.header('www-authenticate', CHALLENGE_ROLE);
    throw new ServiceError(
      'forbidden',
      roles.length > 0
        ? `This request needs the role ${roles.join(' or ')}. GET /v1/me lists the roles of your token.`
        : 'Nobody has access to this resource.',
    );
  }

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_ROUTE, targets)) return true;
    const roles = this.reflector.getAllAndOverride<readonly Role[] | undefined>(REQUIRED_ROLES, targets) ?? [];
    const anyToken = this.reflector.get<boolean | undefined>(ANY_TOKEN, context.getHandler()) ?? false;
    const request = context.switchToHttp().getRequest<BearerRequest>();
    const mayBeOpen = this.reflector.get<boolean | undefined>(MAY_BE_OPEN, context.getHandler()) ?? false;
    if (mayBeOpen && isAnonymous(request)) return true;
    const principal = principalOfRequest(request);
    this.authorize(principal, { public: false, anyToken, roles }, context.switchToHttp().getResponse<BearerReply>());
    return true;
  }

  private async principalBehind(request: BearerRequest, reply: BearerReply): Promise<Principal> {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      reply.header('www-authenticate', CHALLENGE);
      throw new ServiceError('unauthenticated', 'Send the header "Authorization: Bearer <access token>".');
    }
    const [, token] = BEARER.exec(authorization) ?? [];
    if (token === undefined) {
      this.logger.warn({ rule: 'header' }, 'A bearer token was refused');
      reply.header('www-authenticate', CHALLENGE_MALFORMED);
      throw new ServiceError('unauthenticated', MALFORMED_HEADER);
    }
    try {
      return await this.authenticator.authenticate(token);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'unauthenticated') {
        reply.header('www-authenticate', error.detail === EXPIRED_TOKEN ? CHALLENGE_EXPIRED : CHALLENGE_INVALID);
      }
      throw error;
    }
  }
}
