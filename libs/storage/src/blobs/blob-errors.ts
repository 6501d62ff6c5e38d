import { RestError } from '@azure/storage-blob';
import { ServiceError } from '#domain';

/** What an error of the Blob Storage SDK means for us. */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const status = statusOf(error);
  if (status === 404) return new ServiceError('not-found', 'There is no such file.', { cause: error });
  if (status === 412 || status === 304) {
    return new ServiceError('etag-mismatch', 'The file was changed in the meantime.', { cause: error });
  }
  if (status === 409) return new ServiceError('state-conflict', 'The file exists already.', { cause: error });
  if (status === 416) {
    return new ServiceError('range-not-satisfiable', 'The file is shorter than the requested range.', { cause: error });
  }
  return new ServiceError(
    'dependency-unavailable',
    'The file store is not available at the moment. Try again shortly.',
    {
      cause: error,
    },
  );
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof RestError ? error.statusCode : undefined;
}
