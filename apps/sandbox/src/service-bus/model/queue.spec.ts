import { describe, expect, it } from 'vitest';
import type { Consumer } from './feed.ts';
import type { StoredMessage } from './message.ts';
import { idOf, newQueue, submission, tokenOf } from './queue.fixture.ts';

const lockLost = expect.objectContaining({ condition: 'com.microsoft:message-lock-lost' });
const notFound = expect.objectContaining({ condition: 'com.microsoft:message-not-found' });

describe('MessageQueue', () => {
  it('hands messages out in the order in which they came, and an abandoned one before later ones', () => {
    const { queue } = newQueue();
    for (const id of ['a', 'b', 'c']) queue.enqueue(submission(id));
    const first = queue.receive('peekLock');
    expect(idOf(first)).toBe('a');
    expect(idOf(queue.receive('peekLock'))).toBe('b');
    queue.abandon(tokenOf(first));
    const again = queue.receive('peekLock');
    expect(idOf(again)).toBe('a');
    expect(again?.deliveryCount).toBe(1);
    expect(idOf(queue.receive('peekLock'))).toBe('c');
    expect(queue.receive('peekLock')).toBeUndefined();
  });

  it('removes a completed message, once', () => {
    const { queue } = newQueue();
    queue.enqueue(submission('a'));
    const token = tokenOf(queue.receive('peekLock'));
    queue.complete(token);
    expect(queue.counts).toEqual({ active: 0, locked: 0, scheduled: 0, deferred: 0 });
    expect(() => queue.complete(token)).toThrow(lockLost);
  });

  it('removes a message at once in receive-and-delete', () => {
    const { queue } = newQueue();
    queue.enqueue(submission('a'));
    const message = queue.receive('receiveAndDelete');
    expect(message?.lock).toBeUndefined();
    expect(queue.peek(0, 10)).toEqual([]);
  });

  it('ends a lock exactly after the lock duration and counts the delivery', () => {
    const { queue, clock } = newQueue({ lockDurationMs: 30_000 });
    queue.enqueue(submission('a'));
    const token = tokenOf(queue.receive('peekLock'));
    clock.advance(29_999);
    expect(queue.receive('peekLock')).toBeUndefined();
    clock.advance(1);
    expect(() => queue.complete(token)).toThrow(lockLost);
    expect(queue.receive('peekLock')?.deliveryCount).toBe(1);
  });

  it('prolongs a lock from the moment of the renewal', () => {
    const { queue, clock } = newQueue({ lockDurationMs: 30_000 });
    queue.enqueue(submission('a'));
    const message = queue.receive('peekLock');
    clock.advance(20_000);
    expect(queue.renew(tokenOf(message))).toBe(clock.now() + 30_000);
    clock.advance(29_999);
    queue.complete(tokenOf(message));
    expect(() => queue.renew('00'.repeat(16))).toThrow(lockLost);
  });

  it('dead-letters a message after its last failed delivery, with its number, count and source', () => {
    const { queue, deadLetters, clock } = newQueue({ maxDeliveryCount: 2 });
    queue.enqueue(submission('a'));
    queue.abandon(tokenOf(queue.receive('peekLock')));
    queue.receive('peekLock');
    clock.advance(60_000);
    expect(queue.receive('peekLock')).toBeUndefined();
    const dead = deadLetters.receive('peekLock');
    expect(dead).toMatchObject({ sequenceNumber: 1, deliveryCount: 2, deadLetterSource: 'orders' });
    expect(dead?.modifiedProperties).toEqual({
      DeadLetterReason: 'MaxDeliveryCountExceeded',
      DeadLetterErrorDescription: 'Message could not be consumed after 2 delivery attempts.',
    });
  });

  it('keeps messages of a dead-letter queue forever and does not dead-letter them again', () => {
    const { queue, deadLetters, clock } = newQueue();
    queue.enqueue(submission('a', { timeToLiveMs: 1000 }));
    queue.deadLetter(tokenOf(queue.receive('peekLock')), { DeadLetterReason: 'bad' });
    clock.advance(24 * 3_600_000);
    for (let time = 0; time < 20; time += 1) deadLetters.abandon(tokenOf(deadLetters.receive('peekLock')));
    const token = tokenOf(deadLetters.receive('peekLock'));
    expect(() => deadLetters.deadLetter(token)).toThrow(expect.objectContaining({ condition: 'amqp:not-allowed' }));
    deadLetters.complete(token);
    expect(deadLetters.counts.locked).toBe(0);
  });

  it('shows dead letters in order of their numbers, whichever came first', () => {
    const { queue, deadLetters } = newQueue();
    for (const id of ['a', 'b', 'c']) queue.enqueue(submission(id));
    const tokens = [1, 2, 3].map(() => tokenOf(queue.receive('peekLock')));
    for (const token of tokens.reverse()) queue.deadLetter(token);
    expect(deadLetters.peek(0, 10).map(idOf)).toEqual(['a', 'b', 'c']);
    expect(idOf(deadLetters.receive('peekLock'))).toBe('a');
  });

  it('merges the properties of abandon, defer and dead-letter', () => {
    const { queue, deadLetters } = newQueue();
    queue.enqueue(submission('a'));
    queue.abandon(tokenOf(queue.receive('peekLock')), { one: 1, both: 'first' });
    queue.deadLetter(tokenOf(queue.receive('peekLock')), { both: 'second' });
    expect(deadLetters.receive('peekLock')?.modifiedProperties).toEqual({ one: 1, both: 'second' });
  });

  it('activates a scheduled message when it is due, under a new number, behind what is there already', () => {
    const { queue, clock } = newQueue();
    const scheduled = queue.enqueue(submission('later', { scheduledForMs: clock.now() + 10_000 }));
    expect(scheduled?.sequenceNumber).toBe(1);
    queue.enqueue(submission('now'));
    expect(queue.counts).toMatchObject({ active: 1, scheduled: 1 });
    clock.advance(10_000);
    expect(idOf(queue.receive('peekLock'))).toBe('now');
    const due = queue.receive('peekLock');
    expect(due).toMatchObject({ sequenceNumber: 3, enqueuedAtMs: clock.now() });
  });

  it('enqueues a message at once whose scheduled time has passed', () => {
    const { queue, clock } = newQueue();
    queue.enqueue(submission('a', { scheduledForMs: clock.now() }));
    expect(queue.counts.active).toBe(1);
  });

  it('cancels scheduled messages, all or none', () => {
    const { queue, clock } = newQueue();
    for (const id of ['a', 'b']) queue.enqueue(submission(id, { scheduledForMs: clock.now() + 1000 }));
    expect(() => queue.cancelScheduled([1, 7])).toThrow(notFound);
    expect(queue.counts.scheduled).toBe(2);
    queue.cancelScheduled([1, 2]);
    clock.advance(1000);
    expect(queue.receive('peekLock')).toBeUndefined();
    expect(() => queue.cancelScheduled([1])).toThrow(notFound);
  });

  it('drops duplicates inside the window and takes the id again after it', () => {
    const { queue, clock } = newQueue({ duplicateWindowMs: 20_000 });
    expect(queue.enqueue(submission('a'))).toBeDefined();
    queue.complete(tokenOf(queue.receive('peekLock')));
    clock.advance(19_999);
    expect(queue.enqueue(submission('a'))).toBeUndefined();
    clock.advance(1);
    expect(queue.enqueue(submission('a'))).toBeDefined();
  });

  it('counts scheduled messages in duplicate detection, both ways', () => {
    const { queue, clock } = newQueue({ duplicateWindowMs: 20_000 });
    const scheduledForMs = clock.now() + 10_000;
    queue.enqueue(submission('a', { scheduledForMs }));
    expect(queue.enqueue(submission('a'))).toBeUndefined();
    queue.enqueue(submission('b'));
    expect(queue.enqueue(submission('b', { scheduledForMs }))).toBeUndefined();
    clock.advance(10_000);
    expect(queue.counts).toMatchObject({ active: 2, scheduled: 0 });
  });

  it('lets an expired message go, or dead-letters it where the queue says so', () => {
    for (const deadLetterOnExpiration of [false, true]) {
      const { queue, deadLetters, clock } = newQueue({ deadLetterOnExpiration });
      queue.enqueue(submission('a', { timeToLiveMs: 5000 }));
      clock.advance(4999);
      expect(queue.peek(0, 1)).toHaveLength(1);
      clock.advance(1);
      expect(queue.peek(0, 1)).toHaveLength(0);
      expect(deadLetters.counts.active).toBe(deadLetterOnExpiration ? 1 : 0);
      expect(deadLetters.receive('peekLock')?.modifiedProperties?.['DeadLetterReason']).toBe(
        deadLetterOnExpiration ? 'TTLExpiredException' : undefined,
      );
    }
  });

  it('caps the time to live at that of the queue and lets a locked message outlive it', () => {
    const { queue, clock } = newQueue({ defaultTimeToLiveMs: 10_000 });
    queue.enqueue(submission('a', { timeToLiveMs: 99_000 }));
    queue.enqueue(submission('b'));
    const token = tokenOf(queue.receive('peekLock'));
    clock.advance(10_000);
    expect(queue.counts).toMatchObject({ active: 0, locked: 1 });
    queue.complete(token);
  });

  it('starts the time to live of a scheduled message when it becomes active', () => {
    const { queue, clock } = newQueue();
    queue.enqueue(submission('a', { timeToLiveMs: 5000, scheduledForMs: clock.now() + 60_000 }));
    clock.advance(60_000);
    expect(queue.counts).toMatchObject({ active: 1, scheduled: 0 });
  });

  it('sets a deferred message aside until it is requested by number', () => {
    const { queue } = newQueue();
    queue.enqueue(submission('a'));
    queue.defer(tokenOf(queue.receive('peekLock')));
    expect(queue.counts).toMatchObject({ active: 0, deferred: 1 });
    expect(queue.receive('peekLock')).toBeUndefined();
    const [message] = queue.receiveDeferred([1], 'peekLock');
    expect(() => queue.receiveDeferred([1], 'peekLock')).toThrow(notFound);
    queue.abandon(tokenOf(message));
    expect(queue.counts).toMatchObject({ active: 0, deferred: 1 });
    queue.complete(tokenOf(queue.receiveDeferred([1], 'peekLock')[0]));
    expect(queue.counts.deferred).toBe(0);
  });

  it('counts deferring as a delivery that came to nothing, and nothing in a dead-letter queue', () => {
    const { clock, queue, deadLetters } = newQueue();
    queue.enqueue(submission('a'));
    const first = queue.receive('peekLock');
    queue.defer(tokenOf(first));
    const [deferred] = queue.receiveDeferred([1], 'peekLock');
    expect(deferred?.deliveryCount).toBe(1);
    queue.deadLetter(tokenOf(deferred));
    for (const giveBack of [
      (token: string) => deadLetters.abandon(token),
      () => clock.advance(60_001),
      () => deadLetters.expireLocks(),
    ]) {
      const dead = deadLetters.receive('peekLock');
      expect(dead?.deliveryCount).toBe(1);
      giveBack(tokenOf(dead));
    }
    deadLetters.defer(tokenOf(deadLetters.receive('peekLock')));
    expect(deadLetters.receiveDeferred([1], 'peekLock')[0]?.deliveryCount).toBe(1);
  });

  it('expires a deferred message only when it is requested', () => {
    const { queue, deadLetters, clock } = newQueue({ deadLetterOnExpiration: true });
    queue.enqueue(submission('a', { timeToLiveMs: 5000 }));
    queue.defer(tokenOf(queue.receive('peekLock')));
    clock.advance(50_000);
    expect(queue.counts.deferred).toBe(1);
    expect(() => queue.receiveDeferred([1], 'peekLock')).toThrow(notFound);
    expect(deadLetters.counts.active).toBe(1);
  });

  it('peeks messages of every state in order from a number on', () => {
    const { queue, clock } = newQueue();
    queue.enqueue(submission('locked'));
    queue.receive('peekLock');
    queue.enqueue(submission('deferred'));
    queue.defer(tokenOf(queue.receive('peekLock')));
    queue.enqueue(submission('scheduled', { scheduledForMs: clock.now() + 1000 }));
    queue.enqueue(submission('active'));
    expect(queue.peek(0, 10).map((message) => message.state)).toEqual(['locked', 'deferred', 'scheduled', 'active']);
    expect(queue.peek(2, 2).map(idOf)).toEqual(['deferred', 'scheduled']);
  });

  it('delivers a message again after its completion when the fault plan wants it', () => {
    const { queue } = newQueue();
    queue.enqueue(submission('a'));
    const message = queue.receive('peekLock');
    if (message !== undefined) message.redeliveries = 1;
    queue.complete(tokenOf(message));
    const again = queue.receive('peekLock');
    expect(again).toMatchObject({ sequenceNumber: 1, deliveryCount: 1 });
    queue.complete(tokenOf(again));
    expect(queue.peek(0, 1)).toEqual([]);
  });

  it('ends all locks at once on demand, also while somebody waits for messages', () => {
    const { queue } = newQueue();
    for (const id of ['a', 'b']) queue.enqueue(submission(id));
    queue.receive('peekLock');
    queue.receive('peekLock');
    const taken = new Collector(5);
    queue.wake(taken);
    queue.expireLocks();
    expect(taken.messages.map((message) => [idOf(message), message.deliveryCount])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    expect(queue.counts).toMatchObject({ active: 0, locked: 2 });
  });

  it('gives consumers turns and never more than they ask for', () => {
    const { queue } = newQueue();
    const [one, two] = [new Collector(2), new Collector(10)];
    queue.wake(one);
    queue.wake(two);
    for (let number = 1; number <= 6; number += 1) queue.enqueue(submission(`m${number}`));
    expect(one.messages.map(idOf)).toEqual(['m1', 'm3']);
    expect(two.messages.map(idOf)).toEqual(['m2', 'm4', 'm5', 'm6']);
    queue.leave(two);
    queue.enqueue(submission('m7'));
    expect(queue.counts.active).toBe(1);
    one.demand = 1;
    queue.wake(one);
    expect(idOf(one.messages.at(-1))).toBe('m7');
  });
});

class Collector implements Consumer {
  readonly mode = 'peekLock';
  readonly messages: StoredMessage[] = [];

  constructor(public demand: number) {}

  deliver(message: StoredMessage): void {
    this.demand -= 1;
    this.messages.push(message);
  }
}
