import type { ServiceBusClient, ServiceBusMessage, ServiceBusReceivedMessage } from '@azure/service-bus';
import { messageTypeOf } from '#messaging';
import type { Removal } from './documents.ts';
import { processContext, type SimulatedProcess, type World } from './world.ts';

// As libs/messaging/src/queue-table.ts has it for every queue.
const LOCK_MS = 60_000;
const DUPLICATE_WINDOW_MS = 30 * 60_000;
const MAX_DELIVERIES = 10;

interface Lock {
  readonly process: SimulatedProcess;
  /** The SDK renews a lock until its handler has ended. */
  renewed: boolean;
}

/** What a request of a producer has beside its body; internal messages say everything in their bodies. */
export type MessageProperties = Pick<ServiceBusMessage, 'subject' | 'correlationId' | 'applicationProperties'>;

interface QueuedMessage {
  readonly sequence: number;
  readonly queue: string;
  readonly messageId: string;
  readonly body: string;
  readonly properties: MessageProperties;
  readonly dueAt: number;
  deliveryCount: number;
  /** Who has it at this moment. */
  lock: Lock | undefined;
}

interface Subscriber {
  readonly process: SimulatedProcess;
  credit: number;
  readonly handle: (message: ServiceBusReceivedMessage) => Promise<void>;
}

interface Queue {
  readonly messages: Map<number, QueuedMessage>;
  /** Can be delivered now. */
  readonly ready: QueuedMessage[];
  /** When each id was taken last. */
  readonly taken: Map<string, number>;
  readonly subscribers: Subscriber[];
}

export interface DeadLetter {
  readonly queue: string;
  readonly body: string;
  readonly reason: string;
}

/**
 * Service Bus: peek-lock, locks that expire, delivery again, duplicate detection by message id, scheduled messages, dead letters. The
 * order of delivery is the world's choice.
 */
export class SimulatedBus {
  down = false;
  /** Loses what it says yes to, as no broker does. */
  loses: (body: string) => boolean = () => false;
  /** Messages that were taken, each of them a send and a receive. */
  taken = 0;
  readonly deadLetters: DeadLetter[] = [];
  /** How often a message of one meaning was taken by the broker within its duplicate window, injected faults not counted. */
  readonly doubledMessages: string[] = [];
  readonly #meanings = new Map<string, number>();
  readonly #queues = new Map<string, Queue>();
  readonly #heldUntil = new Map<string, number>();
  #sequence = 0;

  constructor(
    private readonly world: World,
    private readonly removal: Removal | undefined,
  ) {}

