import { Clock } from '../../faults/clock.ts';
import { Deadlines } from './deadlines.ts';
import { NO_JOURNAL } from './journal.ts';
import type { MessageContent, MessageProperties, StoredMessage, Submission } from './message.ts';
import type { QueueOptions } from './queue-options.ts';
import { MessageQueue } from './queue.ts';

/** A queue with its dead-letter queue on a clock of its own, for specs of the model. */
export interface QueueFixture {
  readonly clock: Clock;
  readonly queue: MessageQueue;
  readonly deadLetters: MessageQueue;
}

/** Real time does not matter in the model: the clock only moves when a spec moves it. */
class FrozenClock extends Clock {
  #nowMs = Date.UTC(2026, 0, 1);

  override now(): number {
    return this.#nowMs;
  }

  override advance(ms: number): void {
    this.#nowMs += ms;
  }

  override at(): () => void {
    return () => undefined;
  }
}

export function newQueue(options: Partial<QueueOptions> = {}): QueueFixture {
  const clock = new FrozenClock();
  const deadlines = new Deadlines(clock);
  const defaults = {
    lockDurationMs: 60_000,
    maxDeliveryCount: 3,
    defaultTimeToLiveMs: 3_600_000,
    deadLetterOnExpiration: false,
    requiresSession: false,
  };
  const deadLetters = new MessageQueue(
    {
      ...defaults,
      path: 'orders/$DeadLetterQueue',
      maxDeliveryCount: Infinity,
      countsDeliveries: false,
      defaultTimeToLiveMs: Infinity,
    },
    { deadlines, journal: NO_JOURNAL },
  );
  const queue = new MessageQueue(
    { ...defaults, path: 'orders', ...options },
    { deadlines, journal: NO_JOURNAL, deadLetter: (message) => deadLetters.adopt(message) },
  );
  return { clock, queue, deadLetters };
}

export function contentOf(properties: MessageProperties, application: Record<string, unknown> = {}): MessageContent {
  return {
    sections: { body: Buffer.alloc(0) },
    sizeBytes: 0,
    properties,
    namesExpiry: false,
    applicationProperties: () => application,
  };
}

export function submission(messageId: string, rest: Partial<Submission> & { sessionId?: string } = {}): Submission {
  const { sessionId, ...others } = rest;
  return { content: contentOf({ messageId, ...(sessionId === undefined ? {} : { sessionId }) }), ...others };
}

export function idOf(message: StoredMessage | undefined): string | undefined {
  return message?.content.properties.messageId;
}

/** The lock token of a message that must be locked. */
export function tokenOf(message: StoredMessage | undefined): string {
  if (message?.lock === undefined) throw new Error('the message is not locked');
  return message.lock.token;
}
