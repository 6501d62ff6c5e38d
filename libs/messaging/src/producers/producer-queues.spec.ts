import { describe, expect, it } from 'vitest';
import { aProducer } from '#config/testing';
import { ConfigError } from '#config';
import { queuesOf } from '../consumers.ts';
import { QUEUE_NAMES, QUEUES } from '../queue-table.ts';
import {
  isInternalQueue,
  isProducerQueue,
  PRODUCER_QUEUES,
  propertiesOf,
  replyQueueOf,
  requestQueueOf,
} from './producer-queues.ts';

const IVR = aProducer();

describe('the queues of producers', () => {
  it('have the name of their producer, and are none of the internal ones', () => {
    expect([requestQueueOf(IVR), replyQueueOf(IVR)]).toEqual(['requests-ivr', 'replies-ivr']);
    expect(QUEUE_NAMES.every(isInternalQueue)).toBe(true);
    expect(isInternalQueue('requests-ivr')).toBe(false);
    expect(['requests-ivr', 'replies-ivr', 'maintenance'].map(isProducerQueue)).toEqual([true, true, false]);
  });

  it('are served each with a concurrency of its own', () => {
    expect(propertiesOf('requests-ivr')).toBe(PRODUCER_QUEUES.requests);
    expect(propertiesOf('replies-ivr')).toBe(PRODUCER_QUEUES.replies);
    expect(propertiesOf('maintenance')).toBe(QUEUES.maintenance);
  });

  it('are served by a worker that is not told which queues, and by one that is told so', () => {
    expect(queuesOf(undefined, [IVR])).toEqual([...QUEUE_NAMES, 'requests-ivr']);
    expect(queuesOf([], [])).toEqual(QUEUE_NAMES);
    expect(queuesOf(['requests-ivr', 'maintenance'], [IVR])).toEqual(['requests-ivr', 'maintenance']);
  });

  it('exist for configured producers only, and nobody here receives replies', () => {
    expect(() => queuesOf(['requests-other'], [IVR])).toThrow(ConfigError);
    expect(() => queuesOf(['replies-ivr'], [IVR])).toThrow(/there is no queue replies-ivr/);
  });
});
