import { beforeEach, describe, expect, it } from 'vitest';
import { type Charged, errorCodeOf, type Hook, messageId, ServiceError, type Synthesis } from '#domain';
import { createMessage } from '#messaging';
import { TestDocuments } from '../../testing/index.ts';
import { RequestIds } from '../idempotency/request-ids.ts';
import type { Stored } from '../store/document-store.ts';
import { shownOperationId } from '../operations/operation-view.ts';
import { Commit } from './commit.ts';
import { MAX_WRITE_ATTEMPTS } from './lost-races.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const AT = '2026-11-22T10:00:00.000Z';
const ids = RequestIds.once();
const ID = ids.id('synthesis');
const OPERATION = ids.id('operation');
const RUN = createMessage('synthesis.run', { tenantId: TENANT, subjectId: ID, data: {} });

const SYNTHESIS: Synthesis = {
  id: ID,
  kind: 'synthesis',
  tenantId: TENANT,
  ownerId: 'owner',
  status: 'queued',
  voiceId: ids.id('voice'),
  text: 'Hello.',
  locale: 'en-US',
  rate: 1,
  operationId: OPERATION,
  createdAt: AT,
  updatedAt: AT,
  outbox: [],
};

const CHARGED: Charged = { id: 'first', characters: 6, costMicros: 144, period: '2026-11', scopes: ['tenant'] };

let test: TestDocuments;
let commit: Commit;
let isBrokerDown: boolean;

beforeEach(() => {
  isBrokerDown = false;
  test = new TestDocuments(() =>
    isBrokerDown ? Promise.reject(new ServiceError('dependency-unavailable', 'down')) : Promise.resolve(),
  );
  commit = test.commit;
});

const read = (): Promise<Stored<Synthesis>> => test.store.get('synthesis', TENANT, ID);
/** As it is stored: asking the OperationStore for one that is missing would create it. */
const operation = () => test.store.get('operation', TENANT, OPERATION);
const published = (): string[] => test.published.map(({ id }) => id);

/** As somebody else's write between a read and the write that follows it. */
async function overtaken(): Promise<void> {
  await test.store.replace(await read());
}

function running(synthesis: Stored<Synthesis>): Stored<Synthesis> {
  return { ...synthesis, status: 'running', outbox: [...synthesis.outbox, RUN] };
}

