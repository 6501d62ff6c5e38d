import { ErrorResponse, type Item, type ItemDefinition, type Resource, TimeoutError } from '@azure/cosmos';
import { ServiceError } from '#domain';

/**
 * `x-ms-substatus` of answers 404 that do not say that an item is missing (SubStatusCodes of @azure/cosmos): 1002, no replica has what the
 * session token names; 1003, there is no such container or database.
 */
const NOT_ABOUT_THE_ITEM: ReadonlySet<unknown> = new Set([1002, 1003]);

/** In `failedAttempts` of the SDK: the only 404 that it asks again after is one with the sub-status 1002. */
const NOT_FOUND = 404;

/**
 * What an error of the Cosmos DB SDK means for us. The SDK retries 429 for a short while itself; 449 (retry with) and 412 (the ETag
 * lost) are never retried by it.
 */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const code = statusOf(error);
  if (code === 412) {
    const detail = 'The resource has changed. Read it again and repeat your change.';
    return new ServiceError('etag-mismatch', detail, { cause: error });
  }
  if (code === 409)
    return new ServiceError('state-conflict', 'A resource with this id already exists.', { cause: error });
  if (code === 404) return new ServiceError('not-found', 'The resource does not exist.', { cause: error });
  if (code === 413) {
    const detail = 'The document is larger than the database accepts (2 MB). Send less data in one request.';
    return new ServiceError('document-too-large', detail, { cause: error });
  }
  if (code === 400) {
    const detail = 'The database rejected the request as invalid. A retry will not help.';
    return new ServiceError('document-refused', detail, { cause: error });
  }
  const retryAfterMs = error instanceof ErrorResponse ? error.retryAfterInMs : undefined;
  return new ServiceError('dependency-unavailable', 'The database is not available at the moment. Try again shortly.', {
    cause: error,
    retryAfterMs,
  });
}

/** What `work` returns. @throws ServiceError in place of the SDK's errors */
export async function withCosmosErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toServiceError(error);
  }
}

/**
 * The status that Cosmos DB answered with: 404 only when the item is not there; 503 where a 404 says something else, that it cannot be told at
 * the moment. Undefined when it did not answer.
 */
export function statusOf(error: unknown): number | undefined {
  if (error instanceof TimeoutError) return 408;
  const { code, substatus } = (error ?? {}) as { readonly code?: unknown; readonly substatus?: unknown };
  if (code === NOT_FOUND && NOT_ABOUT_THE_ITEM.has(substatus)) return 503;
  return typeof code === 'number' ? code : undefined;
}

/**
 * An item as a point read finds it. The SDK takes every 404 of a point read for a missing item and throws nothing: its sub-status tells.
 * @param options `newest`: only by a replica that has what this process has seen. After a 1002 the SDK asks again, once and without the session
 *   token; what is read then may be older than what is known, and is not taken.
 * @returns undefined when there is none
 * @throws ServiceError `dependency-unavailable`, also when it cannot be told whether there is one
 * See ADR 95.
 */
export async function readItem<T extends ItemDefinition>(
  item: Item,
  options: { readonly newest?: boolean } = {},
): Promise<(T & Resource) | undefined> {
  let response;
  try {
    response = await item.read<T>();
  } catch (error) {
    if (statusOf(error) === NOT_FOUND) return undefined;
    throw toServiceError(error);
  }
  const { resource, statusCode, substatus, diagnostics } = response;
  if (resource === undefined && NOT_ABOUT_THE_ITEM.has(substatus)) {
    throw toServiceError(Object.assign(new Error('The item could not be read.'), { code: statusCode, substatus }));
  }
  const failed = diagnostics?.clientSideRequestStatistics.retryDiagnostics.failedAttempts ?? [];
  if (options.newest === true && failed.some((attempt) => attempt.statusCode === NOT_FOUND)) {
    throw toServiceError(Object.assign(new Error('No replica has the latest state.'), { code: 503 }));
  }
  return resource;
}
