import { RestError } from '@azure/storage-blob';
import { describe, expect, it } from 'vitest';
import { ServiceError } from '#domain';
import { isBlobMissing, toServiceError } from './blob-errors.ts';

/** As the SDK throws it: the code of an answer without a body is in its headers only. */
function answered(statusCode: number, errorCode?: string, hasBody = true): RestError {
  const error = new RestError('refused', { statusCode, ...(hasBody && errorCode ? { code: errorCode } : {}) });
  error.details = { errorCode };
  return error;
}

describe('toServiceError', () => {
  it.each([
    'AccountBeingCreated',
    'BlobBeingDeleted',
    'BlobBeingRehydrated',
    'ContainerBeingDeleted',
    'ContainerBeingDisabled',
    'LeaseAlreadyPresent',
    'PendingCopyOperation',
    'SystemInUse',
  ])('tries 409 %s again', (code) => {
    for (const hasBody of [true, false]) {
      expect(toServiceError(answered(409, code, hasBody))).toMatchObject({
        code: 'dependency-unavailable',
        retryable: true,
      });
    }
  });

  it('waits for 30 s before a container that is being deleted is made again', () => {
    expect(toServiceError(answered(409, 'ContainerBeingDeleted')).retryAfterMs).toBe(30_000);
    expect(toServiceError(answered(409, 'BlobBeingDeleted')).retryAfterMs).toBeUndefined();
  });

  it.each([
    ['BlobAlreadyExists', 'The file already exists.'],
    ['ContainerAlreadyExists', 'The file already exists.'],
    [undefined, 'The file already exists.'],
    ['BlobArchived', 'The file is in a state that does not allow this (BlobArchived).'],
    ['BlobImmutableDueToPolicy', 'The file is in a state that does not allow this (BlobImmutableDueToPolicy).'],
  ])('takes 409 %s for final', (code, detail) => {
    expect(toServiceError(answered(409, code))).toMatchObject({ code: 'state-conflict', retryable: false, detail });
  });

  it.each([
    [404, 'BlobNotFound', 'not-found', false],
    [404, 'ContainerNotFound', 'dependency-unavailable', true],
    [412, 'ConditionNotMet', 'etag-mismatch', true],
    [412, 'LeaseIdMissing', 'dependency-unavailable', true],
    [400, 'InvalidBlockList', 'dependency-unavailable', true],
    [400, 'Md5Mismatch', 'dependency-unavailable', true],
    [400, 'InvalidHeaderValue', 'internal', true],
    [413, 'RequestBodyTooLarge', 'payload-too-large', false],
    [416, 'InvalidRange', 'range-not-satisfiable', false],
    [403, 'AuthorizationPermissionMismatch', 'dependency-unavailable', true],
    [500, 'OperationTimedOut', 'dependency-unavailable', true],
    [503, 'ServerBusy', 'dependency-unavailable', true],
  ])('takes %d %s for %s', (status, code, ours, retryable) => {
    expect(toServiceError(answered(status, code))).toMatchObject({ code: ours, retryable });
  });

  it('takes a broken connection for an outage, and leaves our own errors as they are', () => {
    expect(toServiceError(new RestError('reset', { code: 'ECONNRESET' })).code).toBe('dependency-unavailable');
    const ours = new ServiceError('payload-too-large', 'Too large.');
    expect(toServiceError(ours)).toBe(ours);
  });
});

describe('isBlobMissing', () => {
  it('is not so where the container is what is missing', () => {
    expect(isBlobMissing(answered(404, 'BlobNotFound', false))).toBe(true);
    expect(isBlobMissing(answered(404, undefined))).toBe(true);
    expect(isBlobMissing(answered(404, 'ContainerNotFound', false))).toBe(false);
    expect(isBlobMissing(answered(409, 'BlobAlreadyExists'))).toBe(false);
  });
});
