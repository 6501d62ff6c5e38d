import { applyDecorators, type CustomDecorator, SetMetadata } from '@nestjs/common';
import { PUBLIC_ROUTE } from '#observability';
import type { Role } from '../principal.ts';

/** Metadata key of the roles that a route asks for. */
export const REQUIRED_ROLES = 'requiredRoles';

/** The route, or each route of the controller, is for principals who hold one of these roles; `Voice.Admin` always does. */
export function Roles(first: Role, ...others: Role[]): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(REQUIRED_ROLES, [first, ...others]));
}

/** Metadata key of a route that any valid token opens. */
export const ANY_TOKEN = 'anyToken';

/** The route is for everybody with a valid token, also one without a role, whatever roles its controller asks for. */
export function AnyToken(): MethodDecorator {
  return SetMetadata(ANY_TOKEN, true);
}

/** Metadata key of a route that may be opened to callers without a token. */
export const MAY_BE_OPEN = 'mayBeOpen';

/** As `AnyToken`; a deployment may open the route to callers without a token, who are counted by address. A token that is sent must be valid. */
export function AnyTokenOrOpen(): MethodDecorator {
  return applyDecorators(AnyToken(), SetMetadata(MAY_BE_OPEN, true));
}

/** The route, or each route of the controller, needs no token. */
export function Public(): CustomDecorator {
  return SetMetadata(PUBLIC_ROUTE, true);
}

/** Metadata key of the roles for which a public route does more. */
export const OPTIONAL_ROLES = 'optionalRoles';

/** The route needs no token, and says more to principals who hold one of these roles. A token that is sent must be valid, and have one of them. */
export function OptionalRoles(first: Role, ...others: Role[]): MethodDecorator {
  return applyDecorators(Public(), SetMetadata(OPTIONAL_ROLES, [first, ...others]));
}
