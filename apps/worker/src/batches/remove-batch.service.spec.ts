import { beforeEach, describe, expect, it } from 'vitest';
import type { ErasedSubjects, SettleCharge } from '#documents';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, ServiceError } from '#domain';
import { aBatch, anId, anOutboxMessage, stub, TENANT } from '#domain/testing';
import { MemoryLogger } from '#observability/testing';
import type { BlobEraser } from '#storage';
import { RemoveBatch } from './remove-batch.service.ts';

let steps: string[];
let failing: string | undefined;
let documents: TestDocuments;
let logger: MemoryLogger;
let remove: RemoveBatch;

const step = (name: string): Promise<void> => {
  steps.push(name);
  return name === failing ? Promise.reject(new ServiceError('dependency-unavailable', 'away')) : Promise.resolve();
};
const recordFirst = () => step('audited');

beforeEach(() => {
  [steps, failing] = [[], undefined];
  documents = new TestDocuments();
  logger = new MemoryLogger();
  const { store, operations, outbox } = documents;
  const erased = stub<ErasedSubjects>({ add: () => step('noted') });
  const blobs = stub<BlobEraser>({ erase: (container, prefix) => step(`erased ${container}/${prefix}`) });
  const charge = stub<SettleCharge>({ execute: () => step('settled') });
  remove = new RemoveBatch(store, operations, erased, blobs, outbox, charge, logger.asLogger);
});

const ERASED = `erased results/${TENANT}/${anId('batch')}`;

describe(RemoveBatch.name, () => {
  it('sends what waits in its outbox, and removes the document before its files', async () => {
    const message = anOutboxMessage({ subjectId: anId('batch') });
    const batch = await documents.store.create(aBatch({ status: 'succeeded', outbox: [message] }));
    await remove.execute(batch, recordFirst);
    expect(documents.published.map(({ id }) => id)).toEqual([message.id]);
    expect(steps).toEqual(['audited', 'noted', 'settled', ERASED]);
    expect(await documents.store.find('batch', TENANT, batch.id)).toBeUndefined();
    // How it ended stays in its operation.
    expect(await documents.store.get('operation', TENANT, batch.operationId)).toMatchObject({ status: 'succeeded' });
  });

  it('removes nothing that the audit log does not have', async () => {
    const batch = await documents.store.create(aBatch({ status: 'succeeded' }));
    failing = 'audited';
    expect(await remove.execute(batch, recordFirst).catch(errorCodeOf)).toBe('dependency-unavailable');
    expect(steps).toEqual(['audited']);
    expect(await documents.store.find('batch', TENANT, batch.id)).toBeDefined();
  });

  it('leaves files that cannot be deleted to the sweep of the results', async () => {
    const batch = await documents.store.create(aBatch({ status: 'failed' }));
    failing = ERASED;
    await remove.execute(batch, recordFirst);
    expect(await documents.store.find('batch', TENANT, batch.id)).toBeUndefined();
    expect(logger.lines).toHaveLength(1);
  });

  it('keeps a batch that is retried in this moment', async () => {
    const batch = await documents.store.create(aBatch({ status: 'failed' }));
    await documents.store.replace({ ...batch, status: 'queued' });
    expect(await remove.execute(batch, recordFirst).catch(errorCodeOf)).toBe('etag-mismatch');
    expect(steps).not.toContain(ERASED);
  });
});
