import { randomUUID } from 'node:crypto';
import { MEMORY_ONLY, type StateArea, type StateStore } from '../data/state-store.ts';
import type { Clock } from '../faults/clock.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { Log } from '../log.ts';
import type { EmailReportEvent } from '../communication/email-report.ts';
import type { BlobCreatedEvent } from './blob-event.ts';

/** What the sandbox's system topics announce. */
export type GridEvent = BlobCreatedEvent | EmailReportEvent;

/** In place of a container of blobs: the reports of e-mail. */
export const EMAIL_REPORTS = 'email-reports';

/** Which events go where: an Event Grid subscription on the storage account, or on the communication service (`EMAIL_REPORTS`). */
export interface EventSubscription {
  readonly name: string;
  readonly container: string;
  readonly queue: string;
}

/** One attempt to hand an event to a queue. */
export interface Delivery {
  readonly queue: string;
  readonly event: GridEvent;
  /** The same at each attempt, so that a queue with duplicate detection drops a repetition. */
  readonly messageId: string;
  /** Headers of Event Grid: application properties of the message. */
  readonly properties: Readonly<Record<string, string>>;
}

export type Deliver = (delivery: Delivery) => Promise<void>;

export interface EventDeliveryOptions {
  readonly subscriptions: readonly EventSubscription[];
  readonly deliver: Deliver;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly log: Log;
  readonly retryDelaysMs?: readonly number[];
  /** Keeps the events that are not delivered yet. Default: they end with the process. */
  readonly state?: StateStore | undefined;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Event Grid's retry schedule; the last delay repeats. */
const RETRY_DELAYS_MS = [
  10 * SECOND_MS,
  30 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
];
/** How long Event Grid waits for an answer. */
const ANSWER_TIMEOUT_MS = 30 * SECOND_MS;
/** The defaults of an event subscription's retry policy. */
const MAX_ATTEMPTS = 30;
const TIME_TO_LIVE_MS = 24 * HOUR_MS;

interface Waiting {
  readonly subscription: EventSubscription;
  readonly event: GridEvent;
  readonly messageId: string;
  readonly publishedAt: number;
  attempts: number;
  /** Set between two attempts. Milliseconds since the epoch. */
  retryAt: number | undefined;
}

/** An event that waits, as it is kept. */
type KeptEvent = Omit<Waiting, 'subscription'> & { readonly subscription: string };

/** Delivers events at least once, retrying on the sandbox's clock for 24 hours. Order is not kept, as in Event Grid. */
export class EventDelivery {
  readonly #waiting = new Set<Waiting>();
  readonly #cancel = new Map<Waiting, () => void>();
  #closed = false;

  readonly #kept: StateArea<KeptEvent>;

  constructor(private readonly options: EventDeliveryOptions) {
    this.#kept = (options.state ?? MEMORY_ONLY).area('event-grid');
  }

  /** Goes on with the events that were not delivered before a restart. Call it when the queues are there. */
  resume(): void {
    for (const { fields } of this.#kept.load()) {
      const subscription = this.options.subscriptions.find(({ name }) => name === fields.subscription);
      if (subscription === undefined) continue;
      const waiting = { ...fields, subscription };
      this.#waiting.add(waiting);
      this.#startAt(waiting, waiting.retryAt ?? this.options.clock.now());
    }
  }

  /** Events that are not delivered yet. */
  get pending(): number {
    return this.#waiting.size;
  }

  /** Those of them whose next attempt waits for its time. */
  get retrying(): number {
    return [...this.#waiting].filter(({ retryAt }) => retryAt !== undefined).length;
  }

  /** Whether a subscription wants the events of this container. */
  wants(container: string): boolean {
    return this.options.subscriptions.some((subscription) => subscription.container === container);
  }

  /** Takes responsibility for an event of `container`. Never fails and never waits. */
  publish(container: string, event: GridEvent): void {
    for (const subscription of this.options.subscriptions) {
      if (subscription.container !== container) continue;
      const waiting = {
        subscription,
        event,
        messageId: randomUUID(),
        publishedAt: this.options.clock.now(),
        attempts: 0,
        retryAt: undefined,
      };
      this.#waiting.add(waiting);
      this.#keep(waiting);
      this.#start(waiting);
    }
  }

  /** Gives up whatever still waits. */
  close(): void {
    this.#closed = true;
    for (const cancel of this.#cancel.values()) cancel();
    this.#waiting.clear();
  }

  #start(waiting: Waiting): void {
    this.#cancel.delete(waiting);
    waiting.retryAt = undefined;
    this.#attempt(waiting).catch((error: unknown) => {
      this.options.log('event grid failed', { eventId: waiting.event.id, error: String(error) });
    });
  }

