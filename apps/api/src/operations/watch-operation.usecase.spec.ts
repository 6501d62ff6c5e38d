import { describe, expect, it, vi } from 'vitest';
import type { Principal } from '#auth';
import { anOperation, stub } from '#domain/testing';
import { ServiceError } from '#domain';
import { ShutdownState } from '#observability';
import { OperationWatches } from '../platform/operations/operation-watches.ts';
import { WatchOperation } from './watch-operation.usecase.ts';

const PRINCIPAL = { tenantId: 't' } as Principal;
const AT = '2026-11-22T10:00:00.000Z';
const event = (sequence: number, status: 'running' | 'succeeded') => ({
  sequence,
  at: AT,
  status,
  stage: 'speaking' as const,
  progress: 50,
});
const OPERATION = anOperation({ status: 'succeeded', events: [event(1, 'running'), event(2, 'succeeded')] });

function watching(read: () => Promise<typeof OPERATION>) {
  const watches = new OperationWatches(stub({ get: read }));
  const closed = Promise.withResolvers<void>();
  const answer = { ended: new AbortController().signal, cut: () => undefined, closed: closed.promise };
  const execute = (after: number) =>
    new WatchOperation(watches, new ShutdownState()).execute(PRINCIPAL, 'op_1', after, answer);
  return { execute, watches, close: () => closed.resolve() };
}

async function textOf(events: AsyncIterable<string> | undefined): Promise<string> {
  let text = '';
  for await (const part of events ?? []) text += part;
  return text;
}

describe(WatchOperation.name, () => {
  it('tells of each change after the one that the listener has seen', async () => {
    const { execute } = watching(() => Promise.resolve(OPERATION));
    expect(await textOf(await execute(0))).toMatch(
      /^retry: \d+\n\nid: 1\nevent: running\n[^]*id: 2\nevent: succeeded\n/,
    );
    expect(await textOf(await execute(1))).toMatch(/^retry: \d+\n\nid: 2\n/);
  });

  it('has nothing to tell of an ended operation to a listener who has seen all', async () => {
    const { execute } = watching(() => Promise.resolve(OPERATION));
    expect(await execute(2)).toBeUndefined();
  });

  it('refuses to watch an operation that does not exist', async () => {
    const missing = new ServiceError('not-found', 'There is no such operation.');
    await expect(watching(() => Promise.reject(missing)).execute(0)).rejects.toBe(missing);
  });

  it('stops watching when the answer is closed', async () => {
    const { execute, watches, close } = watching(() => Promise.resolve(OPERATION));
    const watch = vi.spyOn(watches, 'watch');
    await execute(0);
    const dispose = vi.spyOn(watch.mock.results[0]?.value as Disposable, Symbol.dispose);
    close();
    await vi.waitFor(() => expect(dispose).toHaveBeenCalledOnce());
  });
});
