import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OutboxRelay } from '#documents';
import { ServiceError } from '#domain';
import { stub } from '#domain/testing';
import type { MessagePublisher } from '#messaging';
import { MemoryPublisher } from '#messaging/testing';
import { MemoryLogger } from '#observability/testing';
import { Ticks } from './ticks.service.ts';

const NOON = Date.parse('2026-11-22T12:00:00.000Z');

let publisher: MemoryPublisher;
let isLeftBehind: boolean;
let logger: MemoryLogger;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  publisher = new MemoryPublisher();
  isLeftBehind = false;
  logger = new MemoryLogger();
});
afterEach(() => void vi.useRealTimers());

/** Of one replica. */
function ticks(): Ticks {
  const outbox = stub<OutboxRelay>({
    takeLeftBehind: () => {
      const left = isLeftBehind;
      isLeftBehind = false;
      return left;
    },
  });
  const publish: MessagePublisher['publish'] = (message) => publisher.publish(message);
  return new Ticks(stub<MessagePublisher>({ publish }), outbox, logger.asLogger);
}

describe(Ticks.name, () => {
  it('publishes a tick under the same id on every replica, and another in the next slot', async () => {
    for (const replica of [ticks(), ticks()]) await replica.requeueWork();
    expect(publisher.published.map(({ id }) => id)).toEqual(['tick:work.requeue:2026-11-22T12:00:00.000Z']);
    vi.setSystemTime(NOON + 5 * 60_000 + 1_000);
    await ticks().requeueWork();
    expect(publisher.published).toHaveLength(2);
  });

  it('has outboxes swept rarely while nothing stays in them', async () => {
    const replica = ticks();
    await replica.sweepOutboxes();
    vi.setSystemTime(NOON + 30_000);
    await replica.sweepOutboxes();
    expect(publisher.types).toEqual(['outbox.sweep']);
  });

  it('has outboxes swept twice after something stayed in one', async () => {
    const replica = ticks();
    isLeftBehind = true;
    for (let slot = 1; slot <= 4; slot++) {
      vi.setSystemTime(NOON + slot * 30_000);
      await replica.sweepOutboxes();
    }
    expect(publisher.types).toEqual(['outbox.sweep', 'outbox.sweep']);
  });

  it('does not fail while the broker is down, and sweeps once it is back', async () => {
    const replica = ticks();
    publisher.failure = new ServiceError('dependency-unavailable', 'no broker');
    await replica.sweepOutboxes();
    expect(logger.lines).toMatchObject([{ level: 'warn' }]);
    publisher.failure = undefined;
    vi.setSystemTime(NOON + 30_000);
    await replica.sweepOutboxes();
    expect(publisher.types).toEqual(['outbox.sweep']);
  });
});
