import { setTimeout as delay } from 'node:timers/promises';
import { type ServiceBusReceivedMessage, ServiceBusClient } from '@azure/service-bus';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import type { ReplyBody } from '../support/producer-program.ts';
import type { StoredReply } from '../support/request-checker.ts';

/** Its queues and its identity in the sandbox have this name. */
export const PRODUCER = 'chaos';

const ATTEMPT_TIMEOUT_MS = 10_000;
const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 3_000;
const RECEIVE_MS = 500;
const RECEIVED_AT_ONCE = 20;
const LOOK_MS = 100;

/** A request as its sender gives it to the broker. */
export interface RequestMessage {
  readonly messageId: string;
  readonly subject: string;
  readonly body: unknown;
}

/**
 * Orders work by messages as a good producer does: it sends a request with the same `MessageId` until the broker has acknowledged it, completes each
 * reply after it has noted it, and connects again after each failure.
 */
export class PatientProducer {
  readonly #replies = new Map<string, StoredReply>();
  readonly #sending: Connection;
  readonly #receiving: Connection;
  #isStopped = false;
  readonly #loop: Promise<void>;
  /** Attempts to send that the broker did not acknowledge. */
  failedSends = 0;
  /** Replies that the broker delivered again. */
  deliveredAgain = 0;

  /** Receives replies until `stop`. @param giveUp ends all waiting */
  constructor(
    private readonly system: VoiceSystem,
    private readonly giveUp: AbortSignal,
  ) {
    const { environment, producers } = system.ready;
    const own = { ...environment, ...producers[PRODUCER] };
    this.#sending = new Connection(own);
    this.#receiving = new Connection(own);
    this.#loop = this.receiveAll();
  }

  /** What the queue of replies has stored and delivered. */
  get replies(): readonly StoredReply[] {
    return [...this.#replies.values()];
  }

  /** Receives no more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#loop;
    this.#sending.drop();
    this.#receiving.drop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Resolves when the broker has acknowledged the request. @throws Error when nobody waits any longer */
  async send(message: RequestMessage): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#sending.use((client) => sendOn(client, message));
        return;
      } catch (error) {
        this.failedSends += 1;
        if (this.giveUp.aborted) throw new Error(`${message.messageId} was not sent`, { cause: error });
        await delay(Math.min(FIRST_PAUSE_MS * 2 ** attempt, MAX_PAUSE_MS));
      }
    }
  }

  /** The first reply of one of these types to a request. @throws Error when nobody waits any longer */
  async reply(requestId: string, ...types: readonly string[]): Promise<StoredReply> {
    for (;;) {
      const found = this.replies.find(({ type, body }) => body.requestId === requestId && types.includes(type));
      if (found) return found;
      if (this.giveUp.aborted) throw new Error(`${requestId} got no ${types.join(' or ')}`);
      await delay(LOOK_MS);
    }
  }

  private async receiveAll(): Promise<void> {
    while (!this.#isStopped) {
      try {
        await this.#receiving.use((client) => this.receiveFrom(client));
      } catch {
        await delay(FIRST_PAUSE_MS);
      }
    }
  }

  private async receiveFrom(client: ServiceBusClient): Promise<void> {
    const receiver = client.createReceiver(`replies-${PRODUCER}`);
    try {
      const messages = await receiver.receiveMessages(RECEIVED_AT_ONCE, { maxWaitTimeInMs: RECEIVE_MS });
      for (const message of messages) {
        this.note(message);
        await receiver.completeMessage(message);
      }
    } finally {
      void receiver.close().catch(() => undefined);
    }
  }

  private note(message: ServiceBusReceivedMessage): void {
    const sequenceNumber = String(message.sequenceNumber);
    if (this.#replies.has(sequenceNumber)) this.deliveredAgain += 1;
    else {
      this.#replies.set(sequenceNumber, {
        sequenceNumber,
        type: message.subject ?? 'unknown',
        // The sandbox tells clients times of their own clock, which is never moved here.
        storedAt: (message.enqueuedTimeUtc?.getTime() ?? Date.now()) + this.system.aheadMs,
        body: message.body as ReplyBody,
      });
    }
  }
}

async function sendOn(client: ServiceBusClient, { messageId, subject, body }: RequestMessage): Promise<void> {
  const sender = client.createSender(`requests-${PRODUCER}`);
  try {
    await sender.sendMessages({ messageId, subject, body, contentType: 'application/json' });
  } finally {
    void sender.close().catch(() => undefined);
  }
}

/** A connection that is replaced after each failure: the SDK may not repair one that breaks while a link is closed. */
class Connection {
  #client: ServiceBusClient | undefined;

  constructor(private readonly environment: Readonly<Record<string, string>>) {}

  /** @throws Error of the work; or when it takes too long, and the connection is replaced */
  async use(work: (client: ServiceBusClient) => Promise<void>): Promise<void> {
    const client = (this.#client ??= this.connect());
    const timeout = new AbortController();
    try {
      await Promise.race([
        work(client),
        delay(2 * ATTEMPT_TIMEOUT_MS, undefined, { signal: timeout.signal }).then(() => {
          throw new Error('The broker did not answer');
        }),
      ]);
    } catch (error) {
      if (this.#client === client) this.drop();
      throw error;
    } finally {
      timeout.abort();
    }
  }

  /** Does not wait: closing may never end. */
  drop(): void {
    void this.#client?.close().catch(() => undefined);
    this.#client = undefined;
  }

  private connect(): ServiceBusClient {
    const { environment } = this;
    const credential = {
      getToken: async () => ({
        token: await managedIdentityToken(environment, 'https://servicebus.azure.net'),
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    };
    const retryOptions = { maxRetries: 0, timeoutInMs: ATTEMPT_TIMEOUT_MS };
    return new ServiceBusClient(environment['SERVICE_BUS_NAMESPACE'] ?? '', credential, { retryOptions });
  }
}