  messages(): QueuedMessage[] {
    return [...this.#queues.values()].flatMap(({ messages }) => [...messages.values()]);
  }

  /** Delivers nothing from these queues until a later time, as if what is in front of it took so long. */
  hold(queues: readonly string[], until: number): void {
    for (const queue of queues) this.#heldUntil.set(queue, until);
    this.world.after(until - this.world.now, () => {
      for (const queue of queues) this.pump(queue);
    });
  }

  /** What the process sees of it. */
  clientOf(process: SimulatedProcess): ServiceBusClient {
    return {
      createSender: (queue: string) => ({
        sendMessages: (content: ServiceBusMessage) => this.send(process, queue, content),
        close: () => Promise.resolve(),
      }),
      createReceiver: (queue: string) => {
        const locks = new WeakMap<ServiceBusReceivedMessage, { message: QueuedMessage; lock: object }>();
        let subscriber: Subscriber | undefined;
        const settle = (received: ServiceBusReceivedMessage, how: string, settled: (message: QueuedMessage) => void) =>
          this.settle(process, locks.get(received), how, settled);
        return {
          subscribe: (
            { processMessage }: { processMessage: (message: ServiceBusReceivedMessage) => Promise<void> },
            { maxConcurrentCalls }: { maxConcurrentCalls: number },
          ) => {
            const handle = (received: ServiceBusReceivedMessage): Promise<void> => processMessage(received);
            subscriber = { process, credit: maxConcurrentCalls, handle };
            const own = subscriber;
            this.queue(queue).subscribers.push(own);
            process.onKilled.push(() => this.unsubscribe(queue, own));
            this.onDelivery.set(own, (received, message, lock) => locks.set(received, { message, lock }));
            this.pump(queue);
            return { close: () => Promise.resolve(this.unsubscribe(queue, own)) };
          },
          // What waits is always delivered here: a look finds nothing to doubt.
          peekMessages: () => Promise.resolve([]),
          completeMessage: (received: ServiceBusReceivedMessage) =>
            settle(received, 'complete', (message) => this.remove(message)),
          abandonMessage: (received: ServiceBusReceivedMessage) =>
            settle(received, 'abandon', (message) => this.unlock(message)),
          deadLetterMessage: (received: ServiceBusReceivedMessage, { deadLetterReason = '' } = {}) =>
            settle(received, 'dead-letter', (message) => {
              this.remove(message);
              this.deadLetters.push({ queue, body: message.body, reason: deadLetterReason });
            }),
          close: () => Promise.resolve(),
        };
      },
      close: () => Promise.resolve(),
    } as unknown as ServiceBusClient;
  }

  /** Messages that are ready or in work. */
  active(queue: string): number {
    return [...this.queue(queue).messages.values()].filter(({ dueAt }) => dueAt <= this.world.now).length;
  }

  /** Puts a message on a queue unless its id was seen lately. */
  enqueue(
    queue: string,
    messageId: string,
    body: string,
    dueAt: number,
    { detectDuplicates = true, properties = {} }: { detectDuplicates?: boolean; properties?: MessageProperties } = {},
  ): void {
    if (this.loses(body)) return;
    const { taken, messages } = this.queue(queue);
    if (detectDuplicates) {
      const before = taken.get(messageId);
      if (before !== undefined && this.world.now - before < DUPLICATE_WINDOW_MS) return;
      taken.set(messageId, this.world.now);
      this.noteMeaning(body);
    }
    this.taken++;
    const sequence = this.#sequence++;
    const message = { sequence, queue, messageId, body, properties, dueAt, deliveryCount: 0, lock: undefined };
    messages.set(sequence, message);
    this.makeReady(message, Math.max(0, dueAt - this.world.now));
  }

  private readonly onDelivery = new WeakMap<
    Subscriber,
    (received: ServiceBusReceivedMessage, message: QueuedMessage, lock: object) => void
  >();

  private queue(name: string): Queue {
    let queue = this.#queues.get(name);
    if (!queue) {
      queue = { messages: new Map(), ready: [], taken: new Map(), subscribers: [] };
      this.#queues.set(name, queue);
    }
    return queue;
  }

  private unsubscribe(queue: string, subscriber: Subscriber): void {
    const { subscribers } = this.queue(queue);
    const index = subscribers.indexOf(subscriber);
    if (index >= 0) subscribers.splice(index, 1);
  }

  private send(process: SimulatedProcess, queue: string, content: ServiceBusMessage): Promise<void> {
    const messageId = this.removal === 'message-id' ? String(this.world.random.next()) : String(content.messageId);
    const body = JSON.stringify(content.body);
    const dueAt = content.scheduledEnqueueTimeUtc?.getTime() ?? this.world.now;
    const lost = (): Error => new Error('ServiceCommunicationProblem');
    return this.world.call(
      process,
      'bus.send',
      () => {
        if (this.down) throw lost();
        this.enqueue(queue, messageId, body, dueAt, { properties: propertiesIn(content) });
      },
      { fails: [['bus-send-failed', lost]], answerLost: ['bus-send-answer-lost', lost] },
    );
  }

  private settle(
    process: SimulatedProcess,
    held: { message: QueuedMessage; lock: object } | undefined,
    how: string,
    settled: (message: QueuedMessage) => void,
  ): Promise<void> {
    const lost = (): Error => new Error('MessageLockLost');
    return this.world.call(
      process,
      `bus.${how}`,
      () => {
        if (this.down || !held || held.message.lock !== held.lock) throw lost();
        settled(held.message);
      },
      { fails: [['bus-settle-failed', lost]], answerLost: ['bus-settle-answer-lost', lost] },
    );
  }

  private makeReady(message: QueuedMessage, delayMs: number): void {
    this.world.after(delayMs, () => {
      this.queue(message.queue).ready.push(message);
      this.pump(message.queue);
    });
  }

  private remove(message: QueuedMessage): void {
    message.lock = undefined;
    this.queue(message.queue).messages.delete(message.sequence);
  }

  /** It can be delivered again. */
  private unlock(message: QueuedMessage): void {
    message.lock = undefined;
    if (message.deliveryCount >= MAX_DELIVERIES) {
      this.remove(message);
      this.deadLetters.push({ queue: message.queue, body: message.body, reason: 'MaxDeliveryCountExceeded' });
    } else this.makeReady(message, 0);
  }

  private pump(name: string): void {
    if (this.world.now < (this.#heldUntil.get(name) ?? 0)) return;
    const { ready, subscribers, messages } = this.queue(name);
    while (ready.length > 0) {
      if (this.down) {
        this.world.after(1_000, () => this.pump(name));
        return;
      }
      const willing = subscribers.filter(({ credit, process }) => credit > 0 && process.alive);
      if (willing.length === 0) return;
      const [message] = ready.splice(Math.floor(this.world.random.next() * ready.length), 1);
      if (message && messages.has(message.sequence) && !message.lock) {
        this.deliver(message, this.world.random.pick(willing));
      }
    }
  }

  private deliver(message: QueuedMessage, subscriber: Subscriber): void {
    const { process } = subscriber;
    const lock: Lock = { process, renewed: true };
    const received = {
      ...message.properties,
      body: JSON.parse(message.body) as unknown,
      messageId: message.messageId,
      deliveryCount: message.deliveryCount,
    } as ServiceBusReceivedMessage;
    message.lock = lock;
    message.deliveryCount++;
    subscriber.credit--;
    this.onDelivery.get(subscriber)?.(received, message, lock);
    this.watchLock(message, lock);
    const { faults, random } = this.world;
    if (faults.strikes('bus-lock-lost')) {
      this.world.after(random.between(0, 5_000), () => {
        if (message.lock === lock) this.unlock(message);
      });
    }
    if (faults.strikes('bus-delivered-twice')) {
      const { queue, messageId, body, properties } = message;
      this.enqueue(queue, messageId, body, this.world.now + random.between(0, 20_000), {
        detectDuplicates: false,
        properties,
      });
    }
    this.world.within(process, random.between(1, 10), () => {
      void processContext.run(process, async () => {
        await subscriber.handle(received);
        lock.renewed = false;
        subscriber.credit++;
        this.pump(message.queue);
      });
    });
  }

  private watchLock(message: QueuedMessage, lock: Lock): void {
    this.world.after(LOCK_MS, () => {
      if (message.lock !== lock) return;
      if (lock.renewed && lock.process.alive && lock.process.pausedUntil <= this.world.now)
        this.watchLock(message, lock);
      else this.unlock(message);
    });
  }

  private noteMeaning(body: string): void {
    const { type, subjectId, attempt, id } = JSON.parse(body) as Record<string, string | number | undefined>;
    // Ticks and blob events have ids of their own kinds. A tick may be sent under the name that its type had in an earlier release.
    const tick = messageTypeOf(subjectId);
    if (attempt === undefined || (tick !== undefined && tick === messageTypeOf(type))) return;
    // To start lost work again means something else each time.
    const requeue = /requeue-\d+/.exec(String(id))?.[0] ?? '';
    const meaning = `${subjectId}:${type}:${requeue}:${attempt}`;
    const before = this.#meanings.get(meaning);
    if (before !== undefined && this.world.now - before < DUPLICATE_WINDOW_MS) this.doubledMessages.push(meaning);
    this.#meanings.set(meaning, this.world.now);
  }
}

function propertiesIn({ subject, correlationId, applicationProperties }: ServiceBusMessage): MessageProperties {
  return { subject, correlationId, applicationProperties };
}
