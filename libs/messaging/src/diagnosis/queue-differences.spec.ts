import { describe, expect, it } from 'vitest';
import { QUEUES } from '../queue-table.ts';
import { queueDifferences } from './queue-differences.ts';

const { lockDuration, timeToLive, duplicateWindow, maxDeliveries } = QUEUES.maintenance;
const RIGHT: Readonly<Record<string, string>> = {
  LockDuration: lockDuration,
  RequiresDuplicateDetection: 'true',
  RequiresSession: 'false',
  DefaultMessageTimeToLive: timeToLive,
  DeadLetteringOnMessageExpiration: 'true',
  DuplicateDetectionHistoryTimeWindow: duplicateWindow,
  MaxDeliveryCount: String(maxDeliveries),
};

function description(changes: Readonly<Record<string, string>> = {}): string {
  const elements = Object.entries({ ...RIGHT, ...changes }).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<entry><content><QueueDescription xmlns="x">${elements.join('')}</QueueDescription></content></entry>`;
}

describe(queueDifferences, () => {
  it('finds none in a queue that is as the table has it, in other words too', () => {
    expect(queueDifferences('maintenance', description())).toEqual([]);
    const same = {
      LockDuration: 'PT60S',
      DuplicateDetectionHistoryTimeWindow: 'PT0H30M',
      DefaultMessageTimeToLive: 'PT336H',
    };
    expect(queueDifferences('maintenance', description(same))).toEqual([]);
  });

  it.each([
    ['LockDuration', 'PT30S'],
    ['RequiresDuplicateDetection', 'false'],
    ['RequiresSession', 'true'],
    // What Azure makes of no value: forever.
    ['DefaultMessageTimeToLive', 'P10675199DT2H48M5.4775807S'],
    ['DeadLetteringOnMessageExpiration', 'false'],
    ['DuplicateDetectionHistoryTimeWindow', 'PT10M'],
    ['MaxDeliveryCount', '3'],
  ])('names %s of %s', (name, value) => {
    const [difference, ...others] = queueDifferences('maintenance', description({ [name]: value }));
    expect(difference).toBe(`The queue maintenance has ${name} ${value}; docs/queues.md has ${RIGHT[name]}.`);
    expect(others).toEqual([]);
  });

  it('is an error for an answer that describes no queue', () => {
    expect(() => queueDifferences('maintenance', '<feed/>')).toThrow('describes no queue');
  });
});
