/**
 * Every error code of a response, a document or a dead letter, with a title and whether a retry may succeed.
 * The HTTP status of a code is decided in `libs/intake`; `docs/errors.md` explains each of them, and
 * `npm run generate` makes the texts of it that the API serves at `/errors/{code}`.
 */
export const ERROR_CODES = {
  // The request
  'invalid-request': { title: 'The request is invalid', retryable: false },
  'unsupported-media-type': { title: 'The content type is not supported', retryable: false },
  'payload-too-large': { title: 'The request is too large', retryable: false },
  'not-acceptable': { title: 'No representation matches the Accept header', retryable: false },
  'range-not-satisfiable': { title: 'The requested range lies outside the content', retryable: false },
  'rate-limited': { title: 'Too many requests', retryable: true },
  // `rate-limited` counts requests a minute; this code counts open requests.
  'too-many-open-requests': { title: 'This caller has too many open requests', retryable: true },
  'audio-slots-busy': { title: 'All slots for audio are in use', retryable: true },
  // Who is asking
  unauthenticated: { title: 'A valid bearer token is required', retryable: false },
  forbidden: { title: 'The token lacks a required role', retryable: false },
  'webhook-unverified': { title: 'The webhook signature is invalid', retryable: false },
  // What is asked for
  'not-found': { title: 'The resource does not exist', retryable: false },
  'unknown-reference': { title: 'The body names a resource that does not exist', retryable: false },
  'method-not-allowed': { title: 'The resource does not support this method', retryable: false },
  'state-conflict': { title: 'The state of the resource does not allow this request', retryable: false },
  'etag-mismatch': { title: 'The resource has changed', retryable: true },
  'legal-hold': { title: 'A legal hold prevents the deletion', retryable: false },
  'legal-holds-disabled': { title: 'This deployment has no legal holds', retryable: false },
  // Repeated requests
  'idempotency-key-required': { title: 'The request requires an Idempotency-Key', retryable: false },
  'idempotency-in-progress': { title: 'The request with this Idempotency-Key is still running', retryable: true },
  'idempotency-key-reused': { title: 'The Idempotency-Key was used for a different request', retryable: false },
  // Uploads
  'upload-not-ready': { title: 'The recording has not been uploaded and checked yet', retryable: true },
  'upload-rejected': { title: 'The recording was rejected', retryable: false },
  'upload-too-slow': { title: 'The file took too long to arrive', retryable: false },
  'upload-purpose-mismatch': { title: 'The recording was uploaded for another purpose', retryable: false },
  'direct-uploads-disabled': { title: 'This deployment accepts recordings only as a form', retryable: false },
  // URLs that callers give
  'url-refused': { title: 'Requests to this URL are not allowed', retryable: false },
  'remote-unavailable': { title: 'The remote server is unavailable or failed', retryable: true },
  'remote-refused': { title: 'The remote server refused the request', retryable: false },
  // Consents
  'consent-locale-unsupported': { title: 'This locale has no consent statement', retryable: false },
  'consent-not-active': { title: 'The consent is not active', retryable: false },
  'consent-revoked': { title: 'The consent was revoked or has expired', retryable: false },
  'recording-already-used': { title: 'The recording was already used for another consent', retryable: false },
  'consent-mismatch': { title: 'The consent differs from the one used to enroll the voice', retryable: false },
  'consent-statement-mismatch': { title: 'The recording does not match the consent statement', retryable: false },
  'consent-refused': { title: 'Azure refused the consent recording', retryable: false },
  // Voices
  'sample-rejected': { title: 'A sample of the voice was rejected', retryable: false },
  'sample-too-short': { title: 'The samples contain too little speech', retryable: false },
  'voice-not-ready': { title: 'The voice is not ready', retryable: true },
  'voice-not-granted': { title: 'The caller has not been granted this voice', retryable: false },
  'audio-too-large': { title: 'The recordings exceed the size that Azure accepts in one upload', retryable: false },
  'audio-unreachable': { title: 'Azure could not read the recordings', retryable: false },
  'voice-training-failed': { title: 'Azure could not create the voice', retryable: false },
  'training-stalled': { title: 'Azure did not finish the training in time', retryable: false },
  'training-data-insufficient': { title: 'The recordings are fewer than the training needs', retryable: false },
  'professional-voice-needs-url-transfer': {
    title: 'This deployment cannot create professional voices',
    retryable: false,
  },
  'endpoint-resuming': { title: 'The endpoint of the voice is being resumed', retryable: true },
  'endpoint-hours-exhausted': {
    title: 'The endpoint of the voice was deployed for all hours of this month',
    retryable: false,
  },
  // Speech
  'invalid-ssml': { title: 'The SSML is invalid or not supported', retryable: false },
  'text-too-long': { title: 'The text is too long for one synthesis', retryable: false },
  'batch-failed': { title: 'No item of the batch could be spoken', retryable: false },
  'translation-not-configured': { title: 'Translation is not configured', retryable: false },
  'translation-unsupported': { title: 'Translation into this language is not supported', retryable: false },
  'preparation-not-configured': { title: 'Text preparation is not configured', retryable: false },
  'preparation-failed': { title: 'The text could not be prepared for speech', retryable: false },
  'synthesis-not-ready': { title: 'The audio is not ready yet', retryable: true },
  'budget-exhausted': { title: 'The budget of this month is exhausted', retryable: false },
  // `rate-limited` counts a caller's requests; this code counts the texts being spoken.
  'concurrency-limited': { title: 'All slots for speech are in use', retryable: true },
  // Notifications
  'email-not-configured': { title: 'E-mail is not configured', retryable: false },
  // Providers and dependencies
  'provider-throttled': { title: 'The provider is throttling requests', retryable: true },
  'provider-unavailable': { title: 'The provider is unavailable', retryable: true },
  'provider-timeout': { title: 'The provider did not answer in time', retryable: true },
  'provider-rejected': { title: 'The provider refused the request', retryable: false },
  // Retried, because running work must survive a role that is being assigned or a token that just expired.
  'provider-unauthorized': { title: 'The provider refused the credential of this service', retryable: true },
  'provider-stalled': { title: 'The provider did not finish the job in time', retryable: false },
  'dependency-unavailable': { title: 'A service that this one depends on is unavailable', retryable: true },
  'document-too-large': { title: 'The document is too large to store', retryable: false },
  'document-refused': { title: 'The database rejected the document', retryable: false },
  'document-too-new': { title: 'The document was written by a newer release', retryable: true },
  // Work
  'erasure-incomplete': { title: 'The erasure is incomplete', retryable: true },
  'attempts-exhausted': { title: 'All attempts failed', retryable: false },
  stalled: { title: 'The work made no progress', retryable: false },
  'invalid-message': { title: 'The message does not match its schema', retryable: false },
  'unknown-subject': { title: 'The subject of the message does not exist', retryable: false },
  internal: { title: 'An unexpected error occurred', retryable: true },
} as const satisfies Record<string, { title: string; retryable: boolean }>;

