import { beforeEach, describe, expect, it } from 'vitest';
import { ScheduleStore } from '#documents';
import { ServiceError } from '#domain';
import { DONE, type HandlerOutcome } from '#messaging';
import { aMessage } from '#messaging/testing';
import { MemoryLogger } from '#observability/testing';
import { MemoryContainer } from '#storage/testing';
import { ScheduledRunsInterceptor } from './scheduled-runs.interceptor.ts';

const SLOT = '2026-11-22T02:10:00.000Z';
const AWAY = new ServiceError('dependency-unavailable', 'away');

let container: MemoryContainer;
let store: ScheduleStore;
let logger: MemoryLogger;

beforeEach(() => {
  container = new MemoryContainer();
  store = new ScheduleStore(container.asContainer);
  logger = new MemoryLogger();
});

function handled(outcome: HandlerOutcome | Error, id = `tick:usage.roll:${SLOT}`): Promise<HandlerOutcome> {
  const interceptor = new ScheduledRunsInterceptor(store, logger.asLogger);
  const next = () => (outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome));
  return interceptor.intercept(aMessage('usage.roll', 'usage.roll', {}, { id }), next);
}
const lastRun = async () => (await store.read(Date.parse(SLOT)))['usage.roll'].lastRun;

describe(ScheduledRunsInterceptor.name, () => {
  it('notes the end of a run with its last message', async () => {
    expect(await handled({ retryAfterMs: 0 })).toEqual({ retryAfterMs: 0 });
    expect(await lastRun()).toBeUndefined();
    expect(await handled(DONE, `tick:usage.roll:${SLOT}:2`)).toBe(DONE);
    expect(await lastRun()).toMatchObject({ slot: SLOT, outcome: 'succeeded', finishedAt: expect.any(String) });
  });

  it('notes the failure of an attempt, until another one succeeds', async () => {
    await expect(handled(AWAY)).rejects.toBe(AWAY);
    expect(await lastRun()).toMatchObject({ outcome: 'failed', code: 'dependency-unavailable' });
    await handled(DONE, `tick:usage.roll:${SLOT}:2`);
    expect(await lastRun()).toMatchObject({ outcome: 'succeeded' });
    expect((await lastRun())?.code).toBeUndefined();
  });

  it('lets the work be done when its end cannot be noted', async () => {
    for (let call = 0; call < 2; call++)
      container.failures.push(Object.assign(new Error('no database'), { code: 503 }));
    expect(await handled(DONE)).toBe(DONE);
    expect(logger.lines).toMatchObject([{ level: 'warn' }, { level: 'warn' }]);
  });

  it('does not repeat a run that has succeeded, and repeats one that has failed', async () => {
    await expect(handled(AWAY)).rejects.toBe(AWAY);
    expect(await handled({ retryAfterMs: 0 })).toEqual({ retryAfterMs: 0 });
    await handled(DONE, `tick:usage.roll:${SLOT}:2`);
    const before = await lastRun();
    expect(await handled(AWAY)).toBe(DONE);
    expect(await lastRun()).toEqual(before);
    expect(logger.lines).toMatchObject([
      {
        level: 'info',
        fields: { messageId: `tick:usage.roll:${SLOT}` },
        text: 'The run of this schedule is over; its message is dropped',
      },
    ]);
    await expect(handled(AWAY, 'tick:usage.roll:2026-11-22T03:10:00.000Z')).rejects.toBe(AWAY);
  });

  it('asks the store about no other message', async () => {
    await handled(DONE, 'tick:outbox.sweep:2026-11-22T02:10:00.000Z');
    expect(container.calls).toBe(0);
  });
});
