import { setTimeout as delay } from 'node:timers/promises';
import type {
  ProcessErrorArgs,
  ServiceBusClient,
  ServiceBusReceivedMessage,
  ServiceBusReceiver,
} from '@azure/service-bus';
import type { Logger } from '#observability';
import { closedWithin, type ConnectServiceBus, surviveUnansweredCloses } from './connections.ts';
import type { Settlement } from './message-processor.ts';
import { QueueConsumer } from './queue-consumer.ts';
import type { ServedQueue } from './producers/producer-queues.ts';
import { settle } from './settle.ts';
import { SpareConnection } from './spare-connection.ts';
import { WATCH_TIMES, type WatchTimes } from './watch-times.ts';

/** The SDK takes up to a minute to close a link whose connection broke an instant before; nothing is lost with it. */
const CLOSE_TIMEOUT_MS = 750;
/** How long work that was told to stop may take to notice it and to abandon its messages. */
const ABANDON_TIMEOUT_MS = 1_000;
/** How often the times of the watch are looked at. It costs nothing: peeks are rarer. */
const TICK_MS = 1_000;

/** Acts on what was received, and says what is to happen to the message. Never throws. */
export interface ReceivedProcessor {
  process(queue: ServedQueue, received: ServiceBusReceivedMessage, signal: AbortSignal): Promise<Settlement>;
}

export interface ConsumerHostOptions {
  readonly times?: WatchTimes;
  /** A clock that never goes back, in milliseconds. */
  readonly now?: () => number;
  /** Told of each message. */
  readonly onReceived?: () => void;
}

/**
 * Receives from queues and settles each message as its processing decides. A receiver that has stopped delivering while messages wait is
 * reopened, and all receivers get a new connection when only a new one is answered (docs/adr/0087).
 * See ADR 26.
 */
export class ConsumerHost {
  readonly #consumers = new Map<ServedQueue, QueueConsumer>();
  readonly #running = new Set<Promise<void>>();
  /** Nothing is received from now on. */
  readonly #stopping = new AbortController();
  /** Work that runs has to end. */
  readonly #stop = new AbortController();
  readonly #broken = new Map<ServedQueue, unknown>();
  readonly #times: WatchTimes;
  readonly #now: () => number;
  readonly #onReceived: () => void;
  readonly #spare: SpareConnection;
  #client: ServiceBusClient | undefined;
  #timer: NodeJS.Timeout | undefined;
  #forgetCloses: (() => void) | undefined;

  constructor(
    private readonly connect: ConnectServiceBus,
    private readonly processor: ReceivedProcessor,
    private readonly logger: Logger,
    { times = WATCH_TIMES, now = () => performance.now(), onReceived = () => undefined }: ConsumerHostOptions = {},
  ) {
    this.#times = times;
    this.#now = now;
    this.#onReceived = onReceived;
    this.#spare = new SpareConnection(connect, now);
  }

