import type { FastifyRequest } from 'fastify';
import { ServiceError } from '#domain';
import { invalidRequest } from '#intake';
import type { HttpFailure } from './failure.ts';

const MIB = 1_048_576;
/** Codes of mistakes in the fields of a request, which the description of its route explains. */
const EXPLAINED_BY_ROUTE: readonly string[] = [
  'invalid-request',
  'unsupported-media-type',
  'payload-too-large',
  'idempotency-key-required',
];

/**
 * A failure with what only its request tells: how large the body is, and where its route is described.
 * @param servesDocument whether the API serves `/openapi.json`
 */
export function failureOfRequest(failure: HttpFailure, request: FastifyRequest, servesDocument: boolean): HttpFailure {
  const sized = isOfBodyLimit(failure.error) ? { ...failure, error: tooLarge(request) } : failure;
  const { error } = sized;
  const route = servesDocument ? routeOf(request) : undefined;
  if (route === undefined || error.fields.length === 0 || !EXPLAINED_BY_ROUTE.includes(error.code)) return sized;
  const detail = `${error.detail} See ${route} in /openapi.json.`;
  return { ...sized, error: new ServiceError(error.code, detail, { cause: error, fields: error.fields }) };
}

/** `POST /v1/voices`, as the OpenAPI document has it. Undefined for what the document does not describe. */
function routeOf({ method, routeOptions: { url = '' }, is404 }: FastifyRequest): string | undefined {
  if (is404 || !url.startsWith('/v1/')) return undefined;
  return `${method === 'HEAD' ? 'GET' : method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`;
}

function isOfBodyLimit({ code, cause }: ServiceError): boolean {
  return code === 'payload-too-large' && isFastifyLimit(cause);
}

function isFastifyLimit(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  return ('code' in cause && cause.code === 'FST_ERR_CTP_BODY_TOO_LARGE') || isFastifyLimit(cause.cause);
}

function tooLarge({ headers, routeOptions }: FastifyRequest): ServiceError {
  const { bodyLimit: limit } = routeOptions;
  const length = Number(headers['content-length']);
  const allowed = `${limit.toLocaleString('en-US')} (${Number((limit / MIB).toFixed(1))} MiB)`;
  const detail =
    length > limit
      ? `has ${length.toLocaleString('en-US')} bytes; at most ${allowed} are allowed`
      : `has more than ${allowed} bytes`;
  const { detail: sentence, fields } = invalidRequest([{ pointer: '', code: 'too-big', detail }]);
  return new ServiceError('payload-too-large', sentence, { fields });
}
