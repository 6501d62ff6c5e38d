import { RestError } from '@azure/storage-blob';
import { ServiceError, type ServiceErrorOptions } from '#domain';

/** A container's name is free again no earlier than this after its deletion (learn.microsoft.com, "Delete Container"). */
const CONTAINER_DELETION_MS = 30_000;

/**
 * Codes of answers with 4xx that pass by themselves (learn.microsoft.com, "Blob service error codes" and "Common REST API error codes"): the
 * work is retried. `ContainerNotFound`: every container of the table is made with the account, so one that is missing is a deployment
 * that is not finished, not a file that does not exist. `InvalidBlockList`: another writer committed in between and discarded the blocks.
 */
const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  'AccountBeingCreated',
  'BlobBeingDeleted',
  'BlobBeingRehydrated',
  'ContainerBeingDeleted',
  'ContainerBeingDisabled',
  'ContainerNotFound',
  'Crc64Mismatch',
  'InvalidBlockList',
  'LeaseAlreadyPresent',
  'LeaseIdMissing',
  'LeaseIsBreakingAndCannotBeAcquired',
  'Md5Mismatch',
  'PendingCopyOperation',
  'SystemInUse',
]);

/** Codes of 409 that say that a blob or container with this name exists. */
const EXISTS_CODES: ReadonlySet<string> = new Set([
  'BlobAlreadyExists',
  'ContainerAlreadyExists',
  'ResourceAlreadyExists',
]);

/** What an error of the Blob Storage SDK means for us: by its error code, and by its status where the code says no more. */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const status = statusOf(error);
  const code = codeOf(error);
  if (code !== undefined && TRANSIENT_CODES.has(code)) {
    return unavailable(error, code === 'ContainerBeingDeleted' ? { retryAfterMs: CONTAINER_DELETION_MS } : {});
  }
  switch (status) {
    case 404:
      return new ServiceError('not-found', 'The file does not exist.', { cause: error });
    case 304:
    case 412:
      return new ServiceError('etag-mismatch', 'The file has changed.', { cause: error });
    case 409:
      return new ServiceError(
        'state-conflict',
        code === undefined || EXISTS_CODES.has(code)
          ? 'The file already exists.'
          : `The file is in a state that does not allow this (${code}).`,
        { cause: error },
      );
    case 413:
      return new ServiceError('payload-too-large', 'The file is larger than the file store accepts.', { cause: error });
    case 416:
      return new ServiceError('range-not-satisfiable', 'The file is shorter than the requested range.', {
        cause: error,
      });
    // A request that the service does not understand is our fault, and the same request is never understood: tried a few times, not for days.
    case 400:
    case 405:
    case 411:
    case 415:
      return new ServiceError('internal', 'The file store did not accept the request.', { cause: error });
    default:
      return unavailable(error);
  }
}

/** What `work` returns. @throws ServiceError in place of the SDK's errors */
export async function withBlobErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toServiceError(error);
  }
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof RestError ? error.statusCode : undefined;
}

/** `x-ms-error-code`, which answers without a body have too. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof RestError)) return undefined;
  const { errorCode } = (error.details ?? {}) as { errorCode?: unknown };
  return typeof errorCode === 'string' ? errorCode : error.code;
}

/** Whether the error says that there is no such blob, and not that the container or the account is missing. */
export function isBlobMissing(error: unknown): boolean {
  return statusOf(error) === 404 && codeOf(error) !== 'ContainerNotFound';
}

function unavailable(cause: unknown, options: ServiceErrorOptions = {}): ServiceError {
  return new ServiceError(
    'dependency-unavailable',
    'The file store is not available at the moment. Try again shortly.',
    { ...options, cause },
  );
}
