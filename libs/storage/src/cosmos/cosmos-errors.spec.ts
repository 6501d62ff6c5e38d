import { describe, expect, it } from 'vitest';
import type { Item } from '@azure/cosmos';
import { errorCodeOf, isRetryable } from '#domain';
import { stub } from '#domain/testing';
import { failure } from '../../testing/memory-container.ts';
import { readItem, statusOf, toServiceError } from './cosmos-errors.ts';

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

/** A 404 that says nothing about the item: no replica has what the session names, or the container is not there. */
const SUB_STATUSES = [1002, 1003] as const;

it.each(SUB_STATUSES)('takes a 404 with the sub-status %i for no missing item', (substatus) => {
  const refused = Object.assign(failure(404), { substatus });
  expect(statusOf(refused)).toBe(503);
  expect(toServiceError(refused)).toMatchObject({ code: 'dependency-unavailable' });
});

describe(readItem.name, () => {
  const answered = (resource: { id: string } | undefined, failedWith: readonly number[], substatus = 0): Item => {
    const failedAttempts = failedWith.map((statusCode) => ({ statusCode }));
    const diagnostics = { clientSideRequestStatistics: { retryDiagnostics: { failedAttempts } } };
    const read = () => Promise.resolve({ resource, statusCode: resource ? 200 : 404, substatus, diagnostics });
    return stub<Item>({ read });
  };

  it('finds an item, or none', async () => {
    expect(await readItem(answered({ id: 'a' }, []))).toEqual({ id: 'a' });
    expect(await readItem(answered(undefined, []))).toBeUndefined();
  });

  it.each(SUB_STATUSES)('does not take an answer with the sub-status %i for none', async (substatus) => {
    expect(await readItem(answered(undefined, [], substatus)).catch(errorCodeOf)).toBe('dependency-unavailable');
  });

  it.each([
    ['an item', { id: 'a' }],
    ['none', undefined],
  ])('does not take for the newest state what the SDK has read without the session token: %s', async (_, resource) => {
    expect(await readItem(answered(resource, [404]), { newest: true }).catch(errorCodeOf)).toBe(
      'dependency-unavailable',
    );
    // What may be a state of a moment ago may be that one.
    expect(await readItem(answered(resource, [404]))).toEqual(resource);
    // Another kind of failure in between keeps the token.
    expect(await readItem(answered(resource, [503, 429]), { newest: true })).toEqual(resource);
  });
});
