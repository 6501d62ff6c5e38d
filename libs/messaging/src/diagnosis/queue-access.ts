import type { TokenCredential } from '@azure/core-auth';
import { isServiceBusError, ServiceBusClient } from '@azure/service-bus';
import type { Config } from '#config';
import { type AccessTrouble, saidBy, saysNetwork, troubleOf } from '#observability';
import { closedWithin } from '../connections.ts';
import type { AnyQueue } from '../producers/producer-queues.ts';
import { readQueueDescription } from './queue-description.ts';
import { queueDifferences } from './queue-differences.ts';

const TIMEOUT_MS = 8_000;
const CLOSE_TIMEOUT_MS = 1_000;

/** Tries what a process needs of each queue, and changes nothing: it sends no message and settles none. */
export class QueueAccess {
  readonly #client: ServiceBusClient;

  constructor(
    private readonly settings: Config['serviceBus'],
    private readonly credential: TokenCredential,
  ) {
    // A diagnosis shows the first failure; trying again would hide it behind a time-out.
    const options = { retryOptions: { maxRetries: 0, timeoutInMs: TIMEOUT_MS } };
    this.#client =
      'namespace' in settings
        ? new ServiceBusClient(settings.namespace, credential, options)
        : new ServiceBusClient(settings.connectionString, options);
  }

  /** Opens a link to send by. @throws the SDK's error; see `queueTroubleOf` */
  async send(queue: AnyQueue): Promise<void> {
    const sender = this.#client.createSender(queue);
    try {
      await sender.createMessageBatch();
    } finally {
      await closedWithin(sender.close(), CLOSE_TIMEOUT_MS);
    }
  }

  /** Looks at the first message, which stays where it is. @throws the SDK's error; see `queueTroubleOf` */
  async receive(queue: AnyQueue): Promise<void> {
    const receiver = this.#client.createReceiver(queue);
    try {
      await receiver.peekMessages(1);
    } finally {
      await closedWithin(receiver.close(), CLOSE_TIMEOUT_MS);
    }
  }

  /**
   * How a queue differs from the table, a sentence for each property.
   * @throws PropertiesNotShown where the identity has no right to see them: Data Owner, or a role with `Microsoft.ServiceBus/namespaces/queues/read`
   */
  async differences(queue: AnyQueue, signal: AbortSignal): Promise<readonly string[]> {
    return queueDifferences(queue, await readQueueDescription(this.settings, this.credential, queue, signal));
  }

  async close(): Promise<void> {
    await closedWithin(this.#client.close(), CLOSE_TIMEOUT_MS);
  }
}

/** What an error of `QueueAccess` means. */
export function queueTroubleOf(error: unknown): AccessTrouble {
  const said = saidBy(error);
  if (saysNetwork(said)) return { kind: 'network', said };
  const code = isServiceBusError(error) ? error.code : (error as { code?: unknown } | null)?.code;
  if (code === 'UnauthorizedAccess' || /claim\(?s?\)? (is|are) required|unauthorized/i.test(said))
    return { kind: 'role', said };
  if (code === 'MessagingEntityNotFound' || code === 'MessagingEntityDisabled') return { kind: 'absent', said };
  if (code === 'ServiceTimeout' || code === 'ServiceCommunicationProblem') return { kind: 'unreachable', said };
  return troubleOf(error, undefined);
}
