import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BrokerError } from './errors.ts';
import { idOf, newQueue, submission, type QueueFixture } from './queue.fixture.ts';
import type { MessageQueue } from './queue.ts';
import type { StoredMessage } from './message.ts';

const MAX_DELIVERIES = 3;
const WINDOW_MS = 20_000;

type Action =
  | { kind: 'send'; id: number; delayMs: number; ttlMs: number; sessionId: string }
  | { kind: 'receive'; from: 'queue' | 'deadLetters'; sessionId: string }
  | { kind: 'settle'; how: 'complete' | 'abandon' | 'defer' | 'deadLetter' | 'release' | 'renew'; which: number }
  | { kind: 'receiveDeferred' | 'cancel'; number: number }
  | { kind: 'advance'; ms: number }
  | { kind: 'expireLocks' | 'closeSessions' };

const sessionId = fc.constantFrom('A', 'B');
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      id: fc.nat(12),
      delayMs: fc.constantFrom(0, 0, 0, 5000, 40_000),
      ttlMs: fc.constantFrom(3_600_000, 30_000),
      sessionId,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('receive' as const),
      from: fc.constantFrom('queue' as const, 'queue' as const, 'deadLetters' as const),
      sessionId,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      how: fc.constantFrom('complete', 'abandon', 'abandon', 'defer', 'deadLetter', 'release', 'renew'),
      which: fc.nat(),
    }),
  },
  fc.record({
    kind: fc.constantFrom('receiveDeferred' as const, 'cancel' as const),
    number: fc.integer({ min: 1, max: 30 }),
  }),
  fc.record({ kind: fc.constant('advance' as const), ms: fc.constantFrom(1, 5000, 30_000, 60_000) }),
  fc.record({ kind: fc.constantFrom('expireLocks' as const, 'closeSessions' as const) }),
);

/** Drives a queue and keeps count, from the outside, of where each accepted message must be. */
class Bookkeeper {
  readonly accepted = new Map<StoredMessage, { expiresAtMs: number }>();
  readonly removed = new Set<StoredMessage>();
  /** Tokens handed out, each with its message and the queue it was handed out by. */
  readonly deliveries: { queue: MessageQueue; message: StoredMessage; token: string }[] = [];
  readonly #acceptedAt = new Map<string, number>();

  constructor(
    private readonly fixture: QueueFixture,
    private readonly usesSessions: boolean,
  ) {}

  run(step: Action): void {
    try {
      this.#run(step);
    } catch (error) {
      // A refusal is a right answer; that it changed nothing shows in the checks after it.
      if (!(error instanceof BrokerError)) throw error;
    }
  }