export type ErrorCode = keyof typeof ERROR_CODES;

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);
}

/** One thing that is wrong with an input; `pointer` is a JSON pointer into the body, or `query/…`, `path/…`, `header/…`. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
  /** Position in a text of several lines; both count from 1, the column in UTF-16 code units. */
  readonly line?: number;
  readonly column?: number;
}

export interface ServiceErrorOptions {
  readonly cause?: unknown;
  /** How long to wait before a retry, if known. */
  readonly retryAfterMs?: number | undefined;
  readonly fields?: readonly FieldError[];
}

/** An expected failure with a stable code. `detail` is shown to the caller: it says what to do and contains no secret. */
export class ServiceError extends Error {
  override readonly name: string = 'ServiceError';
  readonly retryAfterMs: number | undefined;
  readonly fields: readonly FieldError[];

  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    options: ServiceErrorOptions = {},
  ) {
    super(`${code}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
    this.fields = options.fields ?? [];
  }

  get title(): string {
    return ERROR_CODES[this.code].title;
  }

  /** Whether the same call may succeed later. */
  get retryable(): boolean {
    return ERROR_CODES[this.code].retryable;
  }
}

export type ProviderErrorCode = Extract<ErrorCode, `provider-${string}`>;

export interface ProviderErrorOptions extends ServiceErrorOptions {
  /** The provider's own error code, as it sent it. */
  readonly providerCode?: string | undefined;
  /** The HTTP status or WebSocket close code of the provider's answer. */
  readonly status?: number | undefined;
}

/** A call to Azure AI Speech (or another provider) failed. The provider's own message is only in `cause`. */
export class ProviderError extends ServiceError {
  override readonly name = 'ProviderError';
  readonly providerCode: string | undefined;
  readonly status: number | undefined;

  constructor(code: ProviderErrorCode, detail: string, options: ProviderErrorOptions = {}) {
    super(code, detail, options);
    this.providerCode = options.providerCode;
    this.status = options.status;
  }
}

export function isRetryable(error: unknown): boolean {
  // Unexpected errors may be transient. A bug is retried too, and ends in the dead-letter queue if it persists.
  return error instanceof ServiceError ? error.retryable : true;
}

export function errorCodeOf(error: unknown): ErrorCode {
  return error instanceof ServiceError ? error.code : 'internal';
}

/** The `after` of a list is not the `next` of one of its pages. */
export function invalidCursor(cause?: unknown): ServiceError {
  return new ServiceError('invalid-request', 'The cursor is not valid. Use the `next` of an earlier page as `after`.', {
    cause,
    fields: [{ pointer: 'query/after', code: 'invalid-cursor', detail: 'is not a cursor of this list' }],
  });
}