describe(`${Commit.name}, for a worker`, () => {
  it('writes, brings the operation up to the document, and publishes what the document causes', async () => {
    const saved = await commit.save(running(await test.store.create(SYNTHESIS)));
    expect(saved).toMatchObject({ status: 'running', outbox: [] });
    expect(await read()).toEqual(saved);
    expect(saved.updatedAt > AT).toBe(true);
    expect((await operation()).status).toBe('running');
    expect(published()).toEqual([RUN.id]);
  });

  it('announces a status that is an event in the same write, once', async () => {
    isBrokerDown = true;
    const found = await test.store.create(SYNTHESIS);
    const saving = commit.save({ ...found, status: 'failed', failure: { code: 'stalled', detail: 'lost' } });
    expect(await saving.catch(errorCodeOf)).toBe('dependency-unavailable');
    const announcement = messageId(ID, 'webhook.announce.1', 1);
    expect((await read()).outbox.map(({ id }) => id)).toEqual([announcement]);
    isBrokerDown = false;
    await commit.save(await read());
    expect(published()).toEqual([announcement]);
  });

  it('publishes nothing of a write that lost its race', async () => {
    const stale = await test.store.create(SYNTHESIS);
    await overtaken();
    expect(await commit.save(running(stale)).catch(errorCodeOf)).toBe('etag-mismatch');
    expect(published()).toEqual([]);
    expect(await operation().catch(errorCodeOf)).toBe('not-found');
  });

  it('changes a document as it is now, again when another write came first', async () => {
    await test.store.create(SYNTHESIS);
    let lost = 0;
    const changed = await commit.update('synthesis', TENANT, ID, async (synthesis) => {
      if (lost++ < 2) await overtaken();
      return running(synthesis);
    });
    expect(lost).toBe(3);
    expect(changed).toEqual(await read());
    expect(changed?.status).toBe('running');
    expect(published()).toEqual([RUN.id]);
  });

  it('fails when other writes always win', async () => {
    await test.store.create(SYNTHESIS);
    let attempts = 0;
    const update = commit.update('synthesis', TENANT, ID, async (synthesis) => {
      attempts++;
      await overtaken();
      return running(synthesis);
    });
    expect(await update.catch(errorCodeOf)).toBe('etag-mismatch');
    expect(attempts).toBe(MAX_WRITE_ATTEMPTS);
    expect(published()).toEqual([]);
  });

  it('does not take what the change throws for a lost race', async () => {
    await test.store.create(SYNTHESIS);
    let attempts = 0;
    const update = commit.update('synthesis', TENANT, ID, () => {
      attempts++;
      throw new ServiceError('etag-mismatch', 'Another If-Match.');
    });
    expect(await update.catch(errorCodeOf)).toBe('etag-mismatch');
    expect(attempts).toBe(1);
  });

  it.each(['etag-mismatch', 'not-found'] as const)(
    'fails with what follows the write, and does not write again: %s',
    async (code) => {
      await test.store.create(SYNTHESIS);
      const { operations } = test;
      operations.follow = () => Promise.reject(new ServiceError(code, 'Another operation.'));
      let attempts = 0;
      const update = commit.update('synthesis', TENANT, ID, (synthesis) => {
        attempts++;
        return synthesis.status === 'queued' ? running(synthesis) : undefined;
      });
      expect(await update.catch(errorCodeOf)).toBe(code);
      expect(attempts).toBe(1);
      expect(await read()).toMatchObject({ status: 'running', outbox: [{ id: RUN.id }] });
    },
  );

  it('begins with what was read before, writes nothing where there is nothing to change, and finds nothing of what is gone', async () => {
    const found = await test.store.create(SYNTHESIS);
    const calls = test.container.calls;
    expect(await commit.update('synthesis', TENANT, ID, () => undefined, { found })).toEqual(found);
    expect(test.container.calls).toBe(calls);
    await test.store.remove(found);
    expect(await commit.update('synthesis', TENANT, ID, running, { found })).toBeUndefined();
    expect(await commit.update('synthesis', TENANT, ID, running)).toBeUndefined();
  });

  it('catches up on what a process that died after its write did not do', async () => {
    const written = await test.store.create({ ...SYNTHESIS, status: 'running', outbox: [RUN] });
    await commit.catchUp(written);
    expect((await operation()).status).toBe('running');
    expect(published()).toEqual([RUN.id]);
    expect((await read()).outbox).toEqual([]);
  });

  it('creates a document once, and publishes what the first run could not', async () => {
    isBrokerDown = true;
    const id = ids.id('hook');
    const message = createMessage('hook.received', { tenantId: TENANT, subjectId: id, data: {} });
    const hook: Hook = {
      id,
      kind: 'hook',
      tenantId: TENANT,
      ownerId: 'owner',
      status: 'received',
      source: 'test',
      payload: '',
      ttl: 60,
      createdAt: AT,
      updatedAt: AT,
      outbox: [message],
    };
    expect(await commit.createOnce(hook).catch(errorCodeOf)).toBe('dependency-unavailable');
    isBrokerDown = false;
    expect((await commit.createOnce({ ...hook, payload: 'other' })).payload).toBe('');
    expect(published()).toEqual([message.id]);
  });
});

