import { describe, expect, it } from 'vitest';
import type { Container } from '@azure/cosmos';
import { errorCodeOf } from '#domain';
import { aConsent } from '#domain/testing';
import { asContainer, failure, MemoryContainer } from '#storage/testing';
import { IdempotencyStore } from '../idempotency/idempotency-store.ts';
import { RecordingClaims } from '../recordings/recording-claims.ts';
import { EndpointSlots } from '../webhooks/endpoint-slots.ts';
import { DocumentStore } from './document-store.ts';
import { ErasedSubjects } from './erased-subjects.ts';

/** A 404 that says nothing about the item: no replica has what the session names, or the container is not there. */
const SUB_STATUSES = [1002, 1003] as const;

describe.each(SUB_STATUSES)('a 404 with the sub-status %i', (substatus) => {
  const refused = Object.assign(failure(404), { substatus });

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
      new IdempotencyStore(container).lease({ tenantId: 't', principalId: 'o', route: 'r', key: 'k' }, 'fingerprint'),
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
