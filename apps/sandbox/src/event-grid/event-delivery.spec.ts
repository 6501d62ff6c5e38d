import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SqliteStore } from '../data/sqlite-store.ts';
import { Clock } from '../faults/clock.ts';
import { FaultPlan, type FaultEffect } from '../faults/fault-plan.ts';
import { type BlobCreation, blobCreatedEvent, type BlobCreatedEvent } from './blob-event.ts';
import { type Delivery, EventDelivery, type EventDeliveryOptions } from './event-delivery.ts';

const HOUR_MS = 3_600_000;
const SUBSCRIPTION = { name: 'to-queue', container: 'uploads', queue: 'audio-uploads' };

const CREATION: BlobCreation = {
  api: 'PutBlob',
  container: 'uploads',
  blob: 'a.wav',
  url: 'https://localhost:1/devstoreaccount1/uploads/a.wav',
  clientRequestId: '',
  requestId: 'request',
  eTag: '"0x1"',
  contentType: 'audio/wav',
  contentLength: 4,
  blobType: 'BlockBlob',
  at: new Date(0),
  sequence: 255,
};

function event(blob = 'a.wav'): BlobCreatedEvent {
  return blobCreatedEvent('/source', { ...CREATION, blob });
}

/** A delivery whose queue answers as `answers` say, one after the other, and then always well. */
function harness(answers: ('ok' | 'down')[] = [], options: Partial<EventDeliveryOptions> = {}) {
  const clock = new Clock();
  const faults = new FaultPlan();
  const attempts: Delivery[] = [];
  const delivered: Delivery[] = [];
  const logged: string[] = [];
  const delivery = new EventDelivery({
    subscriptions: [SUBSCRIPTION],
    clock,
    faults,
    log: (message) => logged.push(message),
    deliver: async (given) => {
      attempts.push(given);
      if (answers.shift() === 'down') throw new Error('the queue is down');
      delivered.push(given);
    },
    ...options,
  });
  const fault = (effect: FaultEffect) => faults.add({ service: 'event-grid', operation: 'deliver', effect });
  /** Waits until no attempt is under way. */
  const settled = () => vi.waitUntil(() => delivery.retrying === delivery.pending, { interval: 1 });
  /** Moves the clock, waits until at least one retry that has become due has ended, and for those that began with it. */
  const retryAfter = async (ms: number): Promise<void> => {
    await settled();
    const before = logged.length;
    clock.advance(ms);
    await vi.waitUntil(() => logged.length > before, { interval: 1 });
    await settled();
  };
  return { clock, fault, delivery, attempts, delivered, logged, settled, retryAfter };
}

