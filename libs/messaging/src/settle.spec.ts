import { ServiceBusError, type ServiceBusReceivedMessage } from '@azure/service-bus';
import { describe, expect, it, vi } from 'vitest';
import { stub } from '#domain/testing';
import { settle } from './settle.ts';

const TIMES = { attemptMs: 10, pauseMs: 1, totalMs: 5_000 };
const message = stub<ServiceBusReceivedMessage>({});
const never = new Promise<never>(() => undefined);

function receiver(answer: () => Promise<void>) {
  return { completeMessage: vi.fn(answer), abandonMessage: vi.fn(answer), deadLetterMessage: vi.fn(answer) };
}

describe('settle', () => {
  it('settles by the newest receiver when the one before does not answer', async () => {
    const silent = receiver(() => never);
    const next = receiver(() => Promise.resolve());
    const receivers = [silent, silent, next];
    await settle(() => receivers.shift(), message, { kind: 'complete' }, TIMES);
    expect(silent.completeMessage).toHaveBeenCalledTimes(2);
    expect(next.completeMessage).toHaveBeenCalledExactlyOnceWith(message);
  });

  it('tries again after a failure of the connection', async () => {
    let failures = 2;
    const one = receiver(async () => {
      if (failures-- > 0) throw new ServiceBusError('the link is closed', 'GeneralError');
    });
    await settle(() => one, message, { kind: 'abandon' }, TIMES);
    expect(one.abandonMessage).toHaveBeenCalledTimes(3);
  });

  it.each([new ServiceBusError('the lock is lost', 'MessageLockLost'), new Error('the message is already settled')])(
    'tries once when the answer is final: %s',
    async (final) => {
      const one = receiver(() => Promise.reject(final));
      const settlement = { kind: 'dead-letter', reason: 'invalid-message', description: 'It cannot be read.' } as const;
      await expect(settle(() => one, message, settlement, TIMES)).rejects.toBe(final);
      expect(one.deadLetterMessage).toHaveBeenCalledTimes(1);
    },
  );

  it('stops when the lock is over', async () => {
    const silent = receiver(() => never);
    const settling = settle(() => silent, message, { kind: 'complete' }, { ...TIMES, totalMs: 5 });
    await expect(settling).rejects.toThrow('did not answer within 10 ms');
  });

  it('leaves a message alone when its queue is no longer received from', async () => {
    await expect(settle(() => undefined, message, { kind: 'complete' }, TIMES)).resolves.toBeUndefined();
  });
});
