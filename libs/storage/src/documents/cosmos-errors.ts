import { ErrorResponse, TimeoutError } from '@azure/cosmos';
import { ServiceError } from '#domain';

/**
 * What an error of the Cosmos DB SDK means for us. The SDK retries 429 for a short while itself; 449 (retry with) and 412 (the ETag
 * lost) are never retried by it.
 */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const code = statusOf(error);
  if (code === 412) {
    return new ServiceError(
      'etag-mismatch',
      'The resource was changed in the meantime. Read it again and repeat the change.',
      {
        cause: error,
      },
    );
  }
  if (code === 409)
    return new ServiceError('state-conflict', 'A resource with this id exists already.', { cause: error });
  if (code === 404) return new ServiceError('not-found', 'There is no such resource.', { cause: error });
  if (code === 413) {
    const detail = 'The document is larger than the database accepts (2 MB). Send less data in one request.';
    return new ServiceError('document-too-large', detail, { cause: error });
  }
  if (code === 400) {
    const detail = 'The database rejected the request as invalid. Trying again will not help.';
    return new ServiceError('document-refused', detail, { cause: error });
  }
  const retryAfterMs = error instanceof ErrorResponse ? error.retryAfterInMs : undefined;
  return new ServiceError('dependency-unavailable', 'The database is not available at the moment. Try again shortly.', {
    cause: error,
    retryAfterMs,
  });
}

export function statusOf(error: unknown): number | undefined {
  if (error instanceof TimeoutError) return 408;
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'number' ? code : undefined;
}
