import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { asReceivedMessage, asServiceBusReceiver } from '../testing/index.ts';
import { WaitingMessages } from './waiting-messages.ts';
import { WATCH_TIMES } from './watch-times.ts';

/** As much of the SDK's type for long integers as is used. */
class SequenceNumber {
  constructor(readonly value: bigint) {}
  add(other: number): SequenceNumber {
    return new SequenceNumber(this.value + BigInt(other));
  }
  sub(other: SequenceNumber): SequenceNumber {
    return new SequenceNumber(this.value - other.value);
  }
  toString(): string {
    return String(this.value);
  }
}

type State = ServiceBusReceivedMessage['state'];
const message = (number: number | bigint, state: State = 'active') =>
  asReceivedMessage({ sequenceNumber: new SequenceNumber(BigInt(number)), state });

const { confirmMs, firstBackoffMs, maxBackoffMs } = WATCH_TIMES;
const NOBODY = new Set<string>();

describe(WaitingMessages.name, () => {
  let waiting: WaitingMessages;
  beforeEach(() => {
    waiting = new WaitingMessages({ ...WATCH_TIMES, peekTimeoutMs: 100 });
  });

  describe('asked what a queue holds', () => {
    let queue: ServiceBusReceivedMessage[];
    /** Answers a page as the broker does; without a number it goes on after what it showed last, as the SDK does. */
    let last: bigint;
    const peekMessages = vi.fn((count: number, options: { fromSequenceNumber?: SequenceNumber }) => {
      const from = options.fromSequenceNumber?.value ?? last + 1n;
      const page = queue.filter(({ sequenceNumber }) => BigInt(String(sequenceNumber)) >= from).slice(0, count);
      last = BigInt(String(page.at(-1)?.sequenceNumber ?? last));
      return Promise.resolve(page);
    });
    const look = () => waiting.peek(asServiceBusReceiver({ peekMessages }));
    beforeEach(() => {
      peekMessages.mockClear();
      last = 0n;
    });

    it('names what is active, neither what is scheduled nor what is deferred', async () => {
      queue = [message(1, 'scheduled'), message(2), message(3, 'deferred')];
      expect((await look()).map(({ sequenceNumber }) => String(sequenceNumber))).toEqual(['2']);
    });

    it('begins with the first message each time, also when the SDK has shown some already', async () => {
      queue = [message(1), message(2)];
      waiting.note(await peekMessages(1, {}));
      expect(await look()).toHaveLength(2);
      expect(await look()).toHaveLength(2);
    });

    it('asks once when there is nothing', async () => {
      queue = [];
      expect(await look()).toEqual([]);
      expect(peekMessages).toHaveBeenCalledTimes(1);
    });

    it('looks through a queue of thousands in several looks, and remembers what it saw in each', async () => {
      queue = Array.from({ length: 2_500 }, (_, index) => message(2n ** 60n + BigInt(index), 'scheduled'));
      queue[2_400] = message(2n ** 60n + 2_400n);
      const verdicts: string[] = [];
      for (let turn = 0; turn < 6; turn += 1) verdicts.push(waiting.judge(await look(), NOBODY, turn * confirmMs));
      expect(verdicts).toEqual(['well', 'well', 'unconfirmed', 'well', 'well', 'overdue']);
      expect(peekMessages.mock.calls.length).toBeLessThanOrEqual(60);
    });

    it('fails when the broker does not answer', async () => {
      await expect(
        waiting.peek(asServiceBusReceiver({ peekMessages: () => new Promise(() => undefined) })),
      ).rejects.toThrow(/did not answer/);
    });
  });

  it('doubts the receiver only when the same message still waits a while later', () => {
    expect(waiting.judge([message(1)], NOBODY, 0)).toBe('unconfirmed');
    expect(waiting.judge([message(2)], NOBODY, confirmMs)).toBe('unconfirmed');
    expect(waiting.judge([message(2)], NOBODY, 2 * confirmMs)).toBe('overdue');
    expect(waiting.judge([], NOBODY, 3 * confirmMs)).toBe('well');
    expect(waiting.judge([message(2)], NOBODY, 4 * confirmMs)).toBe('unconfirmed');
  });

  it('does not count the messages that this process works on', () => {
    const own = new Set(['1']);
    expect(waiting.judge([message(1)], own, 0)).toBe('well');
    expect(waiting.judge([message(1)], own, confirmMs)).toBe('well');
  });

  it('makes less and less of a message that stays, as another replica may work on it', () => {
    const reasons: number[] = [];
    for (let now = 0; now <= 3_600_000; now += confirmMs) {
      if (waiting.judge([message(1)], NOBODY, now) === 'overdue') reasons.push(now);
    }
    const pauses = reasons.slice(1).map((now, index) => now - (reasons[index] ?? 0));
    expect(pauses.slice(0, 3)).toEqual([firstBackoffMs, 2 * firstBackoffMs, 4 * firstBackoffMs]);
    expect(pauses.at(-1)).toBe(maxBackoffMs);
  });

  it('has a new message count at once, however long another has stayed', () => {
    for (let now = 0; now <= 600_000; now += confirmMs) waiting.judge([message(1)], NOBODY, now);
    expect(waiting.judge([message(1), message(2)], NOBODY, 600_001)).toBe('unconfirmed');
    expect(waiting.judge([message(1), message(2)], NOBODY, 600_001 + confirmMs)).toBe('overdue');
  });
});

describe('the times of the watch', () => {
  it('leave messages waiting for less than a minute, with a connection that does not answer', () => {
    const { lookEveryMs, confirmMs: confirm, peekTimeoutMs, openTimeoutMs } = WATCH_TIMES;
    const ticksMs = 2_000;
    expect(lookEveryMs + peekTimeoutMs + confirm + peekTimeoutMs + ticksMs + openTimeoutMs).toBeLessThan(60_000);
  });
});