  #run(step: Action): void {
    const { clock, queue, deadLetters } = this.fixture;
    switch (step.kind) {
      case 'send':
        this.#send(step);
        return;
      case 'receive': {
        const source = step.from === 'queue' ? queue : deadLetters;
        const lock = source.sessions === undefined ? undefined : this.#sessionLock(step.sessionId);
        const lowest = source
          .peek(0, Infinity, lock?.sessionId)
          .find((message) => message.state === 'active')?.sequenceNumber;
        const message = source.receive('peekLock', lock);
        expect(message?.sequenceNumber).toBe(lowest);
        this.#noteDelivery(source, message);
        return;
      }
      case 'settle': {
        const delivery = this.deliveries[step.which % Math.max(1, this.deliveries.length)];
        if (delivery === undefined) return;
        const isHeld = delivery.message.lock?.token === delivery.token && delivery.message.lock.untilMs > clock.now();
        let isSettled = true;
        try {
          delivery.queue[step.how](delivery.token);
        } catch (error) {
          if (!(error instanceof BrokerError)) throw error;
          isSettled = error.condition === 'amqp:not-allowed';
        }
        expect(isSettled).toBe(isHeld || (step.how === 'deadLetter' && delivery.queue === deadLetters));
        if (isSettled && step.how === 'complete') this.#remove(delivery.message);
        return;
      }
      case 'receiveDeferred':
        for (const message of queue.receiveDeferred([step.number], 'peekLock')) this.#noteDelivery(queue, message);
        return;
      case 'cancel': {
        const message = queue.peek(step.number, 1)[0];
        queue.cancelScheduled([step.number]);
        if (message !== undefined) this.#remove(message);
        return;
      }
      case 'advance':
        clock.advance(step.ms);
        return;
      case 'expireLocks':
        queue.expireLocks();
        deadLetters.expireLocks();
        return;
      case 'closeSessions':
        for (const id of ['A', 'B']) {
          const lock = queue.sessions?.lockOf(id);
          if (lock !== undefined) queue.sessions?.release(lock);
        }
    }
  }

  #send({ id, delayMs, ttlMs, sessionId }: Action & { kind: 'send' }): void {
    const { clock, queue } = this.fixture;
    const now = clock.now();
    const key = String(id);
    const message = queue.enqueue(
      submission(key, {
        timeToLiveMs: ttlMs,
        ...(this.usesSessions ? { sessionId } : {}),
        ...(delayMs > 0 ? { scheduledForMs: now + delayMs } : {}),
      }),
    );
    const acceptedAt = this.#acceptedAt.get(key);
    const isRepeat = acceptedAt !== undefined && now < acceptedAt + WINDOW_MS;
    expect(message === undefined).toBe(isRepeat);
    if (message === undefined) return;
    this.#acceptedAt.set(key, now);
    this.accepted.set(message, { expiresAtMs: now + delayMs + ttlMs });
  }

  #sessionLock(id: string) {
    const { sessions } = this.fixture.queue;
    return sessions?.lockOf(id) ?? sessions?.accept(id);
  }

  #noteDelivery(queue: MessageQueue, message: StoredMessage | undefined): void {
    if (message?.lock === undefined) return;
    expect(this.removed.has(message)).toBe(false);
    this.deliveries.push({ queue, message, token: message.lock.token });
  }

  #remove(message: StoredMessage): void {
    expect(this.removed.has(message)).toBe(false);
    this.removed.add(message);
  }

  check(): void {
    const { clock, queue, deadLetters } = this.fixture;
    const inQueue = queue.peek(0, Infinity);
    const inDeadLetters = deadLetters.peek(0, Infinity);
    for (const [message, { expiresAtMs }] of this.accepted) {
      const places = [inQueue, inDeadLetters].filter((place) => place.includes(message)).length;
      const isRemoved = this.removed.has(message);
      const mayBeExpired = message.state === 'gone' && expiresAtMs <= clock.now() && !isRemoved;
      expect([idOf(message), places]).toEqual([idOf(message), isRemoved || mayBeExpired ? 0 : 1]);
    }
    expect(inQueue.length + inDeadLetters.length).toBe(new Set([...inQueue, ...inDeadLetters]).size);
    for (const source of [queue, deadLetters]) {
      const messages = source.peek(0, Infinity);
      const states = { active: 0, locked: 0, scheduled: 0, deferred: 0 };
      for (const { state } of messages) if (state !== 'gone') states[state] += 1;
      expect(source.counts).toEqual(states);
      const numbers = messages.map((message) => message.sequenceNumber);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      for (const message of messages) {
        expect(message.lock !== undefined).toBe(message.state === 'locked');
        if (message.lock === undefined) continue;
        expect(message.lock.untilMs).toBeGreaterThan(clock.now());
        if (source.sessions !== undefined) expect(source.sessions.lockOf(message.sessionId ?? '')).toBeDefined();
      }
    }
    for (const message of inQueue) expect(message.deliveryCount).toBeLessThan(MAX_DELIVERIES);
  }
}

describe.each([
  { name: 'a queue', usesSessions: false },
  { name: 'a queue with sessions', usesSessions: true },
])('every message accepted by $name', ({ usesSessions }) => {
  it('is at each moment in exactly one place, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 60 }), (steps) => {
        const fixture = newQueue({
          maxDeliveryCount: MAX_DELIVERIES,
          duplicateWindowMs: WINDOW_MS,
          requiresSession: usesSessions,
        });
        const bookkeeper = new Bookkeeper(fixture, usesSessions);
        for (const step of steps) {
          bookkeeper.run(step);
          bookkeeper.check();
        }
      }),
      { numRuns: 300 },
    );
  });
});
