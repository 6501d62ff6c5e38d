import type { ServiceBusClient, ServiceBusReceiver } from '@azure/service-bus';
import { closedWithin, type ConnectServiceBus } from './connections.ts';
import type { ServedQueue } from './producers/producer-queues.ts';

/** While the broker is down each attempt fails: connections are not replaced faster than this. */
const USED_FOR_MS = 10_000;
/** Longer than an attempt that began at the end of `USED_FOR_MS` may take. */
const OPEN_FOR_MS = 20_000;
const CLOSE_TIMEOUT_MS = 5_000;

/**
 * Settles what the receivers' own connection does not: after a short outage their links may be open again while the SDK still waits for the
 * management link that an attempt before had begun to open (`initMgmtLink`, `@azure/service-bus` 7.9.5), for a minute.
 */
export class SpareConnection {
  #client: ServiceBusClient | undefined;
  #openedAt = 0;

  constructor(
    private readonly connect: ConnectServiceBus,
    private readonly now: () => number,
  ) {}

  receiver(queue: ServedQueue): ServiceBusReceiver {
    if (this.#client === undefined || this.now() - this.#openedAt >= USED_FOR_MS) this.open();
    return (this.#client ?? this.open()).createReceiver(queue);
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client) await closedWithin(client.close(), CLOSE_TIMEOUT_MS);
  }

  private open(): ServiceBusClient {
    void this.close();
    const client = this.connect();
    this.#client = client;
    this.#openedAt = this.now();
    setTimeout(() => {
      if (this.#client === client) void this.close();
    }, OPEN_FOR_MS).unref();
    return client;
  }
}