describe(`${Commit.name}, for a request`, () => {
  it('accepts work while the broker is down: the messages wait in the document', async () => {
    isBrokerDown = true;
    const accepted = await commit.create({ ...SYNTHESIS, outbox: [RUN] });
    expect(accepted).toMatchObject({ id: OPERATION, status: 'queued' });
    await test.outbox.drain();
    expect((await read()).outbox).toEqual([RUN]);
    expect(test.outbox.takeLeftBehind()).toBe(true);
  });

  it('accepts work though its operation cannot be written', async () => {
    const { operations } = test;
    operations.begin = () => Promise.reject(new ServiceError('dependency-unavailable', 'down'));
    expect(await commit.create(SYNTHESIS)).toMatchObject({ id: OPERATION, status: 'queued' });
  });

  it('answers a repeated request with the operation of the first', async () => {
    const first = await commit.create(SYNTHESIS);
    expect(await commit.create({ ...SYNTHESIS, text: 'Other.' })).toMatchObject({ id: first.id });
    expect((await read()).text).toBe('Hello.');
    const once: RequestIds = RequestIds.once();
    expect(await commit.earlier(TENANT, once, 'synthesis')).toBeUndefined();
  });

  it('tells what the document was charged that an earlier run has created', async () => {
    const found: unknown[] = [];
    const check = (stored: Charged | undefined) => void found.push(stored?.id);
    await commit.create({ ...SYNTHESIS, charged: CHARGED }, check);
    await commit.create({ ...SYNTHESIS, charged: { ...CHARGED, id: 'other' } }, check);
    await commit.accept('synthesis', TENANT, ID, (synthesis) => synthesis, check);
    expect(found).toEqual(['first', 'first']);
  });

  it('tells what the document was charged after a write of which nobody knows whether it happened', async () => {
    const found: unknown[] = [];
    const check = (stored: Charged | undefined) => void found.push(stored?.id);
    const { store } = test;
    const [create, replace] = [store.create.bind(store), store.replace.bind(store)];
    const lost = new ServiceError('dependency-unavailable', 'timed out');
    store.create = () => Promise.reject(lost);
    await expect(commit.create({ ...SYNTHESIS, charged: CHARGED }, check)).rejects.toBe(lost);
    store.create = async (document) => {
      await create(document);
      throw lost;
    };
    await expect(commit.create({ ...SYNTHESIS, charged: CHARGED }, check)).rejects.toBe(lost);
    store.replace = async (document) => {
      await replace(document);
      throw lost;
    };
    const again = (synthesis: Stored<Synthesis>) => ({ ...synthesis, charged: { ...CHARGED, id: 'again' } });
    await expect(commit.accept('synthesis', TENANT, ID, again, check)).rejects.toBe(lost);
    expect(found).toEqual([undefined, 'first', 'again']);
    store.findLatest = () => Promise.reject(lost);
    await expect(commit.accept('synthesis', TENANT, ID, again, check)).rejects.toBe(lost);
    expect(found).toHaveLength(3);
  });

  it('answers a repeated request as the first was answered, however far the work is', async () => {
    const [seed, at] = ['seed', Date.parse(AT)];
    const again = (isHeld: boolean) => new RequestIds({ seed, at, resumed: true, isHeld });
    const id = again(false).id('synthesis');
    const waits = again(true);
    await expect(commit.earlier(TENANT, waits, 'synthesis')).rejects.toMatchObject({ code: 'idempotency-in-progress' });
    expect(await commit.earlier(TENANT, again(false), 'synthesis')).toBeUndefined();
    const first = await commit.create({ ...SYNTHESIS, id, operationId: shownOperationId(id), operationEvents: [] });
    const created = await test.store.get('synthesis', TENANT, id);
    await commit.save({ ...created, status: 'failed', failure: { code: 'internal', detail: 'broken' } });
    for (const isGone of [false, true]) {
      if (isGone) await test.store.remove(await test.store.get('synthesis', TENANT, id));
      const ids = again(true);
      const { status, updatedAt, events } = first;
      const repeated = await commit.earlier(TENANT, ids, 'synthesis');
      expect(repeated).toMatchObject({ id: first.id, status, updatedAt, events });
      expect(repeated?.error).toBeUndefined();
      expect(ids.isRepeated).toBe(true);
    }
  });

  it('changes what exists as it is now, and publishes in the background', async () => {
    await commit.create(SYNTHESIS);
    let lost = 0;
    const accepted = await commit.accept('synthesis', TENANT, ID, async (synthesis) => {
      if (lost++ < 1) await overtaken();
      return running(synthesis);
    });
    expect(accepted.status).toBe('running');
    await test.outbox.drain();
    expect(published()).toEqual([RUN.id]);
    expect((await read()).outbox).toEqual([]);
  });

  it('writes nothing for work that was accepted before, but follows it', async () => {
    await test.store.create({ ...SYNTHESIS, status: 'running' });
    const { etag } = await read();
    expect((await commit.accept('synthesis', TENANT, ID, (synthesis) => synthesis)).status).toBe('running');
    expect((await read()).etag).toBe(etag);
  });

  it('finds no document that is not there', async () => {
    const accepting = commit.accept('synthesis', TENANT, ID, running);
    expect(await accepting.catch(errorCodeOf)).toBe('not-found');
  });

  it.each(['background', 'moment'] as const)('leaves the operation to the worker: %s', async (following) => {
    await test.store.create(SYNTHESIS);
    await test.operations.follow(await read());
    const saved = await commit.save(running(await read()), following);
    await test.outbox.drain();
    expect((await operation()).status).toBe('queued');
    expect(published()).toEqual([RUN.id]);
    // A response that shows the ETag waits until the outbox is empty.
    expect((await read()).etag === saved.etag).toBe(following === 'moment');
  });
});
