import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal, Role } from '#auth';
import {
  DocumentStore,
  type ErasedSubjects,
  OperationStore,
  type OutboxRelay,
  RemoveSynthesis,
  type SettleCharge,
  type Stored,
  type StoredDocument,
} from '#documents';
import { errorCodeOf, ServiceError, type Synthesis, type SynthesisStatus } from '#domain';
import { aHold, aSynthesis, stub } from '#domain/testing';
import type { Audited, AuditTrail } from '#intake';
import { createLogger } from '#observability';
import { type BlobEraser } from '#storage';
import { MemoryContainer } from '#storage/testing';
import { DeleteSynthesis } from './delete-synthesis.usecase.ts';

const ID = 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const OPERATION_ID = 'op_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const AT = '2026-11-22T10:00:00.000Z';

/** What was done, in its order. */
let steps: string[];
let documents: DocumentStore;
let operations: OperationStore;
let failing: string | undefined;

function step(name: string): Promise<void> {
  steps.push(name);
  if (name !== failing) return Promise.resolve();
  return Promise.reject(new ServiceError('dependency-unavailable', 'It is away.'));
}

async function stored(status: SynthesisStatus): Promise<Stored<Synthesis>> {
  return documents.create(
    aSynthesis({
      id: ID,
      kind: 'synthesis',
      tenantId: 't',
      ownerId: 'owner',
      status,
      text: 'Secret.',
      operationId: OPERATION_ID,
      createdAt: AT,
      updatedAt: AT,
      outbox: [],
    }),
  );
}

async function outcome(objectId: string, { ifMatch, role }: { ifMatch?: string; role?: Role } = {}): Promise<string> {
  const removing = new RemoveSynthesis(
    documents,
    operations,
    stub<ErasedSubjects>({ add: (_: string, id: string) => step(`noted ${id}`) }),
    stub<BlobEraser>({
      erase: async (container: string, prefix: string) => {
        await step((await isThere()) ? 'erased too early' : `erased ${container}/${prefix}`);
      },
    }),
    stub<OutboxRelay>({
      relay: (document: StoredDocument) => step('relayed').then(() => document),
    }),
    stub<SettleCharge>({ execute: async ({ id }) => step((await isThere()) ? `settled ${id}` : 'settled too late') }),
    createLogger({ level: 'silent', service: 'test' }),
  );
  const audit = stub<AuditTrail>({ recordFirst: (_: Principal, { action }: Audited) => step(action) });
  const remove = new DeleteSynthesis(documents, removing, audit);
  const roles = [role ?? 'Voice.Synthesize'] as const;
  const principal: Principal = { tenantId: 't', objectId, kind: 'user', roles, clientId: 'c' };
  return remove.execute(principal, ID, ifMatch).then(() => 'deleted', errorCodeOf);
}

async function isThere(): Promise<boolean> {
  return (await documents.find('synthesis', 't', ID)) !== undefined;
}

beforeEach(() => {
  steps = [];
  failing = undefined;
  documents = new DocumentStore(new MemoryContainer().asContainer);
  operations = new OperationStore(documents);
});

describe(DeleteSynthesis.name, () => {
  it('deletes the document, then the audio, and says so to the audit log before', async () => {
    await stored('succeeded');
    expect(await outcome('owner')).toBe('deleted');
    expect(steps).toEqual(['relayed', 'synthesis.delete', `noted ${ID}`, `settled ${ID}`, `erased results/t/${ID}`]);
    expect(await isThere()).toBe(false);
    expect(await outcome('owner')).toBe('not-found');
  });

  it('leaves an operation that says how the work ended', async () => {
    await stored('canceled');
    await outcome('owner');
    expect(await operations.get('t', OPERATION_ID)).toMatchObject({ status: 'canceled', subject: { id: ID } });
  });

  it('is for its owner and administrators', async () => {
    await stored('failed');
    expect(await outcome('colleague')).toBe('forbidden');
    expect(await isThere()).toBe(true);
    expect(await outcome('somebody', { role: 'Voice.Admin' })).toBe('deleted');
  });

  it.each(['queued', 'running'] as const)('does not delete one that is %s', async (status) => {
    await stored(status);
    expect(await outcome('owner')).toBe('state-conflict');
    expect(steps).toEqual([]);
  });

  it('deletes none that has a legal hold', async () => {
    const synthesis = await stored('succeeded');
    await documents.replace({ ...synthesis, legalHold: aHold() });
    expect(await outcome('owner')).toBe('legal-hold');
    expect([steps, await isThere()]).toEqual([[], true]);
  });

  it('deletes only the version that the caller has seen, if one is named', async () => {
    const { etag } = await stored('succeeded');
    expect(await outcome('owner', { ifMatch: '"another"' })).toBe('etag-mismatch');
    expect(await isThere()).toBe(true);
    expect(await outcome('owner', { ifMatch: `"${etag.replaceAll('"', '')}"` })).toBe('deleted');
  });

  it('keeps all of it when its events cannot go out, nobody would know, or its charge cannot be settled', async () => {
    await stored('succeeded');
    for (failing of ['relayed', 'synthesis.delete', `noted ${ID}`, `settled ${ID}`]) {
      expect(await outcome('owner')).toBe('dependency-unavailable');
      expect(await isThere()).toBe(true);
    }
  });

  it('leaves audio that cannot be deleted now to the sweep', async () => {
    await stored('succeeded');
    failing = `erased results/t/${ID}`;
    expect(await outcome('owner')).toBe('deleted');
    expect(await isThere()).toBe(false);
  });
});
