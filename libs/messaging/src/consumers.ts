import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleInit,
  Optional,
} from '@nestjs/common';
import { CONFIG, type Config, ConfigError } from '#config';
import { ServiceError } from '#domain';
import { Activity, LOGGER, type Logger } from '#observability';
import { CONNECT_SERVICE_BUS, type ConnectServiceBus } from './connections.ts';
import { ConsumerHost, type ReceivedProcessor } from './consumer-host.ts';
import { MessageHandlers } from './message-handlers.ts';
import { MessageProcessor } from './message-processor.ts';
import { isInternalQueue, propertiesOf, requestQueueOf, type ServedQueue } from './producers/producer-queues.ts';
import { REQUEST_HANDLER, type RequestHandler, RequestProcessor } from './producers/request-processor.ts';
import { QUEUE_NAMES } from './queue-table.ts';
import { MessagePublisher } from './publisher.ts';

/**
 * The consumers of a worker process: starts receiving when the application is complete, stops before anything else is torn down.
 * Its handlers are all providers with `@Handles`; which queues it serves is configuration (`WORKER_QUEUES`).
 */
@Injectable()
export class Consumers implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly queues: readonly ServedQueue[];
  private readonly host: ConsumerHost;
  #mayNotSend = false;

  /** @throws ConfigError when a queue does not exist: a worker must not start so. */
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CONNECT_SERVICE_BUS) connect: ConnectServiceBus,
    private readonly publisher: MessagePublisher,
    private readonly handlers: MessageHandlers,
    @Inject(LOGGER) private readonly logger: Logger,
    activity: Activity,
    @Optional() @Inject(REQUEST_HANDLER) handler?: RequestHandler,
  ) {
    this.queues = queuesOf(config.workerQueues, config.producers);
    const messages = new MessageProcessor(handlers, publisher, logger);
    const requests = handler && new RequestProcessor(config.producers, handler, publisher, logger);
    const processor: ReceivedProcessor = {
      process: async (queue, ...received) => {
        if (isInternalQueue(queue)) return messages.process(queue, ...received);
        return (await requests?.process(queue, ...received)) ?? { kind: 'abandon' };
      },
    };
    this.host = new ConsumerHost(connect, processor, logger, {
      onReceived: () => activity.note(),
    });
  }

  /** @throws Error when a message type of its queues has no handler, or any has two: a worker must not start so. */
  onModuleInit(): void {
    this.handlers.check(this.queues.filter(isInternalQueue));
  }

  onApplicationBootstrap(): void {
    this.host.start(this.queues);
    this.logger.info({ queues: this.queues }, 'receiving messages');
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.host.stop(this.config.shutdownGraceMs);
  }

  /** The queues that only a new process can receive from: a reason to restart this one. An outage of Service Bus is none. */
  get stuck(): readonly ServedQueue[] {
    return this.host.stuck;
  }

  /** For each queue: how many of its messages run here, how many may, and whether no receiver can be opened for it. */
  stats(): Readonly<Partial<Record<ServedQueue, { running: number; concurrency: number; isStuck: boolean }>>> {
    const running = this.host.running();
    const { stuck } = this.host;
    return Object.fromEntries(
      this.queues.map((queue) => [
        queue,
        { running: running[queue] ?? 0, concurrency: propertiesOf(queue).concurrency, isStuck: stuck.includes(queue) },
      ]),
    );
  }

  /**
   * A worker that cannot send cannot end its work. Its sending connection is asked after a send failed, or with receivers that are in doubt: both
   * break together. A link that Service Bus closed because it was idle is left closed (ADR 163).
   * @throws ServiceError `dependency-unavailable` when a queue cannot be received from, or nothing can be sent
   */
  async check(signal?: AbortSignal): Promise<void> {
    this.#mayNotSend ||= this.host.isInDoubt || this.publisher.hasFailed;
    const [broken] = await Promise.all([
      this.host.broken(signal),
      this.#mayNotSend ? this.publisher.pingLastQueue(signal) : undefined,
    ]);
    this.#mayNotSend = false;
    if (broken.size === 0) return;
    const [cause] = broken.values();
    const queues = [...broken.keys()].join(', ');
    throw new ServiceError('dependency-unavailable', `These queues cannot be received from: ${queues}.`, { cause });
  }
}

/**
 * The queues that a worker serves.
 * @param names of `WORKER_QUEUES`; all queues, and those of all producers, if there are none
 * @throws ConfigError when one does not exist
 */
export function queuesOf(names: readonly string[] | undefined, producers: Config['producers']): readonly ServedQueue[] {
  const all: readonly ServedQueue[] = [...QUEUE_NAMES, ...producers.map(requestQueueOf)];
  // An empty variable is what templates make of a parameter that nobody set; a worker for nothing is never meant.
  if (names === undefined || names.length === 0) return all;
  const isKnown = (name: string): name is ServedQueue => all.some((queue) => queue === name);
  const unknown = names.filter((name) => !isKnown(name));
  if (unknown.length > 0) {
    const known = `docs/queues.md describes them: ${all.join(', ')}`;
    throw new ConfigError(unknown.map((name) => `WORKER_QUEUES: there is no queue ${name}; ${known}`));
  }
  return names.filter(isKnown);
}
