import { setTimeout as delay } from 'node:timers/promises';
import type {
  MessageHandlers,
  ProcessErrorArgs,
  ServiceBusClient,
  ServiceBusReceivedMessage,
  ServiceBusReceiver,
} from '@azure/service-bus';
import { propertiesOf, type ServedQueue } from './producers/producer-queues.ts';

/** The SDK calls these before each attempt to attach the link, and when it is attached; its typings leave them out. */
interface OpeningHandlers extends MessageHandlers {
  preInitialize(): Promise<void>;
  postInitialize(): Promise<void>;
}

export interface QueueLinkHandlers {
  /** Works on a message and settles it. Never rejects. */
  readonly onMessage: (message: ServiceBusReceivedMessage) => Promise<void>;
  readonly onError: (args: ProcessErrorArgs) => Promise<void>;
  /** The link is not open, and the SDK begins to open it. */
  readonly onOpening: () => void;
  readonly onOpened: () => void;
}

/** One receiver of a queue and the messages that came by it and are being worked on. */
export class QueueLink {
  readonly receiver: ServiceBusReceiver;
  readonly #running = new Map<ServiceBusReceivedMessage, Promise<void>>();
  readonly #opened = Promise.withResolvers<boolean>();
  readonly #subscription: { close(): Promise<void> };

  /** Starts receiving. The SDK connects, and connects again after failures, by itself. */
  constructor(
    client: ServiceBusClient,
    queue: ServedQueue,
    { onMessage, onError, onOpening, onOpened }: QueueLinkHandlers,
  ) {
    this.receiver = client.createReceiver(queue, {
      receiveMode: 'peekLock',
      maxAutoLockRenewalDurationInMs: propertiesOf(queue).maxRunMs,
    });
    const handlers: OpeningHandlers = {
      processMessage: async (message) => {
        this.#opened.resolve(true);
        const run = onMessage(message);
        this.#running.set(message, run);
        try {
          await run;
        } finally {
          this.#running.delete(message);
        }
      },
      processError: (args) => {
        if (args.errorSource === 'receive') this.#opened.resolve(false);
        return onError(args);
      },
      preInitialize: async () => onOpening(),
      postInitialize: async () => {
        this.#opened.resolve(true);
        onOpened();
      },
    };
    const options = { maxConcurrentCalls: propertiesOf(queue).concurrency, autoCompleteMessages: false };
    this.#subscription = this.receiver.subscribe(handlers, options);
  }

  /** The messages that are being worked on. */
  get running(): readonly ServiceBusReceivedMessage[] {
    return [...this.#running.keys()];
  }

  isRunning(message: ServiceBusReceivedMessage): boolean {
    return this.#running.has(message);
  }

  /** Whether the broker has let the link in: false when it fails, or takes longer than `timeoutMs`. */
  async opensWithin(timeoutMs: number): Promise<boolean> {
    return Promise.race([this.#opened.promise, delay(timeoutMs, false, { ref: false })]);
  }

  /** Receives no more; what is being worked on can still be settled by this link. */
  stopReceiving(): Promise<void> {
    return this.#subscription.close();
  }

  /** Resolves when no message is being worked on, also none that arrived meanwhile. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running.values());
  }

  close(): Promise<void> {
    return this.receiver.close();
  }
}
