import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

type FastifyCorsOptions = NonNullable<Parameters<NestFastifyApplication['enableCors']>[0]>;

/** How long a browser may keep the answer to its preflight. */
const PREFLIGHT_KEPT_S = 600;

/**
 * Request headers that any route takes, beside those that the document names. `User-Agent`: in Firefox, pages may set it, as the `openai` package does
 * (Fetch standard, "forbidden request-header").
 */
const COMMON_REQUEST_HEADERS = [
  'Authorization',
  'Baggage',
  'Content-Type',
  'If-Match',
  'If-None-Match',
  'Traceparent',
  'Tracestate',
  'User-Agent',
  'X-Request-Id',
];
/** What the `openai` package tells of itself. It adds names from release to release, so those that a page asks for are allowed. */
const OPENAI_REQUEST_HEADER = /^x-stainless-[a-z0-9-]{1,50}$/i;

/** Response headers that any route may send, beside those that the document names. */
const COMMON_RESPONSE_HEADERS = [
  'Accept-Ranges',
  'Allow',
  'Content-Disposition',
  'Content-Range',
  'ETag',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'Preference-Applied',
  'Provenance-Id',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Server-Timing',
  'WWW-Authenticate',
  'X-AI-Generated',
  'X-Applied-Speed',
  'X-Request-Id',
  'X-Should-Retry',
];

export interface CorsLists {
  readonly methods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
}

/** What pages may send and read: everything that the OpenAPI document names, so that no list falls behind the routes. */
export function corsListsOf(document: OpenAPIObject): CorsLists {
  const methods = new Set(['GET', 'HEAD']);
  const allowed = headerNames(COMMON_REQUEST_HEADERS);
  const exposed = headerNames(COMMON_RESPONSE_HEADERS);
  for (const item of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(item as Record<string, DescribedOperation>)) {
      methods.add(method.toUpperCase());
      for (const parameter of operation.parameters ?? []) {
        const { in: place, name } = resolved(document, parameter);
        if (place === 'header' && name !== undefined) allowed.set(name.toLowerCase(), name);
      }
      for (const response of Object.values(operation.responses ?? {})) {
        const { headers = {} } = resolved(document, response);
        for (const name of Object.keys(headers)) exposed.set(name.toLowerCase(), name);
      }
    }
  }
  return { methods: [...methods], allowedHeaders: [...allowed.values()], exposedHeaders: [...exposed.values()] };
}

/**
 * Lets pages of these origins call the API with a bearer token; without any, no page of another origin can.
 * @param document of the routes
 */
export function allowOrigins(app: NestFastifyApplication, origins: readonly string[], document: OpenAPIObject): void {
  if (origins.length === 0) return;
  const { methods, allowedHeaders, exposedHeaders } = corsListsOf(document);
  const options = {
    origin: [...origins],
    methods: [...methods],
    exposedHeaders: [...exposedHeaders],
    // Tokens travel in a header that pages set themselves: cookies mean nothing here.
    credentials: false,
    maxAge: PREFLIGHT_KEPT_S,
  };
  app.enableCors({
    delegator: (request: FastifyRequest, callback: (error: Error | null, found: FastifyCorsOptions) => void) => {
      const asked = (request.headers['access-control-request-headers'] ?? '').split(',').map((name) => name.trim());
      const openAi = asked.filter((name) => OPENAI_REQUEST_HEADER.test(name));
      callback(null, { ...options, allowedHeaders: [...allowedHeaders, ...openAi] });
    },
  });
}

/** As much of an operation as says which headers it has. */
interface DescribedOperation {
  readonly parameters?: readonly object[];
  readonly responses?: Readonly<Record<string, object>>;
}

interface Described {
  readonly $ref?: string;
  readonly in?: string;
  readonly name?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** A parameter or a response, which may be a component. */
function resolved(document: OpenAPIObject, described: Described): Described {
  const path = described.$ref?.replace(/^#\//, '').split('/');
  if (path === undefined) return described;
  const found = path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document);
  return found ?? {};
}

function headerNames(names: readonly string[]): Map<string, string> {
  return new Map(names.map((name) => [name.toLowerCase(), name]));
}
