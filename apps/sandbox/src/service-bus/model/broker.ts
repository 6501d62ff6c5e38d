import type { Clock } from '../../faults/clock.ts';
import { MAX_FORWARD_HOPS, type EmulatorConfig, type NamespaceConfig, type SubscriptionConfig } from '../config.ts';
import { Deadlines } from './deadlines.ts';
import { BrokerError, Condition } from './errors.ts';
import type { StoredMessage, Submission } from './message.ts';
import { forwardingFailed, modify } from './properties.ts';
import { DEFAULT_RULE, Rules, type Rule } from './rules.ts';
import type { QueueOptions } from './queue-options.ts';
import { NO_JOURNAL, type Journal } from './journal.ts';
import { MessageQueue, type MessageCounts } from './queue.ts';

export const DEAD_LETTER_SUFFIX = '/$DeadLetterQueue';
export const TRANSFER_DEAD_LETTER_SUFFIX = '/$Transfer/$DeadLetterQueue';

/** Messages of an entity by state. A topic keeps only scheduled messages. */
export interface QueueSummary extends MessageCounts {
  readonly name: string;
  readonly deadLetter: number;
  /** How many message locks came to their end without a settlement, since the start. */
  readonly expiredLocks: number;
}

/** A message that was stored: neither refused nor dropped as a duplicate. */
export interface AcceptedMessage {
  readonly path: string;
  readonly messageId: string;
}

/** More are forgotten, the oldest first. */
const MAX_ACCEPTED = 50_000;

/** One address that clients attach to. */
export interface Entity {
  /** Path as configured, without its `$DeadLetterQueue` suffix: `orders`, `news`, `news/Subscriptions/daily`. */
  readonly name: string;
  readonly kind: 'queue' | 'topic' | 'subscription' | 'dead-letter-queue';
  readonly queue: MessageQueue;
  /** Messages of a forwarding queue or subscription, and of a topic, cannot be received. */
  readonly isReceivable: boolean;
  readonly isSendable: boolean;
  /** Of a subscription. */
  readonly rules?: Rules;
}

interface Outlet {
  readonly name: string;
  readonly queue: MessageQueue;
  readonly deadLetters: MessageQueue;
  readonly transferDeadLetters: MessageQueue;
}

/** The entities of one namespace and the ways messages take between them. */
export class Broker {
  readonly deadlines: Deadlines;
  readonly #entities = new Map<string, Entity>();
  readonly #outlets: Outlet[] = [];
  readonly #topics: { name: string; queue: MessageQueue }[] = [];
  readonly #accepted: AcceptedMessage[] = [];

  constructor(
    config: EmulatorConfig,
    clock: Clock,
    private readonly journal: Journal = NO_JOURNAL,
  ) {
    this.deadlines = new Deadlines(clock, (work) => this.atomically(work));
    for (const namespace of config.UserConfig.Namespaces) this.#declare(namespace);
  }

  /** Finds an entity by its path. Names are not case-sensitive. */
  find(path: string): Entity | undefined {
    return this.#entities.get(path.toLowerCase());
  }

  /** @throws BrokerError `amqp:not-found` */
  require(path: string): Entity {
    const entity = this.find(path);
    if (entity !== undefined) return entity;
    throw new BrokerError(Condition.notFound, `The messaging entity '${path}' could not be found.`);
  }

