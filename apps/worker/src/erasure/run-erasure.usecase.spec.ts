import { beforeEach, describe, expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import { TestDocuments } from '#documents/testing';
import { type Erasure, errorCodeOf, ServiceError } from '#domain';
import { anId, anInventory, AT, aVoice, stub, TENANT } from '#domain/testing';
import { DONE } from '#messaging';
import { MemoryLogger } from '#observability/testing';
import type { ErasureScope, ErasureScopes } from './erasure-scope.ts';
import { NOTHING_HELD } from './held-traces.ts';
import { RunErasure } from './run-erasure.usecase.ts';

const ID = anId('voice');
const SUBJECT = { tenantId: TENANT, subjectId: ID };
const LONG_AGO = '2020-01-01T00:00:00.000Z';
const signal = new AbortController().signal;
const SCOPE: ErasureScope = {
  tenantId: TENANT,
  voiceIds: [ID],
  consentIds: [],
  uploadIds: [],
  keptUploadIds: [],
  recordingHashes: [],
  proofHashes: [],
  withdrawn: false,
  onlyOf: undefined,
  held: NOTHING_HELD,
  kept: [],
};

let steps: string[];
/** What each look finds. */
let leftovers: string[][];
let documents: TestDocuments;
let run: RunErasure;

beforeEach(() => {
  [steps, leftovers] = [[], []];
  documents = new TestDocuments();
  const step = (name: string) => () => Promise.resolve(void steps.push(name));
  run = new RunErasure(
    aConfig({ retention: { erasureSettleMs: 60_000 } }),
    documents.store,
    documents.commit,
    stub<ErasureScopes>({ of: () => Promise.resolve(SCOPE) }),
    stub({ execute: step('stop') }),
    stub({
      execute: () => {
        steps.push('count');
        return Promise.resolve(anInventory());
      },
    }),
    stub({ execute: step('remove') }),
    stub({
      execute: () => {
        steps.push('look');
        return Promise.resolve(leftovers.shift() ?? []);
      },
    }),
    stub({ execute: step('receipt') }),
    new MemoryLogger().asLogger,
  );
});

const erasing = (changes: Partial<Erasure> = {}) =>
  documents.store.create(
    aVoice({ status: 'deleting', erasure: { requestedAt: AT, attempt: 1, stage: 'stopping', ...changes } }),
  );
const read = () => documents.store.get('voice', TENANT, ID);
const handle = () => run.handle(SUBJECT, { signal });

describe(RunErasure.name, () => {
  it('stops what writes, and lets it settle before anything is counted or removed', async () => {
    await erasing();
    expect(await handle()).toEqual({ retryAfterMs: 60_000 });
    expect(steps).toEqual(['stop']);
    expect(await read()).toMatchObject({ erasure: { stage: 'settling', stoppedAt: expect.any(String) as string } });
    expect(await handle()).toMatchObject({ retryAfterMs: expect.any(Number) as number });
    expect(steps).toEqual(['stop']);
  });

  it('counts, removes, looks and leaves the receipt once it has settled', async () => {
    await erasing({ stage: 'settling', stoppedAt: LONG_AGO });
    expect(await handle()).toBe(DONE);
    expect(steps).toEqual(['stop', 'count', 'remove', 'look', 'receipt']);
    expect(await read()).toMatchObject({ erasure: { stage: 'verifying', inventory: { voiceIds: [ID] } } });
  });

  it('goes on where a run died, with what was counted then', async () => {
    await erasing({ stage: 'removing', inventory: anInventory() });
    expect(await handle()).toBe(DONE);
    expect(steps).toEqual(['remove', 'look', 'receipt']);
  });

  it('removes what came back, and leaves no receipt while something answers', async () => {
    await erasing({ stage: 'verifying', inventory: anInventory() });
    leftovers = [['a blob'], []];
    expect(await handle()).toBe(DONE);
    expect(steps).toEqual(['look', 'remove', 'look', 'receipt']);
    steps = [];
    leftovers = [['a blob'], ['a blob']];
    expect(await handle().catch(errorCodeOf)).toBe('erasure-incomplete');
    expect(steps).not.toContain('receipt');
  });

  it('shows what it failed with, and that when its message comes again', async () => {
    await erasing({ stage: 'verifying', inventory: anInventory() });
    await run.onFailed(SUBJECT, new ServiceError('erasure-incomplete', 'something answers'));
    expect(await read()).toMatchObject({ erasure: { failure: { code: 'erasure-incomplete' } } });
    expect(await handle()).toBe(DONE);
    const voice = await read();
    expect([voice.erasure?.failure, voice.reopened]).toEqual([undefined, 1]);
  });

  it('does nothing for a voice that nobody has erased, and does not know one that is not there', async () => {
    expect(await handle().catch(errorCodeOf)).toBe('unknown-subject');
    await documents.store.create(aVoice());
    expect(await handle()).toBe(DONE);
    expect(steps).toEqual([]);
  });
});