describe('EventDelivery', () => {
  it('hands an event to the queue of its subscription, with the headers of Event Grid', async () => {
    const { delivery, delivered } = harness();
    const published = event();
    delivery.publish('uploads', published);
    await expect.poll(() => delivery.pending).toBe(0);
    expect(delivered).toEqual([
      {
        queue: 'audio-uploads',
        event: published,
        messageId: expect.any(String) as unknown,
        properties: {
          'aeg-subscription-name': 'to-queue',
          'aeg-delivery-count': '0',
          'aeg-event-type': 'Notification',
          'aeg-metadata-version': '1.0',
          'aeg-output-event-id': published.id,
        },
      },
    ]);
  });

  it('keeps events of containers without a subscription to itself', async () => {
    const { delivery, attempts } = harness();
    expect(delivery.wants('results')).toBe(false);
    delivery.publish('results', event());
    expect(delivery.pending).toBe(0);
    expect(attempts).toEqual([]);
  });

  it('tries again after 10 s and 30 s with the same message id, so that the queue can tell a repetition', async () => {
    const { clock, delivery, attempts, retryAfter, settled } = harness(['down', 'down']);
    delivery.publish('uploads', event());
    await settled();
    clock.advance(9000);
    expect(attempts).toHaveLength(1);
    await retryAfter(1000);
    expect(attempts).toHaveLength(2);
    await retryAfter(30_000);
    expect(delivery.pending).toBe(0);
    expect(attempts.map(({ properties }) => properties['aeg-delivery-count'])).toEqual(['0', '1', '2']);
    expect(new Set(attempts.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('gives an event up after 24 hours, and says so', async () => {
    const { clock, delivery, logged, retryAfter } = harness(Array.from({ length: 40 }, () => 'down' as const));
    const startedAt = clock.now();
    delivery.publish('uploads', event());
    while (delivery.pending > 0) await retryAfter(12 * HOUR_MS);
    expect(clock.now() - startedAt).toBeGreaterThan(24 * HOUR_MS);
    expect(logged.at(-1)).toMatch(/^event dropped/);
  });

  it('loses no event, whatever fails before the queue is back', async () => {
    await fc.assert(
      fc.asyncProperty(
        // The first five retries of one event come after at most ten minutes.
        fc.array(fc.constantFrom('ok' as const, 'down' as const), { maxLength: 5 }),
        fc.integer({ min: 1, max: 6 }),
        async (answers, count) => {
          const { delivery, delivered, retryAfter, settled } = harness([...answers]);
          const events = Array.from({ length: count }, (_unused, index) => event(`${index}.wav`));
          for (const each of events) delivery.publish('uploads', each);
          await settled();
          while (delivery.pending > 0) await retryAfter(10 * 60_000);
          expect(new Set(delivered.map(({ event: { id } }) => id))).toEqual(new Set(events.map(({ id }) => id)));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('delivers a scripted duplicate under another message id', async () => {
    const { delivery, delivered, fault } = harness();
    fault({ kind: 'duplicate', times: 2 });
    delivery.publish('uploads', event());
    await expect.poll(() => delivery.pending).toBe(0);
    expect(new Set(delivered.map(({ event: { id } }) => id)).size).toBe(1);
    expect(new Set(delivered.map(({ messageId }) => messageId)).size).toBe(3);
  });

  it('delivers late when a latency is scripted', async () => {
    const { clock, delivery, delivered, fault } = harness();
    fault({ kind: 'latency', ms: 24 * HOUR_MS });
    delivery.publish('uploads', event());
    clock.advance(23 * HOUR_MS);
    expect(delivered).toHaveLength(0);
    clock.advance(HOUR_MS);
    await expect.poll(() => delivered.length).toBe(1);
  });

  it.each([
    ['an error', { kind: 'error' }, 1],
    ['a dropped connection', { kind: 'drop' }, 1],
    ['an answer that gets lost', { kind: 'drop', after: 'work' }, 2],
  ] as const)('tries again after %s', async (_what, effect, deliveries) => {
    const { delivery, delivered, fault, retryAfter } = harness();
    fault(effect);
    delivery.publish('uploads', event());
    await retryAfter(10_000);
    expect(delivery.pending).toBe(0);
    expect(delivered).toHaveLength(deliveries);
  });

  it('tries again when no answer came for 30 s', async () => {
    const { clock, delivery, delivered, fault, retryAfter, settled } = harness();
    fault({ kind: 'hang' });
    delivery.publish('uploads', event());
    clock.advance(30_000);
    await settled();
    expect(delivered).toHaveLength(0);
    await retryAfter(10_000);
    expect(delivered).toHaveLength(1);
  });

  it('stops when it is closed', async () => {
    const { clock, delivery, attempts, settled } = harness(['down']);
    delivery.publish('uploads', event());
    await settled();
    delivery.close();
    clock.advance(HOUR_MS);
    expect(attempts).toHaveLength(1);
    expect(delivery.pending).toBe(0);
  });
});

describe('blobCreatedEvent', () => {
  it('has the fields of Microsoft.Storage.BlobCreated in CloudEvents 1.0', () => {
    const { id, data, ...rest } = event('t/a b.wav');
    expect(rest).toEqual({
      specversion: '1.0',
      source: '/source',
      type: 'Microsoft.Storage.BlobCreated',
      subject: '/blobServices/default/containers/uploads/blobs/t/a b.wav',
      time: '1970-01-01T00:00:00.000Z',
    });
    expect(id).toMatch(/^[\da-f-]{36}$/);
    expect(data).toMatchObject({ api: 'PutBlob', eTag: '0x1', contentLength: 4, blobType: 'BlockBlob' });
  });

  it('numbers events so that later ones compare greater as text', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (left, right) => {
        const sequencer = (sequence: number) => blobCreatedEvent('/s', { ...CREATION, sequence }).data.sequencer;
        expect(sequencer(left) < sequencer(right)).toBe(left < right);
      }),
    );
  });

  describe('with data that are kept', () => {
    let folder: string;
    let state: SqliteStore;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'sandbox-events-spec-'));
      state = new SqliteStore(join(folder, 'state.sqlite'));
    });
    afterEach(async () => {
      state.close();
      await rm(folder, { recursive: true, force: true });
    });

    it('delivers after a restart what was being delivered, as the same message, and then no more', async () => {
      const attempts: Delivery[] = [];
      const hanging = async (given: Delivery): Promise<void> => {
        attempts.push(given);
        await new Promise(() => undefined);
      };
      harness([], { state, deliver: hanging }).delivery.publish('uploads', event());
      await expect.poll(() => attempts.length).toBe(1);

      const after = harness([], { state });
      after.delivery.resume();
      await expect.poll(() => after.delivered.length).toBe(1);
      expect(after.delivered[0]).toMatchObject({ messageId: attempts[0]?.messageId, event: attempts[0]?.event });
      await expect.poll(() => after.delivery.pending).toBe(0);

      const last = harness([], { state });
      last.delivery.resume();
      expect(last.delivery.pending).toBe(0);
    });

    it('keeps to the retry schedule', async () => {
      const before = harness(['down'], { state });
      before.delivery.publish('uploads', event());
      await before.settled();
      before.delivery.close();

      const after = harness([], { state });
      after.delivery.resume();
      expect(after.delivery.retrying).toBe(1);
      after.clock.advance(10_000);
      await expect.poll(() => after.delivered.length).toBe(1);
      expect(after.delivered[0]?.properties['aeg-delivery-count']).toBe('1');
    });
  });
});
