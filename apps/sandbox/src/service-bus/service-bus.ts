import type { FaultEffect } from '../faults/fault-plan.ts';
import type { RunningService, ServiceContext, TlsMaterial, TokenVerifier } from '../service.ts';
import type { EmulatorConfig } from './config.ts';
import { Broker, type QueueSummary } from './model/broker.ts';
import type { StoredMessage } from './model/message.ts';
import { StoredJournal } from './stored-journal.ts';
import { readableBody } from './wire/codec.ts';
import { plain } from './wire/sections.ts';
import { AmqpServer } from './wire/server.ts';
import type { FaultOperation } from './wire/link-host.ts';
import { queueManagement } from './wire/management-http.ts';

export interface ServiceBusOptions extends ServiceContext {
  /** With it the broker speaks TLS (port 5671 in Azure); without it plain TCP, for `UseDevelopmentEmulator=true`. */
  readonly tls?: TlsMaterial;
  readonly config: EmulatorConfig;
  /** With it only Entra tokens for Service Bus are accepted; without it any token is (as in the official emulator). */
  readonly verifyToken?: TokenVerifier;
}

/** One message as an inspector sees it. */
export interface InspectedMessage {
  readonly sequenceNumber: number;
  readonly messageId: string | undefined;
  /** What kind of message it says it is: its subject, its application property `type`, or the `type` of its JSON body. */
  readonly type: string | undefined;
  readonly state: StoredMessage['state'];
  /** Failed deliveries so far. */
  readonly deliveryCount: number;
  readonly enqueuedAt: string;
  readonly scheduledFor: string | undefined;
  readonly lockedUntil: string | undefined;
  readonly deadLetterReason: string | undefined;
  readonly deadLetterErrorDescription: string | undefined;
  /** Only when asked for: decoded JSON, else text, else base64. */
  readonly body?: unknown;
}

/** A running broker, with handles for chaos tests and for inspection. */
export interface ServiceBus extends RunningService {
  readonly isListening: boolean;
  /** Counts of every queue, subscription and topic. */
  queues(): QueueSummary[];
  /**
   * All messages of an entity in order of sequence number, for example `orders` or `orders/$DeadLetterQueue`.
   * @throws BrokerError `amqp:not-found`
   */
  peekAll(path: string, options?: { readonly bodies?: boolean }): InspectedMessage[];
  /** Ids of the messages that a queue has stored since the start, in order: what duplicate detection has dropped is not among them. */
  acceptedIds(path: string): readonly string[];
  /** Breaks every connection at once. Message locks go on until they expire. Returns how many there were. */
  dropConnections(): number;
  /** Detaches every link with `amqp:link:detach-forced`. Returns how many there were. */
  dropLinks(): number;
  /**
   * Keeps every link that messages are delivered by, and never sends on it again, not even the answer to its detach. The messages stay for
   * other links. Returns how many there were.
   */
  silenceLinks(): number;
  /** Turns every connection into a black hole: it stays open, and nobody answers on it. Returns how many there were. */
  silenceConnections(): number;
  /** Ends the locks of all entities, or of one, as their expiry would. Returns how many messages were locked. */
  expireLocks(path?: string): number;
  /** An outage: the port is closed, connections and locks are lost, messages are kept. */
  stopListening(): Promise<void>;
  /** Ends the outage on the same port. */
  startListening(): Promise<void>;
  /** An outage of `downMs` (default 0) milliseconds of the sandbox's clock. */
  restart(options?: { readonly downMs?: number }): Promise<void>;
}

/**
 * Starts a Service Bus broker: AMQP 1.0 as `@azure/service-bus` speaks it. Rejects when the port is taken.
 *
 * Locks, schedules, duplicate windows, times to live and tokens run on the sandbox's clock. On the wire every moment is in the client's own
 * time, so that "in 30 seconds" stays 30 seconds after the clock was moved; moving it by d brings everything that is pending d nearer.
 *
 * Faults (`service-bus`): `connect`, and with the entity path as subject `attach`, `send` (scheduling included), `receive` (for each
 * delivery; a drop breaks the connection after it unless `after` is `nothing`, a duplicate comes after the settlement), `settle`,
 * `renew-lock`, and `management` for all `$management` requests.
 */
