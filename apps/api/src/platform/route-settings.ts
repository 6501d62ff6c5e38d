import type { IncomingMessage } from 'node:http';
import type { Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RateLimitTier } from './rate-limit/tiers.ts';

/** Stands before a route whose bodies must be handled as they arrive, such as those with a signature over their bytes. */
export interface BodyGate {
  /** By the headers. Refuses by throwing, and counts the request itself. */
  admit(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** All of the body, which becomes the body of the request. */
  read(request: FastifyRequest, payload: IncomingMessage): Promise<Buffer>;
}

interface RouteSettings {
  /** Largest body of this route, in bytes, if not that of other routes. */
  readonly bodyLimit?: number;
  /** Takes a multipart form instead of JSON. What curl is given to send it: `-F purpose=sample -F file=@a.wav`. */
  readonly form?: string;
  /** What its requests are counted as; by the route, so that no spelling of a path leads past it. */
  readonly tier?: RateLimitTier;
  /** Looks at its requests before their bodies are read, counts them, and reads them. */
  readonly bodyGate?: Type<BodyGate>;
}

/** What the edge does with requests of this route before it is reached. */
export function RouteSettings(settings: RouteSettings): MethodDecorator {
  return RouteConfig(settings);
}

/** @returns the settings of the route that a request was found to be for */
export function settingsOf({ routeOptions }: FastifyRequest): RouteSettings {
  return routeOptions.config as RouteSettings;
}

/** Makes Fastify obey `bodyLimit`, on the routes that are registered from now on. */
export function applyBodyLimits(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    const { bodyLimit } = (route.config ?? {}) as RouteSettings;
    if (bodyLimit !== undefined) route.bodyLimit = bodyLimit;
  });
}