  /** Starts receiving. The SDK connects, and connects again after failures, by itself. */
  start(queues: readonly ServedQueue[]): void {
    this.#forgetCloses = surviveUnansweredCloses((err) => this.logger.info({ err }, 'a link did not answer its close'));
    const client = this.connect();
    this.#client = client;
    for (const queue of queues) {
      const handlers = {
        onMessage: (message: ServiceBusReceivedMessage) => this.track(this.receive(queue, message)),
        onError: (args: ProcessErrorArgs) => this.onError(queue, args),
        // The SDK says nothing while it waits for a connection: `broken` asks.
        onOpening: () => this.suspect(queue, new Error('The receiver has no link at the moment.')),
      };
      this.#consumers.set(
        queue,
        new QueueConsumer(queue, client, this.connect, handlers, this.logger, this.#times, this.#now),
      );
      // Until it is known better: a broker that answers nothing at all is reported by the SDK after a minute.
      this.#broken.set(queue, new Error('The queue has not been reached yet.'));
    }
    const tickMs = Math.min(TICK_MS, this.#times.confirmMs);
    this.#timer = setInterval(() => void this.look(), tickMs).unref();
  }

  /** The queues for which no new receiver can be opened although the broker answers: only another process can get through. */
  get stuck(): readonly ServedQueue[] {
    return [...this.#consumers.values()].filter(({ isStuck }) => isStuck).map(({ queue }) => queue);
  }

  /** Messages that run here now, for each queue. */
  running(): Readonly<Partial<Record<ServedQueue, number>>> {
    return Object.fromEntries([...this.#consumers.values()].map(({ queue, running }) => [queue, running]));
  }

  /** Whether a queue has not been reached yet, or its link broke, since the broker was last asked. */
  get isInDoubt(): boolean {
    return this.#broken.size > 0;
  }

  /**
   * Asks the broker for queues that were not reached yet or whose link broke: the SDK repairs links by itself, but does not tell when it has.
   * @returns those that still cannot be received from, with why
   */
  async broken(signal?: AbortSignal): Promise<ReadonlyMap<ServedQueue, unknown>> {
    const suspects = [...this.#consumers.values()].filter(({ queue }) => this.#broken.has(queue));
    await Promise.all(
      suspects.map(async (consumer) => {
        const { queue, receiver } = consumer;
        try {
          await consumer.ping(signal);
          this.#broken.delete(queue);
        } catch (error) {
          // What a receiver says that has been replaced meanwhile does not count.
          if (receiver === consumer.receiver) this.#broken.set(queue, error);
        }
      }),
    );
    return this.#broken;
  }

  /**
   * Stops receiving at once, lets running work finish for `graceMs`, then tells it to stop (its messages are abandoned and
   * delivered to another worker at once), and closes the links. Takes at most 2 s longer than `graceMs`, however
   * the broker is.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#timer);
    const timer = setTimeout(() => this.#stop.abort(), graceMs);
    const outOfTime = delay(graceMs + ABANDON_TIMEOUT_MS, undefined, { ref: false });
    const consumers = [...this.#consumers.values()];
    await closedWithin(Promise.all(consumers.map((consumer) => consumer.stopReceiving())), CLOSE_TIMEOUT_MS);
    await Promise.race([this.idle(), outOfTime]);
    clearTimeout(timer);
    if (this.#running.size > 0) {
      this.logger.warn(
        { messages: this.#running.size },
        'messages could not be given back: their locks are left to end',
      );
    }
    const closed = Promise.all([this.#spare.close(), ...consumers.map((consumer) => consumer.close())]).then(() =>
      this.#client?.close(),
    );
    await closedWithin(closed, CLOSE_TIMEOUT_MS);
    this.#consumers.clear();
    this.#forgetCloses?.();
  }

  /** Has each queue looked at whose time has come, and opens again what has stopped delivering. */
  private async look(): Promise<void> {
    await Promise.all(
      [...this.#consumers.values()].map(async (consumer) => {
        const client = this.#client;
        const finding = await consumer.look();
        // While it looked, all receivers may have got another connection.
        if (finding === 'well' || this.#stopping.signal.aborted || client === undefined || client !== this.#client)
          return;
        this.logger.warn(
          { queue: consumer.queue, finding },
          'a receiver does not deliver although Service Bus answers; it is reopened',
        );
        if (finding === 'silent-connection') await this.replaceConnection();
        else await consumer.reopen(client);
      }),
    );
  }

  /** All receivers share the connection: what one of them cannot hear, the others cannot either. */
  private async replaceConnection(): Promise<void> {
    const old = this.#client;
    const client = this.connect();
    this.#client = client;
    await Promise.all([...this.#consumers.values()].map((consumer) => consumer.reopen(client)));
    if (old) await closedWithin(old.close(), CLOSE_TIMEOUT_MS);
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

  private async receive(queue: ServedQueue, message: ServiceBusReceivedMessage): Promise<void> {
    this.#broken.delete(queue);
    this.#onReceived();
    // What was on its way when receiving stopped is another worker's.
    const settlement: Settlement = this.#stopping.signal.aborted
      ? { kind: 'abandon' }
      : await this.processor.process(queue, message, this.#stop.signal);
    try {
      // By the receiver of now: the SDK settles by lock token what came by a link that is no longer open, or not one of this receiver's.
      await settle((attempt) => this.settler(queue, attempt), message, settlement, this.#stopping.signal);
    } catch (err) {
      // Normal after a lost link or lock: the work is done, the message comes again, and the handler finds nothing to do.
      this.logger.info({ err, queue, messageId: message.messageId }, 'a message could not be settled');
    }
  }

  /** In turn the newest receiver, and one on a connection of its own. */
  private settler(queue: ServedQueue, attempt: number): ServiceBusReceiver | undefined {
    const receiver = this.#consumers.get(queue)?.receiver;
    return receiver && attempt % 2 === 1 ? this.#spare.receiver(queue) : receiver;
  }

  private suspect(queue: ServedQueue, error: Error): void {
    if (!this.#broken.has(queue)) this.#broken.set(queue, error);
  }

  private async onError(queue: ServedQueue, { error, errorSource }: ProcessErrorArgs): Promise<void> {
    this.#broken.set(queue, error);
    this.logger.warn({ err: error, queue, errorSource }, 'receiving from a queue failed');
  }
}
