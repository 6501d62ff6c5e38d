import { applyDecorators, type CustomDecorator, SetMetadata } from '@nestjs/common';
import { PUBLIC_ROUTE } from '#observability';
import type { Role } from '../principal.ts';

/** Metadata key of the roles that a route asks for. */
export const REQUIRED_ROLES = 'requiredRoles';

/** The route, or each route of the controller, is for principals who hold one of these roles; `Voice.Admin` always does. */
export function Roles(first: Role, ...others: Role[]): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(REQUIRED_ROLES, [first, ...others]));
}

/** The route, or each route of the controller, needs no token. */
export function Public(): CustomDecorator {
  return SetMetadata(PUBLIC_ROUTE, true);
}
