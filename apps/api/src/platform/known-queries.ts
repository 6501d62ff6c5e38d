import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { LINK_PARAMETER } from '#auth';
import type { FieldError } from '#domain';
import { didYouMean, invalidRequest } from '#intake';
import type { Contribution } from './contribution.ts';
import { pathOf } from './request-correlation.ts';

/** More than any request has; the rest is not looked at. */
const MAX_NAMED = 10;

/**
 * Refuses query parameters that the OpenAPI document does not name for the route, so that a misspelt filter does not list everything. It happens when the
 * request is admitted and before its body is read. @throws ServiceError `invalid-request`
 */
export function refuseUnknownQueries(
  fastify: FastifyInstance,
  document: OpenAPIObject,
  contributions: readonly Contribution[],
): void {
  const known = knownQueriesOf(document);
  const ignores = contributions.flatMap(({ ignoresUnknownQueries }) => ignoresUnknownQueries ?? []);
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const { url = '' } = request.routeOptions;
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    // Probes are never refused, and senders of webhooks may add what they like.
    const names = url.startsWith('/v1/') ? known.get(`${method} ${url}`) : undefined;
    const given = Object.keys(request.query as object);
    if (names === undefined || given.length === 0 || ignores.some((ignored) => ignored(pathOf(request.url)))) {
      done(null, payload);
      return;
    }
    // A signed link is no parameter of the route: it was read when the request was admitted.
    const unknown = given.filter((name) => !names.includes(name) && (name !== LINK_PARAMETER || method !== 'GET'));
    if (unknown.length === 0) done(null, payload);
    else
      done(
        invalidRequest(
          unknown.slice(0, MAX_NAMED).map((name) => fieldError(name, names)),
          unknown.length,
        ),
        payload,
      );
  });
}

/** The names of the query parameters of each operation, by method and Fastify's pattern of the path. */
function knownQueriesOf({ paths, components }: OpenAPIObject): ReadonlyMap<string, readonly string[]> {
  const named = (parameter: { readonly $ref?: string; readonly in?: string; readonly name?: string }) => {
    const component = parameter.$ref?.split('/').at(-1);
    const found = component === undefined ? parameter : components?.parameters?.[component];
    const { in: place, name } = (found ?? {}) as { in?: string; name?: string };
    return place === 'query' && name !== undefined ? [name] : [];
  };
  return new Map(
    Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, { readonly parameters?: readonly object[] }>).map(
        ([method, { parameters = [] }]) => [
          `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
          parameters.flatMap(named),
        ],
      ),
    ),
  );
}

function fieldError(name: string, names: readonly string[]): FieldError {
  const hint = didYouMean(name, names);
  const others = names.length === 0 ? '. It takes none' : `. It takes ${names.join(', ')}`;
  return {
    pointer: `query/${name.slice(0, 60)}`,
    code: 'unknown-parameter',
    detail: `is not a query parameter of this request${hint === '' ? others : `.${hint}`}`,
  };
}
