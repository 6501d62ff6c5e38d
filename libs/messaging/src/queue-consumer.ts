import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceBusClient, ServiceBusReceivedMessage } from '@azure/service-bus';
import type { Logger } from '#observability';
import { closedWithin, type ConnectServiceBus } from './connections.ts';
import { propertiesOf, type ServedQueue } from './producers/producer-queues.ts';
import { type QueueLinkHandlers, QueueLink } from './queue-link.ts';
import { WaitingMessages } from './waiting-messages.ts';
import type { WatchTimes } from './watch-times.ts';

/** What a look found: nothing to do, a link that brings nothing, or a connection on which nobody answers while a new one is answered. */
export type Finding = 'well' | 'silent-link' | 'silent-connection';

const MAX_FAILED_OPENS = 3;
const CLOSE_TIMEOUT_MS = 5_000;
const MIN_RENEWAL_PAUSE_MS = 1_000;

/**
 * Receives from one queue. Its receiver can be reopened at any time: messages that are being worked on keep their locks and are settled
 * by the new one, as the broker knows them by their lock tokens, whichever link they came by.
 */
export class QueueConsumer {
  #link: QueueLink;
  readonly #retired = new Set<QueueLink>();
  readonly #waiting: WaitingMessages;
  #lastReceivedAt: number;
  #nextLookAt = 0;
  #failedOpens = 0;
  #isLooking = false;
  /** Since when the receiver has had no open link, or its connection no answer; undefined: it has both. */
  #awaySince: number | undefined;
  /** Stands for the newest link, also while the SDK makes it: what an older one tells does not count. */
  #opening: object | undefined;
  #isStopped = false;

  constructor(
    readonly queue: ServedQueue,
    client: ServiceBusClient,
    private readonly connect: ConnectServiceBus,
    private readonly handlers: Omit<QueueLinkHandlers, 'onOpened'>,
    private readonly logger: Logger,
    private readonly times: WatchTimes,
    private readonly now: () => number,
  ) {
    this.#waiting = new WaitingMessages(times);
    this.#lastReceivedAt = now();
    this.#link = this.#open(client);
  }

  /** Rejects when the broker does not answer on the receiver's connection. */
  async ping(signal?: AbortSignal): Promise<void> {
    const { receiver } = this;
    this.#waiting.note(await receiver.peekMessages(1, signal && { abortSignal: signal }));
    if (receiver === this.receiver) this.#awaySince = undefined;
  }

  get receiver(): QueueLink['receiver'] {
    return this.#link.receiver;
  }

  /** Messages of the queue that run here now. */
  get running(): number {
    return this.#links.reduce((sum, link) => sum + link.running.length, 0);
  }

  /** Whether the broker answered peeks, but let no new receiver in, three times in a row. */
  get isStuck(): boolean {
    return this.#failedOpens >= MAX_FAILED_OPENS;
  }

  get #links(): QueueLink[] {
    return [this.#link, ...this.#retired];
  }

