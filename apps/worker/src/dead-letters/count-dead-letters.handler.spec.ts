import { describe, expect, it } from 'vitest';
import { stub } from '#domain/testing';
import { type DeadLetters, DONE, QUEUE_NAMES } from '#messaging';
import { MemoryLogger, RecordedMetrics } from '#observability/testing';
import { CountDeadLettersHandler } from './count-dead-letters.handler.ts';

function handlerOf(count: (queue: string) => number) {
  const logger = new MemoryLogger();
  const deadLetters = stub<DeadLetters>({
    count: (queues) => Promise.resolve(queues.map((queue) => ({ queue, count: count(queue) }))),
  });
  return { handler: new CountDeadLettersHandler(deadLetters, logger.asLogger), logger };
}

describe(CountDeadLettersHandler.name, () => {
  it('measures each queue, also those that have none, and warns of those that wait', async () => {
    using recorded = new RecordedMetrics();
    const { handler, logger } = handlerOf((queue) => (queue === 'maintenance' ? 2 : 0));
    expect(await handler.handle()).toBe(DONE);
    const counts = recorded.of('voice.dead_letters');
    expect(counts).toHaveLength(QUEUE_NAMES.length);
    expect(counts).toContainEqual({ value: 2, attributes: { 'messaging.destination.name': 'maintenance' } });
    expect(logger.lines.filter(({ level }) => level === 'warn')).toMatchObject([{ fields: { total: 2 } }]);
  });

  it('warns of nothing when there are none', async () => {
    const { handler, logger } = handlerOf(() => 0);
    await handler.handle();
    expect(logger.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });
});
