import { describe, expect, it, vi } from 'vitest';
import { closedWithin, surviveUnansweredCloses } from './connections.ts';

class OperationTimeoutError extends Error {
  override readonly name = 'OperationTimeoutError';
}

/** What Node calls when nobody handles a rejection. */
function listenerOf(onUnanswered: (error: Error) => void): { reject: (reason: unknown) => void; off: () => void } {
  const before = process.listeners('unhandledRejection');
  const off = surviveUnansweredCloses(onUnanswered);
  const [listener] = process.listeners('unhandledRejection').filter((each) => !before.includes(each));
  return { reject: (reason) => listener?.(reason, Promise.resolve()), off };
}

describe('surviveUnansweredCloses', () => {
  it('lets the process live when the SDK gets no answer to a close, and tells', () => {
    const onUnanswered = vi.fn();
    const { reject, off } = listenerOf(onUnanswered);
    const error = new OperationTimeoutError(
      "Unable to close the receiver 'x' on amqp session 'y' due to operation timeout.",
    );
    reject(error);
    reject(new OperationTimeoutError('Unable to close the amqp session y due to operation timeout.'));
    off();
    expect(onUnanswered).toHaveBeenCalledTimes(2);
    expect(onUnanswered).toHaveBeenCalledWith(error);
  });

  it.each([new Error('Unable to close the receiver'), new OperationTimeoutError('Unable to open'), 'no error'])(
    'ends it as ever for %s',
    (reason) => {
      const onUnanswered = vi.fn();
      const { reject, off } = listenerOf(onUnanswered);
      expect(() => reject(reason)).toThrow();
      off();
      expect(onUnanswered).not.toHaveBeenCalled();
    },
  );

  it('leaves nothing behind', () => {
    const before = process.listenerCount('unhandledRejection');
    surviveUnansweredCloses(() => undefined)();
    expect(process.listenerCount('unhandledRejection')).toBe(before);
  });
});

describe('closedWithin', () => {
  it('waits no longer than it is told, and does not mind a failure', async () => {
    await closedWithin(new Promise(() => undefined), 10);
    await closedWithin(Promise.reject(new Error('no')), 10_000);
  });
});
