import { setTimeout as delay } from 'node:timers/promises';
import type {
  ProcessErrorArgs,
  ServiceBusClient,
  ServiceBusReceivedMessage,
  ServiceBusReceiver,
} from '@azure/service-bus';
import type { Logger } from '#observability';
import type { MessageProcessor, Settlement } from './message-processor.ts';
import { QUEUES, type QueueName } from './message-table.ts';

const LONGEST_CLOSE_MS = 1_000;

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
      this.#subscriptions.push({ queue, receiver, close: () => subscription.close() });
    }
  }

  /**
   * Asks the broker again for queues whose link broke: the SDK mends links by itself, but does not tell when it has.
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
   * delivered to another worker at once), and closes the links.
   */
  async stop(graceMs: number): Promise<void> {
    await Promise.allSettled(this.#subscriptions.map((subscription) => subscription.close()));
    const timer = setTimeout(() => this.#stop.abort(), graceMs);
    await Promise.allSettled(this.#running);
    clearTimeout(timer);
    const closed = Promise.allSettled(this.#subscriptions.map(({ receiver }) => receiver.close()));
    // A link whose connection broke an instant before takes the SDK up to a minute to close.
    await Promise.race([closed, delay(LONGEST_CLOSE_MS, undefined, { ref: false })]);
    this.#subscriptions.length = 0;
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
    const settlement = await this.processor.process(queue, message, this.#stop.signal);
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
