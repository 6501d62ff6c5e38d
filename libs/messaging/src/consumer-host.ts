import { setTimeout as delay } from 'node:timers/promises';
import type {
  ProcessErrorArgs,
  ServiceBusClient,
  ServiceBusReceivedMessage,
  ServiceBusReceiver,
} from '@azure/service-bus';
import type { Logger } from '#observability';
import type { MessageProcessor, Settlement } from './message-processor.ts';
import { QUEUES, type QueueName } from './queue-table.ts';

/** The SDK takes up to a minute to close a link whose connection broke an instant before; nothing is lost with it. */
const LONGEST_CLOSE_MS = 750;
/** After work was told to give up: for it to notice, and to give its messages back. */
const LONGEST_ABANDON_MS = 1_000;

interface Subscription {
  readonly queue: QueueName;
  readonly receiver: ServiceBusReceiver;
  readonly close: () => Promise<void>;
}

/** Receives from queues and settles each message as its processing decides. */
export class ConsumerHost {
  readonly #subscriptions: Subscription[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  readonly #broken = new Map<QueueName, unknown>();
  #stopping = false;

  constructor(
    private readonly client: ServiceBusClient,
    private readonly processor: MessageProcessor,
    private readonly logger: Logger,
  ) {}

  /** Starts receiving. The SDK connects, and connects again after failures, by itself. */
  start(queues: readonly QueueName[]): void {
    for (const queue of queues) {
      const receiver = this.client.createReceiver(queue, {
        receiveMode: 'peekLock',
        maxAutoLockRenewalDurationInMs: QUEUES[queue].longestRunMs,
      });
      const subscription = receiver.subscribe(
        {
          processMessage: (message) => this.track(this.receive(queue, receiver, message)),
          processError: (args) => this.onError(queue, args),
        },
        { maxConcurrentCalls: QUEUES[queue].concurrency, autoCompleteMessages: false },
      );
      // Until it is known better: a broker that answers nothing at all is reported by the SDK after a minute.
      this.#broken.set(queue, new Error('The queue has not been reached yet.'));
      this.#subscriptions.push({ queue, receiver, close: () => subscription.close() });
    }
  }

  /**
   * Asks the broker for queues that were not reached yet or whose link broke: the SDK mends links by itself, but does not tell when it has.
   * @returns those that still cannot be received from, with why
   */
  async broken(signal?: AbortSignal): Promise<ReadonlyMap<QueueName, unknown>> {
    const suspects = this.#subscriptions.filter(({ queue }) => this.#broken.has(queue));
    await Promise.all(
      suspects.map(async ({ queue, receiver }) => {
        try {
          await receiver.peekMessages(1, signal && { abortSignal: signal });
          this.#broken.delete(queue);
        } catch (error) {
          this.#broken.set(queue, error);
        }
      }),
    );
    return this.#broken;
  }

  /**
   * Stops receiving at once, lets running work finish for `graceMs`, then tells it to give up (its messages are abandoned and
   * delivered to another worker at once), and closes the links. Takes at most 2 s longer than `graceMs`, however
   * the broker is.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    const timer = setTimeout(() => this.#stop.abort(), graceMs);
    const outOfTime = delay(graceMs + LONGEST_ABANDON_MS, undefined, { ref: false });
    const stopped = Promise.allSettled(this.#subscriptions.map((subscription) => subscription.close()));
    await Promise.race([stopped, delay(LONGEST_CLOSE_MS, undefined, { ref: false })]);
    await Promise.race([this.idle(), outOfTime]);
    clearTimeout(timer);
    if (this.#running.size > 0) {
      this.logger.warn(
        { messages: this.#running.size },
        'messages could not be given back: their locks are left to end',
      );
    }
    const closed = Promise.allSettled(this.#subscriptions.map(({ receiver }) => receiver.close()));
    await Promise.race([closed, delay(LONGEST_CLOSE_MS, undefined, { ref: false })]);
    this.#subscriptions.length = 0;
  }

  /** Resolves when no message is being worked on, also none that arrived meanwhile. */
  private async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  private async track(run: Promise<void>): Promise<void> {
    this.#running.add(run);
    try {
      await run;
    } finally {
      this.#running.delete(run);
    }
  }

  private async receive(
    queue: QueueName,
    receiver: ServiceBusReceiver,
    message: ServiceBusReceivedMessage,
  ): Promise<void> {
    this.#broken.delete(queue);
    // What was on its way when receiving stopped is another worker's.
    const settlement: Settlement = this.#stopping
      ? { kind: 'abandon' }
      : await this.processor.process(queue, message, this.#stop.signal);
    try {
      await settle(receiver, message, settlement);
    } catch (err) {
      // Normal after a lost link or lock: the work is done, the message comes again, and the handler finds nothing to do.
      this.logger.info({ err, queue, messageId: message.messageId }, 'a message could not be settled');
    }
  }

  private async onError(queue: QueueName, { error, errorSource }: ProcessErrorArgs): Promise<void> {
    this.#broken.set(queue, error);
    this.logger.warn({ err: error, queue, errorSource }, 'receiving from a queue failed');
  }
}

async function settle(
  receiver: ServiceBusReceiver,
  message: ServiceBusReceivedMessage,
  settlement: Settlement,
): Promise<void> {
  switch (settlement.kind) {
    case 'complete':
      return receiver.completeMessage(message);
    case 'abandon':
      return receiver.abandonMessage(message);
    case 'dead-letter':
      return receiver.deadLetterMessage(message, {
        deadLetterReason: settlement.reason,
        deadLetterErrorDescription: settlement.description,
      });
  }
}
