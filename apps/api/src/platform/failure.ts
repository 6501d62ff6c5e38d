import { HttpException } from '@nestjs/common';
import { ServiceError } from '#domain';

/** A failure as the caller may see it, and the status if it is another one than that of its code. */
export interface HttpFailure {
  readonly error: ServiceError;
  readonly status?: number;
}

/** What Fastify and its plugins call their errors, where it says more than the status. */
const DETAIL_OF_CODE: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The length of the body differs from Content-Length.',
  FST_ERR_BAD_URL: 'The path is not a valid URL.',
  FST_ERR_MAX_PARAM_LENGTH: 'A part of the path is too long.',
  FST_INVALID_JSON_FIELD_ERROR: 'A field of the form is not valid JSON.',
  FST_FIELDS_LIMIT: 'The form has too many fields.',
  FST_PARTS_LIMIT: 'The form has too many parts.',
};

/** Where a plugin's status is not what HTTP says. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  FST_INVALID_MULTIPART_CONTENT_TYPE: 415,
  FST_INVALID_JSON_FIELD_ERROR: 400,
  FST_FIELDS_LIMIT: 400,
  FST_PARTS_LIMIT: 400,
};

/** The form parser's errors have neither code nor status. */
const FORM_FAULT = /^Multipart: Boundary not found$|unexpected end of multipart data$/i;

/**
 * Reads anything that was thrown while a request was served. Errors of the framework become the code that fits their status, in our
 * words; whatever nobody expected becomes `internal` and says nothing.
 */
export function failureOf(thrown: unknown): HttpFailure {
  if (thrown instanceof ServiceError) return { error: thrown };
  if (thrown instanceof Error && FORM_FAULT.test(thrown.message)) {
    return failureOfStatus(400, 'The form is malformed or incomplete.', thrown);
  }
  const status = clientStatusOf(thrown);
  if (status === undefined) return { error: unexpected(thrown) };
  return failureOfStatus(status, detailOf(thrown), thrown);
}

function failureOfStatus(status: number, detail: string | undefined, cause: unknown): HttpFailure {
  switch (status) {
    case 401:
      return {
        error: new ServiceError('unauthenticated', 'Send the header "Authorization: Bearer <access token>".', {
          cause,
        }),
      };
    case 403:
      return { error: new ServiceError('forbidden', 'You do not have access to this resource.', { cause }) };
    case 404:
      return { error: new ServiceError('not-found', 'This path does not exist.', { cause }) };
    case 405:
      return { error: new ServiceError('method-not-allowed', 'Use one of the methods in Allow.', { cause }) };
    case 406:
      return {
        error: new ServiceError('not-acceptable', 'Request a media type that the resource supports.', { cause }),
      };
    case 412:
      return {
        error: new ServiceError('etag-mismatch', 'Read the resource again, then repeat the change.', { cause }),
      };
    case 413:
      return { error: new ServiceError('payload-too-large', 'Send a smaller body.', { cause }) };
    case 415:
      return {
        error: new ServiceError('unsupported-media-type', 'Send a content type that the resource accepts.', { cause }),
      };
    case 416:
      return { error: new ServiceError('range-not-satisfiable', 'Request a range within the content.', { cause }) };
    default:
      // 408, 414, 431 and the like have no code of their own, but keep their status.
      return { error: new ServiceError('invalid-request', detail ?? 'The request is not valid.', { cause }), status };
  }
}

/** Nest wraps Fastify's errors, and those of the parser in turn. */
function detailOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if (thrown instanceof SyntaxError) return 'The body is not valid JSON.';
  const code = (thrown as { code?: unknown }).code;
  return (typeof code === 'string' ? DETAIL_OF_CODE[code] : undefined) ?? detailOf(thrown.cause);
}

/** Whether it says that the caller disconnected: nobody is left to be answered, and no part of the API has failed. */
export function isDisconnect(thrown: unknown): boolean {
  const code = thrown instanceof Error ? (thrown as { code?: unknown }).code : undefined;
  return (
    typeof code === 'string' && ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'FST_MP_PREMATURE_CLOSE'].includes(code)
  );
}

/** The status, 400 to 499, of an error by which a framework says that the request is at fault. */
function clientStatusOf(thrown: unknown): number | undefined {
  const code = thrown instanceof Error ? (thrown as { code?: unknown }).code : undefined;
  const known = typeof code === 'string' ? STATUS_OF_CODE[code] : undefined;
  if (known !== undefined) return known;
  const status =
    thrown instanceof HttpException
      ? thrown.getStatus()
      : thrown instanceof Error && 'statusCode' in thrown && isFrameworkError(thrown)
        ? thrown.statusCode
        : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

/** An SDK's error may carry a `statusCode` too: that of Azure's answer to us, which says nothing about this request. */
function isFrameworkError(error: Error): boolean {
  const code = (error as { code?: unknown }).code;
  return (typeof code === 'string' && code.startsWith('FST_')) || error instanceof SyntaxError;
}

function unexpected(thrown: unknown): ServiceError {
  return new ServiceError('internal', 'An unexpected error occurred. Quote the request id when you report it.', {
    cause: thrown,
  });
}
