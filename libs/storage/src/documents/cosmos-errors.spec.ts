import { describe, expect, it } from 'vitest';
import type { Container, Item } from '@azure/cosmos';
import { errorCodeOf, isRetryable } from '#domain';
import { stub, aConsent } from '#domain/testing';
import { asContainer, failure, MemoryContainer } from '../../testing/memory-container.ts';
import { DocumentStore } from './document-store.ts';
import { EndpointSlots } from './endpoint-slots.ts';
import { ErasedSubjects } from './erased-subjects.ts';
import { IdempotencyStore } from './idempotency-store.ts';
import { RecordingClaims } from './recording-claims.ts';
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

describe.each(SUB_STATUSES)('a 404 with the sub-status %i', (substatus) => {
  const refused = Object.assign(failure(404), { substatus });

  it('is no missing item, whatever asked', () => {
    expect(statusOf(refused)).toBe(503);
    expect(toServiceError(refused)).toMatchObject({ code: 'dependency-unavailable' });
  });

  /** As the SDK answers a point read: it takes every 404 for a missing item. */
  function unreadable(): Container {
    const container = new MemoryContainer();
    const read = () => Promise.resolve({ resource: undefined, statusCode: 404, substatus });
    const item = (id: string, partitionKey: string) => ({ ...container.item(id, partitionKey), read });
    // What is created exists already, so that each store comes to its read.
    const items = { ...container.items, create: () => Promise.reject(failure(409)) };
    return asContainer({ item, items });
  }

  const ID = 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
  const reads: Readonly<Record<string, (container: Container) => Promise<unknown>>> = {
    document: (container) => new DocumentStore(container).find('consent', 't', ID),
    'claim of a recording': (container) =>
      new RecordingClaims(container, new DocumentStore(container)).use({ id: ID, tenantId: 't' }, 'aa'),
    'erased subject': (container) => new ErasedSubjects(container).has('t', ID),
    'kept answer': (container) =>
      new IdempotencyStore(container).claim({ tenantId: 't', principalId: 'o', route: 'r', key: 'k' }, 'fingerprint'),
    'slots of a tenant': (container) =>
      new EndpointSlots(container).claim('t', ID, 1, {
        exists: () => Promise.resolve(true),
        list: () => Promise.resolve([]),
      }),
  };

  it.each(Object.keys(reads))('does not make a %s one that does not exist', async (read) => {
    expect(await reads[read]?.(unreadable()).catch(errorCodeOf)).toBe('dependency-unavailable');
  });

  it('does not let a sweep decide by what the SDK has read without the session token', async () => {
    const container = new MemoryContainer();
    const documents = new DocumentStore(container.asContainer);
    await documents.create(aConsent({ id: ID, kind: 'consent', tenantId: 't', outbox: [] }));
    const failedAttempts = [{ statusCode: 404 }];
    const diagnostics = { clientSideRequestStatistics: { retryDiagnostics: { failedAttempts } } };
    const item = (id: string, partitionKey: string) => {
      const real = container.item(id, partitionKey);
      return {
        ...real,
        read: () => Promise.resolve({ resource: undefined, statusCode: 404, substatus: 0, diagnostics }),
      };
    };
    const behind = new DocumentStore(asContainer({ item, items: container.items }));
    expect(await behind.findLatest('consent', 't', ID).catch(errorCodeOf)).toBe('dependency-unavailable');
    expect(await behind.find('consent', 't', ID)).toBeUndefined();
  });

  it('does not let a sweep take a document for one that is gone', async () => {
    const container = new MemoryContainer();
    container.failures.push(refused);
    const documents = new DocumentStore(container.asContainer);
    expect(await documents.findLatest('consent', 't', ID).catch(errorCodeOf)).toBe('dependency-unavailable');
  });
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
