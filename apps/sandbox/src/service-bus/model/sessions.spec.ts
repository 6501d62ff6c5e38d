import { describe, expect, it } from 'vitest';
import { idOf, newQueue, submission, tokenOf } from './queue.fixture.ts';
import type { SessionLock, Sessions } from './sessions.ts';

function newSessionQueue() {
  const fixture = newQueue({ requiresSession: true });
  const sessions = fixture.queue.sessions as Sessions;
  const accept = (id?: string) => sessions.accept(id) as SessionLock;
  return { ...fixture, sessions, accept };
}

describe('Sessions', () => {
  it('refuses a message without a session id', () => {
    const { queue } = newSessionQueue();
    expect(() => queue.enqueue(submission('a'))).toThrow(expect.objectContaining({ condition: 'amqp:not-allowed' }));
  });

  it('hands a session to one receiver, which alone gets its messages in order', () => {
    const { queue, accept, sessions } = newSessionQueue();
    for (const [id, sessionId] of [
      ['a1', 'A'],
      ['b1', 'B'],
      ['a2', 'A'],
    ] as const) {
      queue.enqueue(submission(id, { sessionId }));
    }
    const first = accept();
    expect(first.sessionId).toBe('A');
    expect(() => sessions.accept('A')).toThrow(
      expect.objectContaining({ condition: 'com.microsoft:session-cannot-be-locked' }),
    );
    expect(accept().sessionId).toBe('B');
    expect(sessions.accept(undefined)).toBeUndefined();
    expect(idOf(queue.receive('peekLock', first))).toBe('a1');
    expect(idOf(queue.receive('peekLock', first))).toBe('a2');
    expect(queue.receive('peekLock', first)).toBeUndefined();
    expect(queue.receive('peekLock')).toBeUndefined();
  });

  it('returns what a closed session held without counting a delivery', () => {
    const { queue, accept, sessions } = newSessionQueue();
    queue.enqueue(submission('a', { sessionId: 'A' }));
    const lock = accept('A');
    const token = tokenOf(queue.receive('peekLock', lock));
    sessions.release(lock);
    expect(() => queue.complete(token)).toThrow(
      expect.objectContaining({ condition: 'com.microsoft:session-lock-lost' }),
    );
    expect(() => queue.receive('peekLock', lock)).toThrow();
    expect(queue.receive('peekLock', accept('A'))?.deliveryCount).toBe(0);
  });

  it('counts a delivery when the session lock expires, and tells its holder', () => {
    const { queue, clock, accept } = newSessionQueue();
    queue.enqueue(submission('a', { sessionId: 'A' }));
    const lock = accept('A');
    let isLost = false;
    lock.onLost = () => (isLost = true);
    queue.receive('peekLock', lock);
    clock.advance(59_999);
    expect(queue.counts.locked).toBe(1);
    clock.advance(1);
    expect(queue.peek(0, 1)[0]).toMatchObject({ state: 'active', deliveryCount: 1 });
    expect(isLost).toBe(true);
  });

  it('renews a session lock together with all its messages', () => {
    const { queue, clock, accept, sessions } = newSessionQueue();
    queue.enqueue(submission('a', { sessionId: 'A' }));
    const message = queue.receive('peekLock', accept('A'));
    clock.advance(50_000);
    expect(sessions.renew('A')).toBe(clock.now() + 60_000);
    expect(message?.lock?.untilMs).toBe(clock.now() + 60_000);
    clock.advance(50_000);
    queue.complete(tokenOf(message));
  });

  it('gives the next free session to the receiver that waits longest', () => {
    const { queue, accept, sessions } = newSessionQueue();
    const given: string[] = [];
    sessions.waitForAny((lock) => given.push(`first ${lock.sessionId}`));
    const stop = sessions.waitForAny((lock) => given.push(`gave up ${lock.sessionId}`));
    sessions.waitForAny((lock) => given.push(`third ${lock.sessionId}`));
    stop();
    queue.enqueue(submission('a', { sessionId: 'A' }));
    queue.enqueue(submission('b', { sessionId: 'B' }));
    queue.enqueue(submission('c', { sessionId: 'C' }));
    expect(given).toEqual(['first A', 'third B']);
    expect(accept().sessionId).toBe('C');
  });

  it('keeps the state of a session beyond its messages, for the holder of its lock', () => {
    const { queue, accept, sessions, clock } = newSessionQueue();
    queue.enqueue(submission('a', { sessionId: 'A' }));
    expect(() => sessions.getState('A')).toThrow(
      expect.objectContaining({ condition: 'com.microsoft:session-lock-lost' }),
    );
    const lock = accept('A');
    sessions.setState('A', Buffer.from('half done'));
    queue.receive('receiveAndDelete', lock);
    sessions.release(lock);
    const again = accept('A');
    expect(sessions.getState('A')?.toString()).toBe('half done');
    expect(sessions.list(0, 0, 10)).toEqual(['A']);
    expect(sessions.list(clock.now() + 1, 0, 10)).toEqual([]);
    sessions.setState('A', undefined);
    sessions.release(again);
    expect(sessions.list(0, 0, 10)).toEqual([]);
  });
});
