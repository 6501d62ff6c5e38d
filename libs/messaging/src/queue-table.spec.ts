import { describe, expect, it } from 'vitest';
import { QUEUE_NAMES, type QueueProperties, QUEUES } from './queue-table.ts';
import { MAX_BACKOFF_MS } from './retry-policy.ts';
import { SINGLE_WORKER_APP, WORKER_APPS } from './worker-apps.ts';

/** How often what stayed in outboxes is published again. */
const OUTBOX_SWEEP_MS = 10 * 60_000;
/** While work is unfinished, a tick comes to `maintenance` at most this often. */
const TICK_SECONDS = 600;
const UNITS = { D: 86_400_000, H: 3_600_000, M: 60_000, S: 1000 } as const;

function ms(duration: string): number {
  const [, amount, unit] = /^PT?(\d+)([DHMS])$/.exec(duration) ?? [];
  return Number(amount) * UNITS[unit as keyof typeof UNITS];
}

describe.each(QUEUE_NAMES)('the queue %s', (name) => {
  const queue: QueueProperties = QUEUES[name];

  it('keeps messages for 14 days, and dead-letters what nobody took by then', () => {
    expect(ms(queue.timeToLive)).toBeGreaterThanOrEqual(14 * UNITS.D);
    expect(queue.deadLettersExpired).toBe(true);
  });

  it('knows an id for longer than it can take until a message is published again', () => {
    expect(ms(queue.duplicateWindow)).toBeGreaterThanOrEqual(30 * UNITS.M);
    expect(ms(queue.duplicateWindow)).toBeGreaterThan(OUTBOX_SWEEP_MS + MAX_BACKOFF_MS);
    expect(ms(queue.duplicateWindow)).toBeLessThanOrEqual(7 * UNITS.D);
  });

  it('has a lock that Azure allows and that is renewed for as long as work may take', () => {
    expect(ms(queue.lockDuration)).toBeLessThanOrEqual(5 * UNITS.M);
    expect(queue.maxRunMs).toBeGreaterThan(ms(queue.lockDuration));
  });

  it('starts no replica for messages that one process takes at once', () => {
    expect(queue.messagesPerReplica).toBe(queue.concurrency);
  });

  it('is served by one worker app', () => {
    expect(WORKER_APPS.filter(({ queues }) => queues.includes(name))).toHaveLength(1);
  });
});

it('is one app for all queues, or one for each of the table', () => {
  expect(SINGLE_WORKER_APP.queues).toEqual(QUEUE_NAMES);
});

describe.each([SINGLE_WORKER_APP, ...WORKER_APPS])('the worker app $name', (app) => {
  it('has a name and replicas that Container Apps takes', () => {
    expect(app.name).toMatch(/^[a-z][a-z\d-]{0,30}[a-z\d]$/);
    expect(app.name).not.toContain('--');
    expect(app.minReplicas).toBeGreaterThanOrEqual(0);
    expect(app.maxReplicas).toBeGreaterThan(app.minReplicas);
    expect(app.maxReplicas).toBeLessThanOrEqual(1000);
  });

  it('counts messages several times before it cools down, and does not stay up from tick to tick', () => {
    expect(app.cooldownSeconds).toBeGreaterThanOrEqual(4 * app.pollingSeconds);
    if (app.queues.includes('maintenance')) {
      expect(app.cooldownSeconds + app.pollingSeconds).toBeLessThan(TICK_SECONDS / 5);
    }
  });
});
