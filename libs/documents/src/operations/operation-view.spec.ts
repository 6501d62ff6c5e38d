import { beforeEach, describe, expect, it } from 'vitest';
import { type Synthesis, SYNTHESIS_TRANSITIONS, type SynthesisStatus, transition } from '#domain';
import { aSynthesis, TENANT } from '#domain/testing';
import { TestDocuments } from '../../testing/index.ts';
import { RequestIds } from '../idempotency/request-ids.ts';
import type { Stored } from '../store/document-store.ts';
import { newOperation, showingSynthesisId, shownOperationId } from './operation-view.ts';

const ID = RequestIds.once().id('synthesis');
const OPERATION = shownOperationId(ID);

let test: TestDocuments;

beforeEach(() => {
  test = new TestDocuments(() => Promise.resolve());
});

const synthesis = (changes: Partial<Synthesis> = {}): Synthesis =>
  aSynthesis({ id: ID, status: 'queued', operationId: OPERATION, operationEvents: [], outbox: [], ...changes });
const read = (): Promise<Stored<Synthesis>> => test.store.get('synthesis', TENANT, ID);
const written = () => test.store.find('operation', TENANT, OPERATION);
const shown = () => test.operations.get(TENANT, OPERATION);

async function moved(status: SynthesisStatus, fields: Partial<Synthesis> = {}): Promise<void> {
  await test.commit.save(transition(SYNTHESIS_TRANSITIONS, await read(), status, fields));
}

describe('an operation that its synthesis shows', () => {
  it('has an id from which that of the synthesis follows', () => {
    expect(showingSynthesisId(OPERATION)).toBe(ID);
  });

  it('is written once, when it ends, with all of its events', async () => {
    expect(await test.commit.create(synthesis())).toMatchObject({ id: OPERATION, status: 'queued' });
    await moved('running');
    expect(await written()).toBeUndefined();
    expect(await shown()).toMatchObject({ status: 'running', stage: 'speaking', subject: { id: ID } });
    await moved('succeeded');
    const operation = await written();
    expect(operation).toMatchObject({ status: 'succeeded', progress: 1 });
    expect(operation?.events.map(({ sequence, status }) => `${sequence} ${status}`)).toEqual([
      '1 queued',
      '2 running',
      '3 succeeded',
    ]);
    expect((await shown()).events).toEqual(operation?.events);
  });

  it('is there when the synthesis is deleted', async () => {
    await test.commit.create(synthesis());
    await moved('canceled');
    await test.store.remove(await read());
    expect(await shown()).toMatchObject({ status: 'canceled' });
  });

  it('never shows less than what a release wrote that knows no events', async () => {
    await test.commit.create(synthesis());
    await test.store.replace({ ...(await read()), status: 'running' });
    expect(await shown()).toMatchObject({ status: 'running' });
    expect((await shown()).events).toHaveLength(2);
  });

  it('ends the document that a release made which knows only documents', async () => {
    await test.commit.create(synthesis());
    await moved('running');
    await test.store.create(newOperation(OPERATION, await read()));
    await moved('failed', { failure: { code: 'internal', detail: 'broken' } });
    expect(await written()).toMatchObject({ status: 'failed', error: { code: 'internal' } });
  });

  it('is made up for by the message that comes again, where the process died before it wrote it', async () => {
    await test.commit.create(synthesis());
    await test.store.replace({ ...(await read()), status: 'succeeded' });
    expect(await written()).toBeUndefined();
    await test.commit.catchUp(await read());
    expect(await written()).toMatchObject({ status: 'succeeded' });
  });

  it('follows its synthesis as a document when an operator has started it again', async () => {
    await test.commit.create(synthesis());
    await moved('failed', { failure: { code: 'stalled', detail: 'no progress' } });
    const { failure: _, ...failed } = await read();
    await test.commit.save({ ...failed, status: 'queued', reopened: 1 });
    expect(await shown()).toMatchObject({ status: 'queued', reopened: 1 });
    expect(await written()).toMatchObject({ status: 'queued', reopened: 1 });
  });

  it('of an earlier release is a document from the start', async () => {
    await test.commit.create(synthesis({ operationEvents: undefined }));
    expect(await written()).toMatchObject({ status: 'queued' });
    await moved('running');
    expect(await written()).toMatchObject({ status: 'running' });
  });
});

describe('a list of operations', () => {
  const at = Date.parse('2026-11-22T10:00:00Z');
  /** The higher the number, the newer. */
  const ids = Array.from({ length: 6 }, (_, index) =>
    new RequestIds({ seed: String(index), at: at + index, resumed: false }).id('synthesis'),
  );
  const operationIds = ids.map(shownOperationId).reverse();

  beforeEach(async () => {
    for (const [index, id] of ids.entries()) {
      await test.commit.create(synthesis({ id, operationId: shownOperationId(id) }));
      if (index % 2 === 0) continue;
      await test.commit.save({ ...(await test.store.get('synthesis', TENANT, id)), status: 'succeeded' });
    }
  });

  it('has those that are shown beside those that are written, each once, in pages', async () => {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await test.operations.list(TENANT, { limit: 2, after });
      found.push(...page.data.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(found).toEqual(operationIds);
  });

  it('can be limited to a state and to a type', async () => {
    const listed = async (query: object) =>
      (await test.operations.list(TENANT, { limit: 10, ...query })).data.map(({ status }) => status);
    expect(await listed({ status: 'queued' })).toEqual(['queued', 'queued', 'queued']);
    expect(await listed({ status: 'succeeded' })).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(await listed({ type: 'speech.batch' })).toEqual([]);
    expect(await listed({ type: 'speech.synthesis', status: 'running' })).toEqual([]);
  });
});
