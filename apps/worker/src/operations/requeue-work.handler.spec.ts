import { beforeEach, describe, expect, it } from 'vitest';
import { stub } from '#domain/testing';
import { DONE } from '#messaging';
import { aMessage } from '#messaging/testing';
import { MemoryLogger } from '#observability/testing';
import { DRIVEN_KINDS } from './requeue-work.usecase.ts';
import { RequeueWorkHandler } from './requeue-work.handler.ts';

const signal = new AbortController().signal;

let swept: (string | undefined)[][];
let after: string | undefined;
let logger: MemoryLogger;
let sweep: RequeueWorkHandler;

beforeEach(() => {
  [swept, after] = [[], undefined];
  logger = new MemoryLogger();
  const execute = (kind: string, from: string | undefined) => {
    swept.push([kind, from]);
    return Promise.resolve({ after, requeued: 1, stalled: 0 });
  };
  sweep = new RequeueWorkHandler(stub({ execute }), logger.asLogger);
});

const handle = (data: { part?: string; after?: string }) =>
  sweep.handle(aMessage('work.requeue', 'work.requeue', data), { signal });

describe(RequeueWorkHandler.name, () => {
  it('looks through kind after kind, each in a message of its own', async () => {
    let data: { part?: string } | undefined = {};
    while (data) {
      const outcome = await handle(data);
      data = 'retryAfterMs' in outcome ? outcome.data : undefined;
    }
    expect(swept.map(([kind]) => kind)).toEqual([...DRIVEN_KINDS]);
  });

  it('goes on with the next page of a kind first', async () => {
    after = 'id';
    const [kind = 'upload'] = DRIVEN_KINDS;
    expect(await handle({ part: kind })).toEqual({ retryAfterMs: 0, data: { part: kind, after: 'id' } });
    after = undefined;
    await handle({ part: kind, after: 'id' });
    expect(swept.at(-1)).toEqual([kind, 'id']);
  });

  it('begins at the first kind for a part that it does not know, and ends after the last', async () => {
    await handle({ part: 'something of a later release' });
    expect(swept[0]?.[0]).toBe(DRIVEN_KINDS[0]);
    expect(await handle({ part: DRIVEN_KINDS.at(-1) ?? '' })).toBe(DONE);
  });
});
