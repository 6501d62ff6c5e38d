/** Top-level error codes of both OpenAPI files (`ErrorCode`), by the HTTP status that they come with. */
const STATUS_BY_CODE = {
  BadRequest: 400,
  BadArgument: 400,
  Unauthorized: 401,
  /** Of Azure AI services in general, for a token whose holder lacks the data action. */
  PermissionDenied: 401,
  Forbidden: 403,
  NotFound: 404,
  UnsupportedMediaType: 415,
  TooManyRequests: 429,
  InternalServerError: 500,
  ServiceUnavailable: 503,
} as const;

export type ErrorCode = keyof typeof STATUS_BY_CODE;

export interface ErrorDetail {
  readonly code: ErrorCode;
  readonly message: string;
  readonly target?: string;
}

/** An answer in the error envelope of the Speech REST APIs. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: readonly ErrorDetail[] = [],
    readonly status: number = STATUS_BY_CODE[code],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** 400 for a request whose content is wrong, in the form that custom voice uses for validation errors. */
export function invalidRequest(details: readonly { target: string; message: string }[]): ApiError {
  return new ApiError(
    'BadRequest',
    'One or more validation errors occurred.',
    details.map(({ target, message }) => ({ code: 'BadArgument', target, message })),
  );
}

export function envelope(code: string, message: string, details: readonly ErrorDetail[] = []): object {
  return { error: { code, message, ...(details.length === 0 ? {} : { details }) } };
}

/** The code for a status that a fault was scripted with. */
export function codeForStatus(status: number): ErrorCode {
  const found = Object.entries(STATUS_BY_CODE).find(
    ([code, value]) => value === status && code !== 'BadArgument' && code !== 'PermissionDenied',
  );
  return (found?.[0] as ErrorCode | undefined) ?? (status < 500 ? 'BadRequest' : 'InternalServerError');
}
