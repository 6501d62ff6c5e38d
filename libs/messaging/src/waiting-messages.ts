import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type { WatchTimes } from './watch-times.ts';

type SequenceNumber = NonNullable<ServiceBusReceivedMessage['sequenceNumber']>;

/** Messages that one peek asks for. */
const PAGE = 100;
/** Peeks of one look: a queue that holds more than a thousand scheduled messages is looked through in several looks. */
const MAX_PAGES = 10;

interface Sighting {
  readonly firstSeenAt: number;
  /** When it may be a reason again to open a receiver. */
  retryAt: number;
  backoffMs: number;
}

/**
 * The active messages that a queue shows to peeks, and for how long. Peeks show locked messages too, and not that they are: one that
 * another replica works on looks like one that nobody is given.
 */
export class WaitingMessages {
  readonly #sightings = new Map<string, Sighting>();
  /** Where the next look goes on; undefined: with the first message. */
  #from: SequenceNumber | undefined;
  /** Zero, as the SDK wants it. Until it has shown a message, its peeks begin with the first one by themselves. */
  #zero: SequenceNumber | undefined;
  /** The sequence numbers that the last look went through; `to` undefined: to the end. */
  #range: { readonly from: bigint; readonly to: bigint | undefined } = { from: 0n, to: undefined };

  constructor(
    private readonly times: Pick<WatchTimes, 'confirmMs' | 'firstBackoffMs' | 'maxBackoffMs' | 'peekTimeoutMs'>,
  ) {}

  /** The messages that are active: neither deferred nor scheduled. Rejects when the broker does not answer in time. */
  async peek(receiver: ServiceBusReceiver): Promise<readonly ServiceBusReceivedMessage[]> {
    const found: ServiceBusReceivedMessage[] = [];
    const start = this.#from;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const from = this.#from ?? this.#zero;
      const messages = await this.#answered((abortSignal) =>
        receiver.peekMessages(PAGE, { abortSignal, ...(from === undefined ? {} : { fromSequenceNumber: from }) }),
      );
      found.push(...messages.filter(({ state }) => state === 'active'));
      this.note(messages);
      this.#from = messages.at(-1)?.sequenceNumber?.add(1);
      if (this.#from === undefined) break;
    }
    const [from, to] = [start, this.#from].map((number) => number && BigInt(String(number)));
    this.#range = { from: from ?? 0n, to };
    return found;
  }

  /** To be told of each message that the SDK has shown: its next peek would begin after it. */
  note([first]: readonly ServiceBusReceivedMessage[]): void {
    const number = first?.sequenceNumber;
    this.#zero ??= number?.sub(number);
  }

  /**
   * `overdue` when one of the messages, not among our own, has waited long enough to doubt the receiver; `unconfirmed` when one might.
   * An overdue one is a reason only once in its back-off.
   * @param own sequence numbers of the messages that this process works on
   */
  judge(
    messages: readonly ServiceBusReceivedMessage[],
    own: ReadonlySet<string>,
    now: number,
  ): 'well' | 'unconfirmed' | 'overdue' {
    const waiting = new Set(messages.map(({ sequenceNumber }) => String(sequenceNumber)));
    for (const number of this.#sightings.keys()) {
      if (!waiting.has(number) && this.#wasLookedAt(BigInt(number))) this.#sightings.delete(number);
    }
    let isUnconfirmed = false;
    const overdue: Sighting[] = [];
    for (const number of waiting) {
      if (own.has(number)) continue;
      const sighting = this.#sightings.get(number) ?? {
        firstSeenAt: now,
        retryAt: now,
        backoffMs: this.times.firstBackoffMs,
      };
      this.#sightings.set(number, sighting);
      if (now - sighting.firstSeenAt < this.times.confirmMs) isUnconfirmed = true;
      else if (now >= sighting.retryAt) overdue.push(sighting);
    }
    for (const sighting of overdue) {
      sighting.retryAt = now + sighting.backoffMs;
      sighting.backoffMs = Math.min(sighting.backoffMs * 2, this.times.maxBackoffMs);
    }
    if (overdue.length > 0) return 'overdue';
    return isUnconfirmed ? 'unconfirmed' : 'well';
  }

  #wasLookedAt(number: bigint): boolean {
    const { from, to } = this.#range;
    return number >= from && (to === undefined || number < to);
  }

  /** The SDK's own time-outs are longer, and a connection that it failed to repair leaves it waiting forever. */
  async #answered<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const outOfTime = new AbortController();
    const { peekTimeoutMs } = this.times;
    const timer = delay(peekTimeoutMs, undefined, { ref: false, signal: outOfTime.signal });
    const late = timer.then(() => Promise.reject(new Error('The broker did not answer a peek in time.')));
    // Canceled below.
    late.catch(() => undefined);
    try {
      return await Promise.race([ask(AbortSignal.timeout(peekTimeoutMs)), late]);
    } finally {
      outOfTime.abort();
    }
  }
}