export async function startServiceBus(options: ServiceBusOptions): Promise<ServiceBus> {
  const { clock, faults, log, host } = options;
  const journal = options.state?.isKept === true ? new StoredJournal(options.state) : undefined;
  const broker = new Broker(options.config, clock, journal);
  journal?.reinstate(broker);
  const takeFault = (operation: FaultOperation, subject: string): FaultEffect | undefined =>
    faults.take('service-bus', operation, subject);
  const server = new AmqpServer({
    host,
    tls: options.tls,
    context: { broker, clock, log, takeFault, verifyToken: options.verifyToken },
    management:
      options.verifyToken &&
      queueManagement(
        {
          configs: options.config.UserConfig.Namespaces.flatMap(({ Queues }) => Queues),
          summaries: () => broker.summaries(),
        },
        options.verifyToken,
      ),
  });
  await server.listen(options.port);
  const { port } = server;
  let isClosed = false;
  let endPause: (() => void) | undefined;

  const stopListening = async (): Promise<void> => {
    await server.stop();
    broker.expireLocks();
  };
  const startListening = async (): Promise<void> => {
    if (!isClosed && !server.isListening) await server.listen(port);
  };

  return {
    port,
    get isListening() {
      return server.isListening;
    },
    queues: () => broker.summaries(),
    peekAll: (path, { bodies = false } = {}) =>
      broker
        .require(path)
        .queue.peek(0, Infinity)
        .map((message) => inspect(message, bodies)),
    acceptedIds: (path) => {
      const { queue } = broker.require(path);
      return broker.accepted().flatMap((each) => (each.path === queue.path ? [each.messageId] : []));
    },
    dropConnections: () => server.dropConnections(),
    dropLinks: () => server.dropLinks(),
    silenceLinks: () => server.silenceLinks(),
    silenceConnections: () => server.silenceConnections(),
    expireLocks: (path) => {
      const locked = broker.summaries().filter(({ name }) => path === undefined || name === path);
      broker.expireLocks(path);
      return locked.reduce((sum, queue) => sum + queue.locked, 0);
    },
    stopListening,
    startListening,
    async restart({ downMs = 0 } = {}) {
      const upAtMs = clock.now() + downMs;
      await stopListening();
      if (downMs > 0) {
        await new Promise<void>((resolve) => {
          const disarm = clock.at(upAtMs, resolve);
          endPause = () => {
            disarm();
            resolve();
          };
        });
      }
      await startListening();
    },
    async close() {
      isClosed = true;
      endPause?.();
      await server.stop();
      broker.deadlines.stop();
    },
  };
}

function inspect(message: StoredMessage, withBody: boolean): InspectedMessage {
  const body = readableBody(message.content);
  const modified = Object.entries(message.modifiedProperties ?? {}).map(([key, value]) => [key, plain(value)] as const);
  const properties: Record<string, unknown> = {
    ...message.content.applicationProperties(),
    ...Object.fromEntries(modified),
  };
  const bodyType = typeof body === 'object' && body !== null && 'type' in body ? body.type : undefined;
  return {
    sequenceNumber: message.sequenceNumber,
    messageId: message.content.properties.messageId,
    type: firstText(message.content.properties.subject, properties['type'], bodyType),
    state: message.state,
    deliveryCount: message.deliveryCount,
    enqueuedAt: new Date(message.enqueuedAtMs).toISOString(),
    scheduledFor: message.state === 'scheduled' ? isoDate(message.scheduledForMs) : undefined,
    lockedUntil: isoDate(message.lock?.untilMs),
    deadLetterReason: firstText(properties['DeadLetterReason']),
    deadLetterErrorDescription: firstText(properties['DeadLetterErrorDescription']),
    ...(withBody ? { body } : {}),
  };
}

function firstText(...values: unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string');
}

function isoDate(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
