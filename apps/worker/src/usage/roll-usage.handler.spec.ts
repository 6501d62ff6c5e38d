import { describe, expect, it } from 'vitest';
import { ServiceError } from '#domain';
import { stub } from '#domain/testing';
import { DONE } from '#messaging';
import { aMessage } from '#messaging/testing';
import { MemoryLogger } from '#observability/testing';
import type { NotifySubscribers } from '../notifications/notify-subscribers.service.ts';
import { RollUsageHandler } from './roll-usage.handler.ts';
import type { RollUsage } from './roll-usage.usecase.ts';

const signal = new AbortController().signal;
const DAYS = ['2026-11-20', '2026-11-21'];

const NOBODY: NotifySubscribers['execute'] = () => Promise.resolve({ counts: { notified: 0 }, next: undefined });
const NOTIFICATIONS = { retryAfterMs: 0, data: { part: 'notifications' } };

function handlerOf(sumUp: RollUsage['sumUp'], execute = NOBODY) {
  const logger = new MemoryLogger();
  const next = (after = '') => {
    const [day] = DAYS.filter((each) => each > after);
    return Promise.resolve(day === undefined ? undefined : { day, isLast: day === DAYS.at(-1) });
  };
  const handler = new RollUsageHandler(stub<RollUsage>({ next, sumUp }), stub({ execute }), logger.asLogger);
  const handle = (after?: string) =>
    handler.handle(aMessage('usage.roll', 'usage.roll', after === undefined ? {} : { after }), { signal });
  const notify = (after?: string) =>
    handler.handle(aMessage('usage.roll', 'usage.roll', { part: 'notifications', ...(after && { after }) }), {
      signal,
    });
  return { handler, handle, notify, logger };
}

describe(RollUsageHandler.name, () => {
  it('sums up day after day, each in a message of its own', async () => {
    const summed: string[] = [];
    const { handle } = handlerOf((day) => {
      summed.push(day);
      return Promise.resolve(3);
    });
    expect(await handle()).toEqual({ retryAfterMs: 0, data: { after: DAYS[0] } });
    expect(await handle(DAYS[0])).toEqual(NOTIFICATIONS);
    expect(await handle(DAYS[1])).toEqual(NOTIFICATIONS);
    expect(summed).toEqual(DAYS);
  });

  it('notifies subscribers page by page, after the last day', async () => {
    const pages: (string | undefined)[] = [];
    const { notify, logger } = handlerOf(
      () => Promise.resolve(0),
      (after) => {
        pages.push(after);
        return Promise.resolve({ counts: { notified: 2 }, next: after === undefined ? 'nts_1' : undefined });
      },
    );
    expect(await notify()).toEqual({ retryAfterMs: 0, data: { part: 'notifications', after: 'nts_1' } });
    expect(await notify('nts_1')).toBe(DONE);
    expect(pages).toEqual([undefined, 'nts_1']);
    expect(logger.lines.map(({ text }) => text)).toContain('subscribers are notified');
  });

  it('stays with a day that cannot be summed up', async () => {
    const away = new ServiceError('dependency-unavailable', 'away');
    const { handle } = handlerOf(() => Promise.reject(away));
    await expect(handle()).rejects.toBe(away);
  });
});
