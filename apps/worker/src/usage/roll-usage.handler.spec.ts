import { describe, expect, it } from 'vitest';
import { ServiceError } from '#domain';
import { stub } from '#domain/testing';
import { DONE } from '#messaging';
import { aMessage } from '#messaging/testing';
import { MemoryLogger } from '#observability/testing';
import { RollUsageHandler } from './roll-usage.handler.ts';
import type { RollUsage } from './roll-usage.usecase.ts';

const signal = new AbortController().signal;
const DAYS = ['2026-11-20', '2026-11-21'];

function handlerOf(sumUp: RollUsage['sumUp']) {
  const logger = new MemoryLogger();
  const next = (after = '') => {
    const [day] = DAYS.filter((each) => each > after);
    return Promise.resolve(day === undefined ? undefined : { day, isLast: day === DAYS.at(-1) });
  };
  const handler = new RollUsageHandler(stub<RollUsage>({ next, sumUp }), logger.asLogger);
  const handle = (after?: string) =>
    handler.handle(aMessage('usage.roll', 'usage.roll', after === undefined ? {} : { after }), { signal });
  return { handler, handle, logger };
}

describe(RollUsageHandler.name, () => {
  it('sums up day after day, each in a message of its own', async () => {
    const summed: string[] = [];
    const { handle } = handlerOf((day) => {
      summed.push(day);
      return Promise.resolve(3);
    });
    expect(await handle()).toEqual({ retryAfterMs: 0, data: { after: DAYS[0] } });
    expect(await handle(DAYS[0])).toBe(DONE);
    expect(await handle(DAYS[1])).toBe(DONE);
    expect(summed).toEqual(DAYS);
  });

  it('stays with a day that cannot be summed up', async () => {
    const away = new ServiceError('dependency-unavailable', 'away');
    const { handle } = handlerOf(() => Promise.reject(away));
    await expect(handle()).rejects.toBe(away);
  });
});
