import { describe, expect, it } from 'vitest';
import type { Batch, Synthesis } from '#domain';
import { MemoryContainer } from '#storage/testing';
import { DocumentStore } from '../store/document-store.ts';
import { OperationStore } from './operation-store.ts';
import { RequestIds } from '../idempotency/request-ids.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const AT = '2026-11-22T10:00:00.000Z';

async function withSynthesis() {
  const documents = new DocumentStore(new MemoryContainer().asContainer);
  const ids = RequestIds.once();
  const synthesis: Synthesis = {
    id: ids.id('synthesis'),
    kind: 'synthesis',
    tenantId: TENANT,
    ownerId: 'owner',
    status: 'queued',
    voiceId: ids.id('voice'),
    text: 'Hello.',
    locale: 'en-US',
    rate: 1,
    operationId: ids.id('operation'),
    createdAt: AT,
    updatedAt: AT,
    outbox: [],
  };
  await documents.create(synthesis);
  return { documents, operations: new OperationStore(documents), synthesis };
}

describe(OperationStore.name, () => {
  it('makes an operation whose id was given away before anybody could write it', async () => {
    const { documents, operations, synthesis } = await withSynthesis();
    const operation = await operations.get(TENANT, synthesis.operationId);
    expect(operation).toMatchObject({
      id: synthesis.operationId,
      status: 'queued',
      subject: { kind: 'synthesis', id: synthesis.id },
    });
    expect(await documents.find('operation', TENANT, synthesis.operationId)).toMatchObject({ id: operation.id });
    expect((await operations.get(TENANT, synthesis.operationId)).etag).toBe(operation.etag);
  });

  it('makes the operation of a batch that was retried in a later month', async () => {
    const documents = new DocumentStore(new MemoryContainer().asContainer);
    const made = new RequestIds({ seed: 'made', at: Date.parse('2026-03-31T23:00:00Z'), resumed: false });
    const retried = new RequestIds({ seed: 'retried', at: Date.parse('2026-05-01T00:00:00Z'), resumed: false });
    const batch: Batch = {
      id: made.id('batch'),
      kind: 'batch',
      tenantId: TENANT,
      ownerId: 'owner',
      status: 'queued',
      voiceId: made.id('voice'),
      locale: 'en-US',
      rate: 1,
      format: 'wav-24khz',
      concatenate: false,
      itemCount: 1,
      chunks: [],
      operationId: retried.id('operation'),
      createdAt: AT,
      updatedAt: AT,
      outbox: [],
    };
    await documents.create(batch);
    const operation = await new OperationStore(documents).get(TENANT, batch.operationId);
    expect(operation).toMatchObject({ id: batch.operationId, subject: { kind: 'batch', id: batch.id } });
  });

  it('finds nothing for another tenant, nor for an id that stands for nothing', async () => {
    const { operations, synthesis } = await withSynthesis();
    const stranger = '22222222-2222-4222-8222-222222222222';
    await expect(operations.get(stranger, synthesis.operationId)).rejects.toMatchObject({ code: 'not-found' });
    await expect(operations.get(TENANT, RequestIds.once().id('operation'))).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(operations.get(TENANT, 'op_nonsense')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('begins an operation without reading, and leaves one alone that got further meanwhile', async () => {
    const { documents, operations, synthesis } = await withSynthesis();
    expect(await operations.begin(synthesis)).toMatchObject({ id: synthesis.operationId, status: 'queued' });
    const running = await operations.follow({ ...synthesis, status: 'running' });
    expect(running).toMatchObject({ status: 'running' });
    expect(await operations.begin(synthesis)).toMatchObject({ status: 'running', events: running?.events });
    expect(await documents.find('operation', TENANT, synthesis.operationId)).toMatchObject({ status: 'running' });
  });
});