  /**
   * Stores messages, all or none, and returns their sequence numbers. A duplicate is accepted and dropped; its number is 0.
   * @throws BrokerError when the entity takes no messages or refuses one of these.
   */
  send(entity: Entity, submissions: readonly Submission[]): number[] {
    if (!entity.isSendable) {
      throw new BrokerError(Condition.notAllowed, `Messages cannot be sent to '${entity.queue.path}'.`);
    }
    for (const submission of submissions) entity.queue.check(submission);
    const stored = this.atomically(() => submissions.map((submission) => entity.queue.enqueue(submission)));
    for (const [index, message] of stored.entries()) {
      const messageId = submissions[index]?.content.properties.messageId;
      if (message !== undefined && messageId !== undefined) this.#accepted.push({ path: entity.queue.path, messageId });
    }
    if (this.#accepted.length > MAX_ACCEPTED) this.#accepted.splice(0, this.#accepted.length - MAX_ACCEPTED);
    return stored.map((message) => message?.sequenceNumber ?? 0);
  }

  /** Of all entities, in order, since the start; at most the last 50,000. */
  accepted(): readonly AcceptedMessage[] {
    return this.#accepted;
  }

  /** All that one operation changes is kept, or nothing: see `Journal`. */
  atomically<Result>(work: () => Result): Result {
    return this.journal.atomically(work);
  }

  /** Every queue and subscription, and topics for their scheduled messages. */
  summaries(): QueueSummary[] {
    return [
      ...this.#outlets.map(({ name, queue, deadLetters }) => ({
        name,
        ...queue.counts,
        deadLetter: total(deadLetters.counts),
        expiredLocks: queue.expiredLocks,
      })),
      ...this.#topics.map(({ name, queue }) => ({ name, ...queue.counts, deadLetter: 0, expiredLocks: 0 })),
    ];
  }

  /** Ends all message and session locks, or those of one entity (with its dead-letter queue), as their expiry would. */
  expireLocks(path?: string): void {
    const only = path === undefined ? undefined : this.require(path).name;
    for (const outlet of this.#outlets) {
      if (only !== undefined && outlet.name !== only) continue;
      this.atomically(() => {
        for (const queue of [outlet.queue, outlet.deadLetters, outlet.transferDeadLetters]) queue.expireLocks();
      });
    }
  }

  #declare(namespace: NamespaceConfig): void {
    for (const { Name: name, Properties: properties } of namespace.Queues) {
      const duplicateWindowMs = properties.RequiresDuplicateDetection
        ? properties.DuplicateDetectionHistoryTimeWindow
        : undefined;
      this.#declareOutlet('queue', name, properties, duplicateWindowMs);
    }
    for (const topic of namespace.Topics) {
      const { Name: name, Properties: properties } = topic;
      const subscriptions = topic.Subscriptions.map((subscription) => {
        const path = `${name}/Subscriptions/${subscription.Name}`;
        const rules = new Rules(rulesOf(subscription), (changed) => this.journal.noteRules(path, changed));
        return { rules, queue: this.#declareOutlet('subscription', path, subscription.Properties, undefined, rules) };
      });
      const queue = new MessageQueue(
        {
          path: name,
          lockDurationMs: Infinity,
          maxDeliveryCount: Infinity,
          defaultTimeToLiveMs: properties.DefaultMessageTimeToLive,
          deadLetterOnExpiration: false,
          duplicateWindowMs: properties.RequiresDuplicateDetection
            ? properties.DuplicateDetectionHistoryTimeWindow
            : undefined,
          requiresSession: false,
        },
        {
          deadlines: this.deadlines,
          journal: this.journal,
          relay: (message) => {
            for (const subscription of subscriptions) {
              if (subscription.rules.matches(message.content)) this.#pass(message, subscription.queue);
            }
          },
        },
      );
      this.#topics.push({ name, queue });
      this.#register({ name, kind: 'topic', queue, isReceivable: false, isSendable: true }, name);
    }
  }

  #declareOutlet(
    kind: 'queue' | 'subscription',
    name: string,
    properties: SubscriptionConfig['Properties'],
    duplicateWindowMs: number | undefined,
    rules?: Rules,
  ): MessageQueue {
    const deadLetterOptions: QueueOptions = {
      path: `${name}${DEAD_LETTER_SUFFIX}`,
      lockDurationMs: properties.LockDuration,
      maxDeliveryCount: Infinity,
      countsDeliveries: false,
      defaultTimeToLiveMs: Infinity,
      deadLetterOnExpiration: false,
      requiresSession: false,
    };
    const own = { deadlines: this.deadlines, journal: this.journal };
    const transferDeadLetters = new MessageQueue(
      { ...deadLetterOptions, path: `${name}${TRANSFER_DEAD_LETTER_SUFFIX}` },
      own,
    );
    const forwardDeadLetters = properties.ForwardDeadLetteredMessagesTo;
    const deadLetters = new MessageQueue(deadLetterOptions, own);
    const forwardTo = properties.ForwardTo;
    const queue = new MessageQueue(
      {
        path: name,
        lockDurationMs: properties.LockDuration,
        maxDeliveryCount: properties.MaxDeliveryCount,
        defaultTimeToLiveMs: properties.DefaultMessageTimeToLive,
        deadLetterOnExpiration: properties.DeadLetteringOnMessageExpiration,
        duplicateWindowMs,
        requiresSession: properties.RequiresSession,
      },
      {
        ...own,
        deadLetter: (message) => {
          if (forwardDeadLetters === undefined) deadLetters.adopt(message);
          else this.#forward(message, forwardDeadLetters, transferDeadLetters);
        },
        relay:
          forwardTo === undefined ? undefined : (message) => this.#forward(message, forwardTo, transferDeadLetters),
      },
    );
    this.#outlets.push({ name, queue, deadLetters, transferDeadLetters });
    const receivable = { isReceivable: true, isSendable: false };
    const isReceivable = forwardTo === undefined;
    this.#register(
      { name, kind, queue, isReceivable, isSendable: kind === 'queue', ...(rules === undefined ? {} : { rules }) },
      name,
    );
    const deadLetterEntity: Entity = { name, kind: 'dead-letter-queue', queue: deadLetters, ...receivable };
    this.#register(deadLetterEntity, deadLetters.path);
    this.#register({ ...deadLetterEntity, queue: transferDeadLetters }, transferDeadLetters.path);
    return queue;
  }

  #register(entity: Entity, path: string): void {
    this.#entities.set(path.toLowerCase(), entity);
  }

  /** Auto-forwarding. What cannot be forwarded ends in the transfer dead-letter queue of the entity that tried. */
  #forward(message: StoredMessage, targetPath: string, transferDeadLetters: MessageQueue): void {
    try {
      if (message.hops >= MAX_FORWARD_HOPS) {
        throw new BrokerError(Condition.notAllowed, 'The maximum number of forwarding hops was exceeded.');
      }
      message.hops += 1;
      this.#pass(message, this.require(targetPath).queue);
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      modify(message, forwardingFailed(error.message));
      transferDeadLetters.adopt(message);
    }
  }

  #pass(message: StoredMessage, target: MessageQueue): void {
    target.enqueue({ content: message.content, timeToLiveMs: message.timeToLiveMs }, message);
  }
}

function rulesOf(subscription: SubscriptionConfig): Rule[] {
  if (subscription.Rules.length === 0) return [DEFAULT_RULE];
  return subscription.Rules.map(({ Name: name, Properties: { CorrelationFilter: filter } }) => ({
    name,
    filter: filter ?? 'all',
  }));
}

function total(counts: MessageCounts): number {
  return counts.active + counts.locked + counts.scheduled + counts.deferred;
}
