/**
 * Every error code that a caller, a document or a dead letter can show, with a title and whether trying the same again may help.
 * The HTTP status of a code is decided in `apps/api/src/platform`; `docs/errors.md` explains each of them.
 */
export const ERROR_CODES = {
  // The request
  'invalid-request': { title: 'The request is not valid', retryable: false },
  'unsupported-media-type': { title: 'The content type is not supported', retryable: false },
  'payload-too-large': { title: 'The request is too large', retryable: false },
  'not-acceptable': { title: 'No representation fits the Accept header', retryable: false },
  'range-not-satisfiable': { title: 'The requested range lies outside the content', retryable: false },
  'rate-limited': { title: 'Too many requests', retryable: true },
  // Not `rate-limited`: that counts requests in a minute, this those that are open.
  'too-many-open-requests': { title: 'Too many requests of this caller are open at the same time', retryable: true },
  // Who is asking
  unauthenticated: { title: 'A valid bearer token is required', retryable: false },
  forbidden: { title: 'The token lacks the role for this', retryable: false },
  'webhook-unverified': { title: 'The webhook is not signed as it should be', retryable: false },
  // What is asked for
  'not-found': { title: 'There is no such resource', retryable: false },
  'method-not-allowed': { title: 'The resource does not support this method', retryable: false },
  'state-conflict': { title: 'The resource is in a state that does not allow this', retryable: false },
  'etag-mismatch': { title: 'The resource was changed in the meantime', retryable: true },
  // Repeated requests
  'idempotency-key-required': { title: 'The request needs an Idempotency-Key', retryable: false },
  'idempotency-in-progress': { title: 'The request with this Idempotency-Key is still running', retryable: true },
  'idempotency-key-reused': { title: 'The Idempotency-Key was used for a different request', retryable: false },
  // Uploads
  'upload-not-ready': { title: 'The recording has not been uploaded and checked yet', retryable: true },
  'upload-rejected': { title: 'The recording was rejected', retryable: false },
  'upload-too-slow': { title: 'The file took too long to arrive', retryable: false },
  'upload-purpose-mismatch': { title: 'The recording was uploaded for another purpose', retryable: false },
  'direct-uploads-disabled': { title: 'This deployment takes recordings as a form only', retryable: false },
  // URLs that callers give
  'url-refused': { title: 'The URL is not one that requests may go to', retryable: false },
  'remote-unavailable': { title: 'The other server did not answer as it should', retryable: true },
  'remote-refused': { title: 'The other server refused the request', retryable: false },
  // Consents
  'consent-locale-unsupported': { title: 'There is no consent statement for this locale', retryable: false },
  'consent-not-active': { title: 'The consent is not active', retryable: false },
  'consent-revoked': { title: 'The consent was revoked or has expired', retryable: false },
  'recording-already-used': { title: 'The recording proves another consent', retryable: false },
  'consent-mismatch': { title: 'The consent is not the one that the voice was enrolled with', retryable: false },
  'consent-statement-mismatch': { title: 'The recording does not say the consent statement', retryable: false },
  'consent-refused': { title: 'Azure refused the consent recording', retryable: false },
  // Voices
  'sample-rejected': { title: 'A sample of the voice was rejected', retryable: false },
  'sample-too-short': { title: 'The samples hold too little speech', retryable: false },
  'voice-not-ready': { title: 'The voice is not ready', retryable: true },
  'voice-not-granted': { title: 'The voice belongs to somebody else', retryable: false },
  'audio-too-large': { title: 'The recordings are larger than Azure takes in one upload', retryable: false },
  'audio-unreachable': { title: 'Azure could not read the recordings', retryable: false },
  'voice-training-failed': { title: 'Azure could not create the voice', retryable: false },
  // Speech
  'invalid-ssml': { title: 'The SSML is not accepted', retryable: false },
  'text-too-long': { title: 'The text is too long for one synthesis', retryable: false },
  'batch-failed': { title: 'No item of the batch could be spoken', retryable: false },
  'translation-not-configured': { title: 'This deployment does not translate', retryable: false },
  'translation-unsupported': { title: 'The text cannot be translated into this language', retryable: false },
  'preparation-not-configured': { title: 'This deployment does not prepare texts', retryable: false },
  'preparation-failed': { title: 'The text could not be prepared for speech', retryable: false },
  'synthesis-not-ready': { title: 'The audio is not there yet', retryable: true },
  // Not `rate-limited`: that counts a caller's requests, this the turns that are being spoken.
  'concurrency-limited': { title: 'Too many texts are being spoken at the moment', retryable: true },
  // Providers and dependencies
  'provider-throttled': { title: 'The provider is limiting requests', retryable: true },
  'provider-unavailable': { title: 'The provider is not available', retryable: true },
  'provider-timeout': { title: 'The provider did not answer in time', retryable: true },
  'provider-rejected': { title: 'The provider refused the request', retryable: false },
  // Retried: a role that is being assigned, or a token that just expired, must not end work that is under way.
  'provider-unauthorized': { title: 'The provider refused our credential', retryable: true },
  'provider-stalled': { title: 'The provider did not finish the job in time', retryable: false },
  'dependency-unavailable': { title: 'A service that this one depends on is not available', retryable: true },
  'document-too-large': { title: 'The document is too large to be stored', retryable: false },
  'document-refused': { title: 'The database rejected the document', retryable: false },
  'document-too-new': { title: 'A newer release has written the document', retryable: true },
  // Work
  'erasure-incomplete': { title: 'Something of what is to be erased is still there', retryable: true },
  'attempts-exhausted': { title: 'The work failed too often', retryable: false },
  stalled: { title: 'The work made no progress', retryable: false },
  'invalid-message': { title: 'The message does not fit its schema', retryable: false },
  'unknown-subject': { title: 'The message names something that does not exist', retryable: false },
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
  /** Where it stands in a text of several lines; both count from 1, the column in UTF-16 code units. */
  readonly line?: number;
  readonly column?: number;
}

export interface ServiceErrorOptions {
  readonly cause?: unknown;
  /** How long to wait before trying again, when known. */
  readonly retryAfterMs?: number | undefined;
  readonly fields?: readonly FieldError[];
}

/** An expected failure with a stable code. `detail` is shown to the caller: it says what to do and holds no secret. */
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
  // What we did not expect may pass: a bug is retried like a transient failure, and ends in the dead-letter queue if it stays.
  return error instanceof ServiceError ? error.retryable : true;
}

export function errorCodeOf(error: unknown): ErrorCode {
  return error instanceof ServiceError ? error.code : 'internal';
}
