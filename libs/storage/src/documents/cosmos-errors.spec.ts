import { describe, expect, it } from 'vitest';
import { isRetryable } from '#domain';
import { toServiceError } from './cosmos-errors.ts';

describe('errors of Cosmos DB', () => {
  it.each([
    [400, 'document-refused', false],
    [404, 'not-found', false],
    [408, 'dependency-unavailable', true],
    [409, 'state-conflict', false],
    [412, 'etag-mismatch', true],
    [413, 'document-too-large', false],
    [429, 'dependency-unavailable', true],
    [449, 'dependency-unavailable', true],
    [503, 'dependency-unavailable', true],
  ] as const)('takes %i for %s', (status, code, retryable) => {
    const error = toServiceError(Object.assign(new Error('refused'), { code: status }));
    expect(error.code).toBe(code);
    expect(isRetryable(error)).toBe(retryable);
  });
});
