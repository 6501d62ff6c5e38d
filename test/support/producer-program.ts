import { randomUUID } from 'node:crypto';
import { ServiceBusClient, type ServiceBusReceivedMessage, type ServiceBusReceiver } from '@azure/service-bus';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import { ApiProblem } from './api-client.ts';

/** The body of a reply, as docs/producers.md describes it. */
export interface ReplyBody {
  readonly request: string;
  readonly requestId: string;
  readonly operation?: { readonly id: string; readonly href: string };
  readonly subject?: { readonly type: string; readonly id: string; readonly href: string };
  readonly status?: string;
  readonly result?: { readonly href: string };
  readonly problem?: {
    readonly code: string;
    readonly status: number;
    readonly errors?: readonly { pointer: string }[];
  };
}

/** A request that has waited for its limit for too long is put back for up to a minute. */
const REPLY_TIMEOUT_MS = 90_000;

/** A system that orders work by messages, with its own identity, as docs/producers.md says. */
export class ProducerProgram {
  readonly client: ServiceBusClient;
  readonly #receiver: ServiceBusReceiver;
  readonly #replies: ServiceBusReceivedMessage[] = [];

  constructor(
    private readonly name: string,
    environment: Readonly<Record<string, string>>,
  ) {
    const credential = {
      getToken: async () => ({
        token: await managedIdentityToken(environment, 'https://servicebus.azure.net'),
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    };
    // The SDK retries for minutes what the broker refuses.
    const retryOptions = { maxRetries: 0 };
    this.client = new ServiceBusClient(environment['SERVICE_BUS_NAMESPACE'] ?? '', credential, { retryOptions });
    this.#receiver = this.client.createReceiver(`replies-${name}`);
  }

  /** @returns the message id */
  async send(
    subject: string,
    body: unknown,
    more: { messageId?: string; correlationId?: string } = {},
  ): Promise<string> {
    const messageId = more.messageId ?? randomUUID();
    const sender = this.client.createSender(`requests-${this.name}`);
    await sender.sendMessages({ subject, body, contentType: 'application/json', messageId, ...more });
    await sender.close();
    return messageId;
  }

  async reply(requestId: string, type: string): Promise<ReplyBody & { readonly correlationId: unknown }> {
    const deadline = Date.now() + REPLY_TIMEOUT_MS;
    for (;;) {
      const found = this.#replies.find(
        ({ subject, body }) => subject === type && (body as ReplyBody).requestId === requestId,
      );
      if (found) return { ...(found.body as ReplyBody), correlationId: found.correlationId };
      if (Date.now() > deadline) throw new Error(`${this.name} got no ${type} for ${requestId}: ${this.seen()}`);
      await this.receive();
    }
  }

  /** All replies to a request that are there now. */
  async repliesTo(requestId: string): Promise<readonly (string | undefined)[]> {
    await this.receive();
    return this.#replies
      .filter(({ body }) => (body as ReplyBody).requestId === requestId)
      .map(({ subject }) => subject);
  }

  close(): Promise<void> {
    return this.client.close();
  }

  private async receive(): Promise<void> {
    const messages = await this.#receiver.receiveMessages(10, { maxWaitTimeInMs: 1_000 });
    for (const message of messages) await this.#receiver.completeMessage(message);
    this.#replies.push(...messages);
  }

  private seen(): string {
    return JSON.stringify(this.#replies.map(({ subject, body }) => ({ subject, body: body as unknown })));
  }
}

/** The problem document that a request over HTTP is answered with. */
export async function refusalOf(request: Promise<unknown>): Promise<ApiProblem> {
  const error = await request.then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiProblem)) throw error;
  return error;
}

/** Code, status and pointers: what a program branches on. */
export function essenceOf(problem: ReplyBody['problem'] | ApiProblem): object {
  const { code, status, errors = [] } = problem ?? { code: 'none', status: 0 };
  return { code, status, pointers: errors.map(({ pointer }) => pointer) };
}
