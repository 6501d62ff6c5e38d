import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, type Operation } from '#domain';
import { anOperation, AT } from '#domain/testing';
import { ShutdownState } from '#observability';
import { OperationWatches } from './operation-watches.ts';
import { WatchOperation } from './watch-operation.usecase.ts';

const ID = anOperation().id;
const event = (sequence: number, status: Operation['status']) =>
  ({ sequence, at: AT, status, stage: status, progress: 0 }) as const;

let documents: TestDocuments;
let ending: AbortController;
let watch: WatchOperation;

beforeEach(() => {
  documents = new TestDocuments();
  ending = new AbortController();
  watch = new WatchOperation(new OperationWatches(documents.operations), new ShutdownState());
});

async function told(after = 0): Promise<string[]> {
  const listener = { ended: ending.signal, cut: () => undefined, closed: Promise.resolve() };
  const events: string[] = [];
  for await (const each of await watch.execute(aPrincipal(), ID, after, listener))
    events.push(each.split('\n')[0] ?? '');
  return events;
}

describe(WatchOperation.name, () => {
  it('tells of the changes that the listener has not seen, and ends with the operation', async () => {
    const events = [event(1, 'queued'), event(2, 'running'), event(3, 'succeeded')];
    await documents.store.create(anOperation({ status: 'succeeded', events }));
    expect(await told()).toEqual(['id: 1', 'id: 2', 'id: 3']);
    expect(await told(2)).toEqual(['id: 3']);
  });

  it('ends when its listener has gone', async () => {
    await documents.store.create(anOperation({ status: 'running', events: [event(1, 'running')] }));
    ending.abort();
    expect(await told()).toEqual([]);
  });

  it('does not begin for an operation that is not there', async () => {
    expect(await told().catch(errorCodeOf)).toBe('not-found');
  });
});
