import { beforeEach, describe, expect, it } from 'vitest';
import { type ErasedSubjects, RemoveSynthesis, type SettleCharge, type Stored } from '#documents';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, ServiceError, type Synthesis } from '#domain';
import { aHold, anId, aSynthesis, stub, TENANT } from '#domain/testing';
import { MemoryLogger } from '#observability/testing';
import type { AuditLog, BlobEraser } from '#storage';
import { ExpireSyntheses } from './expire-syntheses.service.ts';
import { ForgetText } from './forget-text.ts';

const NEVER = new AbortController().signal;
const PAST = new Date(Date.now() - 1_000).toISOString();
const FUTURE = new Date(Date.now() + 3_600_000).toISOString();
const ID = anId('synthesis');

/** What is done outside the documents, in its order; the step of this number fails. */
let steps: string[];
let failingStep: number | undefined;
let erasedIds: Set<string>;
let documents: TestDocuments;
let expire: ExpireSyntheses;

function step(name: string): Promise<void> {
  steps.push(name);
  if (steps.length !== failingStep) return Promise.resolve();
  return Promise.reject(new ServiceError('dependency-unavailable', 'It died.'));
}

beforeEach(() => {
  [steps, failingStep, erasedIds] = [[], undefined, new Set()];
  documents = new TestDocuments();
  const erased = stub<ErasedSubjects>({
    add: async (_, id) => {
      await step('noted');
      erasedIds.add(id);
    },
    has: (_, id) => Promise.resolve(erasedIds.has(id)),
  });
  const auditLog = stub<AuditLog>({
    append: (_, { action, eventId, details }) => step(`${action} ${eventId} ${String(details?.['removed'])}`),
  });
  const remove = new RemoveSynthesis(
    documents.store,
    documents.operations,
    erased,
    stub<BlobEraser>({ erase: (container, prefix) => step(`erased ${container}/${prefix}`) }),
    documents.outbox,
    stub<SettleCharge>({ execute: () => step('settled') }),
    new MemoryLogger().asLogger,
  );
  const forgetText = new ForgetText(documents.commit, auditLog);
  expire = new ExpireSyntheses(documents.store, documents.commit, remove, erased, forgetText, auditLog);
});

const stored = (changes: Partial<Synthesis> = {}): Promise<Stored<Synthesis>> =>
  documents.store.create(aSynthesis({ status: 'succeeded', ...changes }));
const find = (id = ID) => documents.store.find('synthesis', TENANT, id);
const one = () => expire.one({ tenantId: TENANT, subjectId: ID });
const REMOVED = [`synthesis.expire ${ID}:synthesis.expire all`, 'noted', 'settled', `erased results/${TENANT}/${ID}`];

describe(ExpireSyntheses.name, () => {
  it('removes a synthesis whose time has come, and tells the audit log first', async () => {
    await stored({ expiresAt: PAST });
    expect(await one()).toBeUndefined();
    expect(steps).toEqual(REMOVED);
    expect(await find()).toBeUndefined();
    expect(await documents.operations.get(TENANT, aSynthesis().operationId)).toMatchObject({ status: 'succeeded' });
  });

  it.each([
    ['waits for one whose time has not come', { expiresAt: FUTURE }],
    ['leaves one that has not ended', { status: 'running', expiresAt: PAST }],
    ['leaves one without a time', {}],
    ['leaves one that has a legal hold', { expiresAt: PAST, legalHold: aHold() }],
  ] as const)('%s', async (_, changes) => {
    await stored(changes);
    const leftMs = await one();
    expect(steps).toEqual([]);
    expect(await find()).toBeDefined();
    if ('expiresAt' in changes && changes.expiresAt === FUTURE) expect(leftMs).toBeGreaterThan(3_500_000);
  });

  it('ends the same when it dies at any step and its message comes again', async () => {
    for (let step = 1; step <= REMOVED.length; step += 1) {
      [steps, failingStep] = [[], step];
      erasedIds.clear();
      documents.container.stored.clear();
      await stored({ expiresAt: PAST });
      const first = await one().catch(errorCodeOf);
      failingStep = undefined;
      // Audio that could not be deleted does not fail the message.
      expect(first).toBe(step < REMOVED.length ? 'dependency-unavailable' : undefined);
      await one();
      expect(await find()).toBeUndefined();
      expect(steps.at(-1)).toBe(REMOVED.at(-1));
      expect(new Set(steps)).toEqual(new Set(REMOVED));
    }
  });

  it('sweeps those that have expired, page by page', async () => {
    await stored({ id: anId('synthesis', 1), expiresAt: PAST });
    await stored({ id: anId('synthesis', 2), expiresAt: FUTURE });
    await stored({ id: anId('synthesis', 3) });
    await stored({ id: anId('synthesis', 4), status: 'queued', expiresAt: PAST });
    expect(await expire.execute(undefined, NEVER)).toEqual({ counts: { removed: 1, dated: 0 }, next: undefined });
    const left = await Promise.all([1, 2, 3, 4].map((number) => find(anId('synthesis', number))));
    expect(left.map((each) => each !== undefined)).toEqual([false, true, true, true]);
  });

  it('dates what an earlier release has ended, and removes its text', async () => {
    await stored({ store: false, text: 'Secret.' });
    expect(await expire.execute(undefined, NEVER)).toEqual({ counts: { removed: 0, dated: 1 }, next: undefined });
    expect(await find()).toMatchObject({ text: '', removedText: { characters: 7 } });
    expect((await find())?.expiresAt).toBeDefined();
  });

  it('leaves what changes in this moment to the next sweep', async () => {
    await stored({ expiresAt: PAST });
    documents.store.remove = () => Promise.reject(new ServiceError('etag-mismatch', 'changed'));
    expect(await expire.execute(undefined, NEVER)).toEqual({ counts: { removed: 0, dated: 0 }, next: undefined });
  });
});