  /**
   * Looks whether messages wait that the receiver should have brought, and whether the broker answers a new connection alone while the
   * receiver's link is not open. Never rejects.
   */
  async look(): Promise<Finding> {
    const now = this.now();
    const running = this.#links.flatMap((link) => link.running);
    const isAway = this.#awaySince !== undefined && now - this.#awaySince >= this.times.openTimeoutMs;
    const isSilent = now - this.#lastReceivedAt >= this.times.silentMs;
    const isDue = now >= this.#nextLookAt && (isAway || isSilent);
    if (!isDue || this.#isLooking || this.#isStopped || running.length >= propertiesOf(this.queue).concurrency)
      return 'well';
    this.#isLooking = true;
    try {
      const seen = await this.#peek();
      if (seen === undefined) {
        // The broker is down: nothing to be learned of the receiver, and no reason to doubt it.
        this.#failedOpens = 0;
        this.#nextLookAt = this.now() + (isAway ? this.times.openTimeoutMs : this.times.lookEveryMs);
        return 'well';
      }
      // The SDK waits a minute, or forever, on a connection that the broker closed: no message has to wait for it to be replaced.
      if (isAway && seen.byNewConnection) {
        this.#nextLookAt = this.now() + this.times.lookEveryMs;
        return 'silent-connection';
      }
      const own = new Set(
        this.#links.flatMap((link) => link.running).map(({ sequenceNumber }) => String(sequenceNumber)),
      );
      const verdict = this.#waiting.judge(seen.messages, own, this.now());
      this.#nextLookAt = this.now() + (verdict === 'unconfirmed' ? this.times.confirmMs : this.times.lookEveryMs);
      if (verdict !== 'overdue') return 'well';
      return seen.byNewConnection ? 'silent-connection' : 'silent-link';
    } finally {
      this.#isLooking = false;
    }
  }

  /**
   * Puts a new receiver in place of the one there is. Loses nothing and doubles nothing, whether the old one was silent or not.
   * @returns when nothing depends on the old receiver
   */
  async reopen(client: ServiceBusClient): Promise<void> {
    if (this.#isStopped) return;
    const old = this.#link;
    this.#link = this.#open(client);
    const retired = this.#retire(old);
    if (await this.#link.opensWithin(this.times.openTimeoutMs)) {
      this.#failedOpens = 0;
    } else {
      // A broker that does not answer at all is down, and restarting this process would not help.
      this.#failedOpens = (await this.#peek()) === undefined ? 0 : this.#failedOpens + 1;
      this.logger.warn({ queue: this.queue, failedOpens: this.#failedOpens }, 'a new receiver could not be opened');
    }
    await retired;
  }

  /** Receives no more, from any link. Running work goes on. */
  async stopReceiving(): Promise<void> {
    this.#isStopped = true;
    await Promise.allSettled(this.#links.map((link) => link.stopReceiving()));
  }

  async idle(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.idle()));
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#links.map((link) => link.close()));
  }

  #open(client: ServiceBusClient): QueueLink {
    const opening = {};
    this.#opening = opening;
    this.#awaySince = this.now();
    const isCurrent = (): boolean => opening === this.#opening;
    return new QueueLink(client, this.queue, {
      onError: (args) => {
        if (args.errorSource === 'receive' && isCurrent()) this.#awaySince ??= this.now();
        return this.handlers.onError(args);
      },
      onMessage: (message) => {
        this.#lastReceivedAt = this.now();
        this.#failedOpens = 0;
        if (isCurrent()) this.#awaySince = undefined;
        return this.handlers.onMessage(message);
      },
      onOpening: () => {
        if (!isCurrent()) return;
        this.#awaySince ??= this.now();
        this.handlers.onOpening();
      },
      onOpened: () => {
        if (isCurrent()) this.#awaySince = undefined;
      },
    });
  }

  async #retire(link: QueueLink): Promise<void> {
    this.#retired.add(link);
    const keeping = link.running.map((message) => this.#keepLocked(link, message, this.now()));
    await closedWithin(link.stopReceiving(), CLOSE_TIMEOUT_MS);
    await link.idle();
    await Promise.all(keeping);
    await closedWithin(link.close(), CLOSE_TIMEOUT_MS);
    this.#retired.delete(link);
  }

  /** The SDK renews a lock by the connection that the message came by, and gives up when that fails once. */
  async #keepLocked(link: QueueLink, message: ServiceBusReceivedMessage, since: number): Promise<void> {
    while (link.isRunning(message) && this.now() - since < propertiesOf(this.queue).maxRunMs) {
      try {
        const lockedUntil = await this.#link.receiver.renewMessageLock(message);
        const pauseMs = Math.max((lockedUntil.getTime() - Date.now()) / 2, MIN_RENEWAL_PAUSE_MS);
        await Promise.race([link.idle(), delay(pauseMs, undefined, { ref: false })]);
      } catch (err) {
        this.logger.info({ err, queue: this.queue, messageId: message.messageId }, 'a lock could not be renewed');
        return;
      }
    }
  }

  /** What waits on the queue; by a new connection if the receiver's does not answer. Undefined when neither does. */
  async #peek(): Promise<{ messages: readonly ServiceBusReceivedMessage[]; byNewConnection: boolean } | undefined> {
    try {
      return { messages: await this.#waiting.peek(this.receiver), byNewConnection: false };
    } catch {
      const client = this.connect();
      try {
        return { messages: await this.#waiting.peek(client.createReceiver(this.queue)), byNewConnection: true };
      } catch (err) {
        this.logger.debug({ err, queue: this.queue }, 'the broker does not answer');
        return undefined;
      } finally {
        void closedWithin(client.close(), CLOSE_TIMEOUT_MS);
      }
    }
  }
}