  async #attempt(waiting: Waiting): Promise<void> {
    const { event, subscription } = waiting;
    waiting.attempts += 1;
    const effect = this.options.faults.take('event-grid', 'deliver', event.subject, false);
    if (effect?.kind === 'latency') await this.#pause(waiting, effect.ms);
    if (effect?.kind === 'hang') await this.#pause(waiting, ANSWER_TIMEOUT_MS);
    try {
      if (effect?.kind === 'hang') throw new Error('There was no answer in time.');
      if (effect?.kind === 'error') throw new Error(effect.message ?? 'Scripted by the sandbox.');
      if (effect?.kind === 'drop' && effect.after !== 'work')
        throw new Error('The connection was dropped by a fault rule.');
      await this.options.deliver(this.#delivery(waiting));
      if (effect?.kind === 'drop')
        throw new Error('The connection was dropped by a fault rule, after the queue had the event.');
      if (effect?.kind === 'duplicate') await this.#repeat(waiting, effect.times ?? 1);
    } catch (error) {
      this.#retry(waiting, error);
      return;
    }
    this.#forget(waiting);
    this.options.log('event delivered', { eventId: event.id, queue: subscription.queue, attempts: waiting.attempts });
  }

  #pause(waiting: Waiting, ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#cancel.set(waiting, this.options.clock.after(ms, resolve));
    });
  }

  /** A duplicate that duplicate detection does not catch: Event Grid promises at-least-once, so it may come any way. */
  async #repeat(waiting: Waiting, times: number): Promise<void> {
    for (let number = 0; number < times; number += 1) {
      await this.options.deliver({ ...this.#delivery(waiting), messageId: randomUUID() });
    }
  }

  #retry(waiting: Waiting, error: unknown): void {
    if (this.#closed) return;
    const { clock, log } = this.options;
    const delays = this.options.retryDelaysMs ?? RETRY_DELAYS_MS;
    const delayMs = delays[Math.min(waiting.attempts, delays.length) - 1] ?? HOUR_MS;
    const about = {
      eventId: waiting.event.id,
      queue: waiting.subscription.queue,
      attempts: waiting.attempts,
      error: String(error),
    };
    const expired = clock.now() + delayMs > waiting.publishedAt + TIME_TO_LIVE_MS;
    if (expired || waiting.attempts >= MAX_ATTEMPTS) {
      this.#forget(waiting);
      log('event dropped: its retry policy is used up and the subscription has no dead-letter destination', about);
      return;
    }
    log('event delivery failed, will be retried', { ...about, retryInMs: delayMs });
    waiting.retryAt = clock.now() + delayMs;
    this.#keep(waiting);
    this.#startAt(waiting, waiting.retryAt);
  }

  #startAt(waiting: Waiting, atMs: number): void {
    this.#cancel.set(
      waiting,
      this.options.clock.at(atMs, () => this.#start(waiting)),
    );
  }

  #keep(waiting: Waiting): void {
    this.#kept.put(waiting.messageId, { ...waiting, subscription: waiting.subscription.name });
  }

  #forget(waiting: Waiting): void {
    this.#waiting.delete(waiting);
    this.#kept.delete(waiting.messageId);
  }

  #delivery(waiting: Waiting): Delivery {
    return {
      queue: waiting.subscription.queue,
      event: waiting.event,
      messageId: waiting.messageId,
      properties: {
        'aeg-subscription-name': waiting.subscription.name,
        'aeg-delivery-count': String(waiting.attempts - 1),
        'aeg-event-type': 'Notification',
        'aeg-metadata-version': '1.0',
        'aeg-output-event-id': waiting.event.id,
      },
    };
  }
}
