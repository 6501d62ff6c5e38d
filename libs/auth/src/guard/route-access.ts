import { type INestApplicationContext, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { PUBLIC_ROUTE } from '#observability';
import type { Role } from '../principal.ts';
import { ANY_TOKEN, MAY_BE_OPEN, OPTIONAL_ROLES, REQUIRED_ROLES } from './access-rules.ts';

/** A route and who may use it. */
export interface RouteAccess {
  /** `VoicesController.create` */
  readonly handler: string;
  readonly controller: Function;
  readonly method: string;
  readonly httpMethod: string;
  /** As the router knows it: `/v1/voices/:id`. More than one where the controller or the method names several. */
  readonly paths: readonly string[];
  readonly public: boolean;
  /** Whether a valid token is enough. */
  readonly anyToken: boolean;
  /** Whether a deployment may open it to callers without a token. */
  readonly mayBeOpen: boolean;
  /** Any of these; empty if the route has no rule, is public, or asks for no role. */
  readonly roles: readonly Role[];
  /** Roles to which a public route says more; empty for all others. */
  readonly optionalRoles: readonly Role[];
}

/** Every route of the application's controllers, with its access rule. */
export function routeAccess(app: INestApplicationContext): readonly RouteAccess[] {
  const reflector = new Reflector();
  const scanner = new MetadataScanner();
  const controllers = new DiscoveryService(app.get(ModulesContainer)).getControllers();
  return controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const prototype = metatype.prototype as Record<string, Function>;
    return scanner
      .getAllMethodNames(prototype)
      .map((name) => ({ name, handler: prototype[name] }))
      .filter((route): route is { name: string; handler: Function } => isRoute(route.handler))
      .map(({ name, handler }) => ({ name, handler, targets: [handler, metatype] }))
      .map(({ name, handler, targets }) => ({
        handler: `${metatype.name}.${name}`,
        controller: metatype,
        method: name,
        httpMethod: RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod] ?? 'GET',
        paths: pathsOf(metatype, handler),
        public: reflector.getAllAndOverride<boolean>(PUBLIC_ROUTE, targets) ?? false,
        anyToken: isForAnyToken(handler),
        mayBeOpen: Reflect.getMetadata(MAY_BE_OPEN, handler) === true,
        roles: isForAnyToken(handler) ? [] : (reflector.getAllAndOverride<Role[]>(REQUIRED_ROLES, targets) ?? []),
        optionalRoles: reflector.get<Role[] | undefined>(OPTIONAL_ROLES, handler) ?? [],
      }));
  });
}

function isForAnyToken(handler: Function): boolean {
  return Reflect.getMetadata(ANY_TOKEN, handler) === true;
}

function isRoute(handler: unknown): boolean {
  return typeof handler === 'function' && Reflect.hasMetadata(PATH_METADATA, handler);
}

function pathsOf(controller: Function, handler: Function): string[] {
  const of = (target: Function) => [Reflect.getMetadata(PATH_METADATA, target) as string | string[]].flat();
  return of(controller).flatMap((prefix) =>
    of(handler).map((path) => `/${[...prefix.split('/'), ...path.split('/')].filter(Boolean).join('/')}`),
  );
}
