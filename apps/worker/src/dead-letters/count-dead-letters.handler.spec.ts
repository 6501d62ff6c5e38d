import { describe, expect, it } from 'vitest';
import { stub } from '#domain/testing';
import { type DeadLetters, DONE, QUEUE_NAMES } from '#messaging';
import type { Gauges } from '#observability';
import { MemoryLogger } from '#observability/testing';
import { CountDeadLettersHandler } from './count-dead-letters.handler.ts';

function handlerOf(count: (queue: string) => number) {
  const recorded: unknown[][] = [];
  const logger = new MemoryLogger();
  const deadLetters = stub<DeadLetters>({
    count: (queues) => Promise.resolve(queues.map((queue) => ({ queue, count: count(queue) }))),
  });
  const gauges = stub<Gauges>({
    record: (name, value, _unit, attributes) => void recorded.push([name, value, attributes]),
  });
  return { handler: new CountDeadLettersHandler(deadLetters, gauges, logger.asLogger), recorded, logger };
}

describe(CountDeadLettersHandler.name, () => {
  it('measures each queue, also those that have none, and warns of those that wait', async () => {
    const { handler, recorded, logger } = handlerOf((queue) => (queue === 'maintenance' ? 2 : 0));
    expect(await handler.handle()).toBe(DONE);
    expect(recorded).toHaveLength(QUEUE_NAMES.length);
    expect(recorded).toContainEqual(['dead_letters', 2, { queue: 'maintenance' }]);
    expect(logger.lines).toMatchObject([{ level: 'warn', fields: { total: 2 } }]);
  });

  it('is silent when there are none', async () => {
    const { handler, logger } = handlerOf(() => 0);
    await handler.handle();
    expect(logger.lines).toEqual([]);
  });
});
