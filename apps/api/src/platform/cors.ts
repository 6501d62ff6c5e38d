import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** How long a browser may keep the answer to its preflight. */
const PREFLIGHT_KEPT_S = 600;

/** Lets pages of these origins call the API with a bearer token; without any, no page of another origin can. */
export function allowOrigins(app: NestFastifyApplication, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.enableCors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'Last-Event-ID',
      'Prefer',
      'Range',
      'Traceparent',
      'X-Request-Id',
    ],
    exposedHeaders: [
      'ETag',
      'Idempotency-Replayed',
      'Link',
      'Location',
      'RateLimit',
      'RateLimit-Policy',
      'Retry-After',
      'X-Request-Id',
    ],
    // Tokens travel in a header that pages set themselves: cookies mean nothing here.
    credentials: false,
    maxAge: PREFLIGHT_KEPT_S,
  });
}
