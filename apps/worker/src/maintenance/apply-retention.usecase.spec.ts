import { describe, expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import { DueDocuments, RetentionStore, TraceStore } from '#documents';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, ServiceError } from '#domain';
import { anId, aSynthesis, stub, TENANT } from '#domain/testing';
import { MemoryLogger } from '#observability/testing';
import { MemoryContainer } from '#storage/testing';
import { ApplyRetention } from './apply-retention.usecase.ts';
import type { RemoveDue } from './remove-due.ts';

const NEVER = new AbortController().signal;

/** @param fails by the id of a document */
async function system(fails: Readonly<Record<string, ServiceError>> = {}) {
  const documents = new TestDocuments();
  const container = documents.container.asContainer;
  const policies = new RetentionStore(new MemoryContainer().asContainer);
  await policies.write(TENANT, { result: 7 }, '2026-11-22T10:00:00.000Z', { days: {} });
  for (const number of [1, 2]) {
    const createdAt = '2026-01-01T00:00:00.000Z';
    await documents.store.create(aSynthesis({ id: anId('synthesis', number), status: 'succeeded', createdAt }));
  }
  const removed: string[] = [];
  const remove = stub<RemoveDue>({
    execute: async (name, { document: { id } }) => {
      const failure = fails[id];
      if (failure) throw failure;
      removed.push(`${name} ${id}`);
      return undefined;
    },
  });
  const logger = new MemoryLogger();
  const due = new DueDocuments(container, new TraceStore(container));
  return { apply: new ApplyRetention(aConfig(), policies, due, remove, logger.asLogger), removed, logger };
}

describe(ApplyRetention.name, () => {
  it('removes what is due by the policy of its tenant, and nothing of another class', async () => {
    const { apply, removed } = await system();
    const counts = { resultRemoved: 2, resultRefused: 0 };
    expect(await apply.execute('result', undefined, NEVER)).toEqual({ counts, next: undefined });
    expect(removed).toEqual([`result ${anId('synthesis', 1)}`, `result ${anId('synthesis', 2)}`]);
    await apply.execute('sample', undefined, NEVER);
    expect(removed).toHaveLength(2);
  });

  it('goes on where Storage refuses one, and where one changes in this moment', async () => {
    for (const code of ['erasure-incomplete', 'etag-mismatch'] as const) {
      const { apply, removed, logger } = await system({ [anId('synthesis', 1)]: new ServiceError(code, 'no') });
      const { counts } = await apply.execute('result', undefined, NEVER);
      expect(removed).toEqual([`result ${anId('synthesis', 2)}`]);
      expect(counts).toEqual({ resultRemoved: 1, resultRefused: code === 'erasure-incomplete' ? 1 : 0 });
      expect(logger.lines).toHaveLength(code === 'erasure-incomplete' ? 1 : 0);
    }
  });

  it('ends when a store is away', async () => {
    const { apply } = await system({ [anId('synthesis', 1)]: new ServiceError('dependency-unavailable', 'away') });
    expect(await apply.execute('result', undefined, NEVER).catch(errorCodeOf)).toBe('dependency-unavailable');
  });
});
