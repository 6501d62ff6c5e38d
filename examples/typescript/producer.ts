import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TokenCredential } from '@azure/identity';
import {
  ServiceBusClient,
  type ServiceBusReceivedMessage,
  type ServiceBusReceiver,
  type ServiceBusSender,
} from '@azure/service-bus';
import { Ajv, type AnySchema } from 'ajv';
import type { components } from '#client';

/** The bodies of the requests that this program sends, by the subject of the message. */
export interface Requests {
  readonly 'voice.request': components['schemas']['CreateVoice'];
  readonly 'synthesis.request': components['schemas']['CreateSynthesis'];
  readonly 'batch.request': components['schemas']['CreateBatch'];
  readonly 'speech.cancel': { readonly operationId: string };
}

/** The body of a reply; docs/producers.md lists its members. */
export interface Reply {
  /** The message id of the request. */
  readonly requestId: string;
  readonly operation?: { readonly id: string };
  readonly subject?: { readonly id: string };
  readonly status?: 'succeeded' | 'failed' | 'canceled';
  readonly error?: { readonly code: string; readonly detail: string };
  readonly problem?: components['schemas']['Problem'];
}

/** The replies to a request, which may arrive in another order than they were sent in. Both promises reject with RequestRejected. */
export interface Order {
  readonly accepted: Promise<Reply>;
  /** Never for a `speech.cancel`: the work that it cancels is finished. */
  readonly finished: Promise<Reply>;
}

/** The system has not accepted a request. */
export class RequestRejected extends Error {
  readonly problem: components['schemas']['Problem'];

  constructor(problem: components['schemas']['Problem']) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
  }
}

interface Waiting {
  readonly accepted: PromiseWithResolvers<Reply>;
  readonly finished: PromiseWithResolvers<Reply>;
}

const CONTRACT = new URL('../../docs/asyncapi.json', import.meta.url);
/** Between a request and a reply to it. */
const REPLY_TIMEOUT_MS = 10 * 60_000;

/** The two queues of a producer. One program at a time receives from the second: two would take each other's replies. */
export class Producer {
  private readonly client: ServiceBusClient;
  private readonly sender: ServiceBusSender;
  private readonly receiver: ServiceBusReceiver;
  private isReceiving = false;
  private readonly waiting = new Map<string, Waiting>();
  // The schemas are JSON Schema, and the document around them is not.
  private readonly contract = new Ajv({ strict: false, validateFormats: false, allErrors: true }).addSchema(
    JSON.parse(readFileSync(CONTRACT, 'utf8')) as AnySchema,
    'contract',
    undefined,
    false,
  );

  /**
   * @param namespace `{name}.servicebus.windows.net`, or `localhost:{port}` of the sandbox
   * @param credential its right to send on the queue says on whose behalf a request comes: there is no token in a message
   */
  constructor(namespace: string, name: string, credential: TokenCredential) {
    this.client = new ServiceBusClient(namespace, credential);
    this.sender = this.client.createSender(`requests-${name}`);
    this.receiver = this.client.createReceiver(`replies-${name}`);
  }

  /** Sends a request that fits the contract. @throws Error when it does not, with each JSON pointer; then it is not sent */
  async send<T extends keyof Requests>(type: T, body: Requests[T]): Promise<Order> {
    this.check(type, body);
    this.receive();
    // The idempotency key. A program that does not know whether it has sent a request sends it with the same id: it is done once.
    const messageId = randomUUID();
    const order: Waiting = { accepted: Promise.withResolvers(), finished: Promise.withResolvers() };
    // The caller may wait for one of them only.
    for (const { promise } of [order.accepted, order.finished]) promise.catch(() => undefined);
    // Before it is sent: its reply may be faster than this method.
    this.waiting.set(messageId, order);
    setTimeout(() => fail(order, new Error('There was no reply in time.')), REPLY_TIMEOUT_MS).unref();
    await this.sender.sendMessages({ subject: type, messageId, contentType: 'application/json', body });
    return { accepted: order.accepted.promise, finished: order.finished.promise };
  }

  close(): Promise<void> {
    return this.client.close();
  }

  /** A mistake is an exception here, not a reply and a dead letter later. */
  private check(type: keyof Requests, body: unknown): void {
    const fits = this.contract.getSchema(`contract#/components/messages/${type}/payload`);
    if (!fits) throw new Error(`The contract has no ${type}.`);
    if (fits(body) === true) return;
    const mistakes = fits.errors?.map(({ instancePath, message }) => `${instancePath}: ${message}`) ?? [];
    throw new Error(`${type} was not sent. ${mistakes.join('; ')}`);
  }

  /** Not before the first request: closing a client while it connects can take a minute. */
  private receive(): void {
    if (this.isReceiving) return;
    this.isReceiving = true;
    this.receiver.subscribe({
      // The message is completed when this resolves.
      processMessage: async (message) => this.take(message),
      // The receiver goes on by itself, except without the right to receive: then there will be no replies.
      processError: async ({ error }) => {
        console.error(`Replies: ${error.message}`);
        if ('code' in error && error.code === 'UnauthorizedAccess') this.failAll(error);
      },
    });
  }

  /** A second reply of the same kind changes nothing, and replies to earlier runs are dropped. */
  private take({ subject, body }: ServiceBusReceivedMessage): void {
    const reply = body as Reply;
    const order = this.waiting.get(reply.requestId);
    if (!order) return;
    console.log(`${subject} ${JSON.stringify(reply)}`);
    if (subject === 'request.accepted') order.accepted.resolve(reply);
    if (subject === 'request.finished') order.finished.resolve(reply);
    if (reply.problem) fail(order, new RequestRejected(reply.problem));
  }

  private failAll(error: Error): void {
    for (const order of this.waiting.values()) fail(order, error);
  }
}

function fail({ accepted, finished }: Waiting, error: Error): void {
  accepted.reject(error);
  finished.reject(error);
}
