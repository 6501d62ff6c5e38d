import { describe, expect, it } from 'vitest';
import type { Operation, OperationStage } from '#domain';
import { isNothingLeft, operationEvents, RECONNECT_AFTER_MS } from './operation-events.ts';

const AT = '2026-11-22T00:00:00.000Z';

function operation(...stages: OperationStage[]): Operation {
  const events = stages.map((stage, index) => ({
    sequence: index + 1,
    at: AT,
    status: stage === 'done' ? ('succeeded' as const) : ('running' as const),
    stage,
    progress: index / 4,
  }));
  const last = events.at(-1);
  return {
    id: 'op_1',
    kind: 'operation',
    type: 'voice.enrollment',
    tenantId: 't',
    ownerId: 'o',
    subject: { kind: 'voice', id: 'vce_1' },
    status: last?.status ?? 'queued',
    stage: last?.stage ?? 'queued',
    progress: last?.progress ?? 0,
    events,
    createdAt: AT,
    updatedAt: AT,
    outbox: [],
  };
}

async function idsOf(events: AsyncIterable<string>): Promise<string[]> {
  const ids: string[] = [];
  for await (const text of events) if (!text.startsWith('retry: ')) ids.push(/^id: (\d+)$/m.exec(text)?.[1] ?? text);
  return ids;
}

describe(operationEvents.name, () => {
  it('sends each event once and ends with the operation', async () => {
    const states = [
      operation('transcribing'),
      operation('transcribing'),
      operation('transcribing', 'training', 'done'),
    ];
    const read = () => Promise.resolve(states.shift() ?? operation());
    expect(await idsOf(operationEvents(read, 0, new AbortController().signal))).toEqual(['1', '2', '3']);
  });

  it('resumes after the last event that the client saw', async () => {
    const read = () => Promise.resolve(operation('transcribing', 'training', 'done'));
    expect(await idsOf(operationEvents(read, 2, new AbortController().signal))).toEqual(['3']);
  });

  it('ends when the client goes away', async () => {
    const gone = new AbortController();
    const read = () => {
      gone.abort();
      return Promise.resolve(operation('transcribing'));
    };
    expect(await idsOf(operationEvents(read, 0, gone.signal))).toEqual(['1']);
  });

  it('is well-formed: one id, one event name, one line of JSON', async () => {
    const events = operationEvents(() => Promise.resolve(operation('done')), 0, new AbortController().signal);
    expect((await events.next()).value).toBe(`retry: ${RECONNECT_AFTER_MS}\n\n`);
    const { value } = await events.next();
    expect(value).toMatch(/^id: 1\nevent: succeeded\ndata: \{.*\}\n\n$/);
  });
});

describe(isNothingLeft.name, () => {
  it.each([
    ['an ended operation whose last event was seen', operation('transcribing', 'done'), 2, true],
    ['one whose listener has seen more than there is', operation('transcribing', 'done'), 7, true],
    ['an ended operation whose last event was not seen', operation('transcribing', 'done'), 1, false],
    ['an ended operation of which nothing was seen', operation('done'), 0, false],
    ['a running operation', operation('transcribing', 'training'), 2, false],
  ])('knows of %s', (_, ended, lastEventId, expected) => {
    expect(isNothingLeft(ended, lastEventId)).toBe(expected);
  });
});
