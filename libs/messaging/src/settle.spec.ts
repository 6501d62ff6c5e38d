import { ServiceBusError, type ServiceBusReceivedMessage } from '@azure/service-bus';
import { describe, expect, it, vi } from 'vitest';
import { stub } from '#domain/testing';
import { settle } from './settle.ts';

const TIMES = { attemptMs: 10, pauseMs: 1, totalMs: 5_000 };
const COMPLETE = { kind: 'complete' } as const;
const DEAD_LETTER = { kind: 'dead-letter', reason: 'invalid-message', description: 'It cannot be read.' } as const;
const RUNNING = new AbortController().signal;
const message = stub<ServiceBusReceivedMessage>({});
const never = new Promise<never>(() => undefined);
const lockLost = new ServiceBusError('the lock is lost', 'MessageLockLost');

function receiver(answer: () => Promise<void>) {
  return { completeMessage: vi.fn(answer), abandonMessage: vi.fn(answer), deadLetterMessage: vi.fn(answer) };
}

describe('settle', () => {
  it('settles by the newest receiver when the one before does not answer', async () => {
    const silent = receiver(() => never);
    const next = receiver(() => Promise.resolve());
    const receivers = [silent, silent, next];
    await settle((attempt) => receivers[attempt], message, COMPLETE, RUNNING, TIMES);
    expect(silent.completeMessage).toHaveBeenCalledTimes(2);
    expect(next.completeMessage).toHaveBeenCalledExactlyOnceWith(message);
  });

  it.each([
    ['the client', new ServiceBusError('the link is closed', 'GeneralError')],
    ['AMQP', Object.assign(new Error('connect ECONNREFUSED'), { name: 'MessagingError', code: 'ECONNREFUSED' })],
    ['a socket', new Error('Failed to connect')],
    ['the retries', new AggregateError([new Error('Connection is reopening'), new Error('Failed to connect')])],
  ])('tries again after a failure of the connection that %s reports', async (_, failure) => {
    let failures = 2;
    const one = receiver(async () => {
      if (failures-- > 0) throw failure;
    });
    await settle(() => one, message, { kind: 'abandon' }, RUNNING, TIMES);
    expect(one.abandonMessage).toHaveBeenCalledTimes(3);
  });

  it.each([
    ['the lock is lost', lockLost],
    ['it was settled before', new Error('The message has either been deleted or already settled')],
    ['a retry said so', new AggregateError([new Error('Connection is reopening'), lockLost])],
  ])('tries once when the answer is final: %s', async (_, final) => {
    const one = receiver(() => Promise.reject(final));
    await expect(settle(() => one, message, DEAD_LETTER, RUNNING, TIMES)).rejects.toBe(final);
    expect(one.deadLetterMessage).toHaveBeenCalledTimes(1);
  });

  it('stops when the lock is over', async () => {
    const silent = receiver(() => never);
    const settling = settle(() => silent, message, COMPLETE, RUNNING, { ...TIMES, totalMs: 5 });
    await expect(settling).rejects.toThrow('did not answer within 10 ms');
  });

  it('makes one more attempt, at once, when the process stops', async () => {
    const stopping = new AbortController();
    const silent = receiver(() => never);
    const settling = settle(() => silent, message, COMPLETE, stopping.signal, {
      ...TIMES,
      pauseMs: 1_000_000,
      totalMs: 9_000_000,
    });
    await vi.waitFor(() => expect(silent.completeMessage).toHaveBeenCalledTimes(1));
    stopping.abort();
    await expect(settling).rejects.toThrow('did not answer');
    expect(silent.completeMessage).toHaveBeenCalledTimes(2);
  });

  it('leaves a message alone when its queue is no longer received from', async () => {
    await expect(settle(() => undefined, message, COMPLETE, RUNNING, TIMES)).resolves.toBeUndefined();
  });
});
