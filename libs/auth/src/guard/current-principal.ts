import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ServiceError } from '#domain';
import type { Principal } from '../principal.ts';

/** Keeps the principal beside the request instead of on it, where a plugin could overwrite it. */
const principals = new WeakMap<object, Principal>();

export function setPrincipal(request: object, principal: Principal): void {
  principals.set(request, principal);
}

/** Who sent this request; undefined before the guard has run, and on routes without it. */
export function findPrincipal(request: object): Principal | undefined {
  return principals.get(request);
}

const withoutToken = new WeakSet<object>();

/** Marks a request that was let in without a token. */
export function setAnonymous(request: object): void {
  withoutToken.add(request);
}

/** Whether this request was let in without a token. */
export function isAnonymous(request: object): boolean {
  return withoutToken.has(request);
}

/** Who sent this request. @throws ServiceError `unauthenticated` on a route without the guard. */
export function principalOfRequest(request: object): Principal {
  const principal = principals.get(request);
  if (!principal) throw new ServiceError('unauthenticated', 'Send the header "Authorization: Bearer <access token>".');
  return principal;
}

/** `@CurrentPrincipal() principal: Principal`: who sent this request. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext) =>
  principalOfRequest(context.switchToHttp().getRequest<object>()),
);
