import type { INestApplicationContext } from '@nestjs/common';
import { routeAccess } from '../src/guard/route-access.ts';

/** Routes without `@Roles`, `@AnyToken` and `@Public`, as `Controller.method`: the guard refuses them to everyone, which is surely not meant. */
export function routesWithoutAccessRule(app: INestApplicationContext): string[] {
  return routeAccess(app)
    .filter((route) => !route.public && !route.anyToken && route.roles.length === 0)
    .map((route) => route.handler);
}
