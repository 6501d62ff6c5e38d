import type { TokenCredential } from '@azure/core-auth';
import type { Config } from '#config';
import { ServiceError } from '#domain';
import { PropertiesNotShown, readQueueDescription } from './diagnosis/queue-description.ts';
import { QUEUE_NAMES, type QueueName } from './queue-table.ts';

/** How many messages a queue has. */
export interface QueueCount {
  readonly queue: QueueName;
  /** Waiting, or being handled. */
  readonly active: number;
  /** To be delivered later. */
  readonly scheduled: number;
  readonly deadLettered: number;
}

/** Counts messages by the namespace's own management: a request for each queue, which receives and changes nothing. */
export class QueueCounts {
  constructor(
    private readonly settings: Config['serviceBus'],
    private readonly credential: TokenCredential,
  ) {}

  /**
   * In the order of the table of queues.
   * @throws PropertiesNotShown without the right to read queues, after one request; ServiceError `dependency-unavailable`
   */
  async read(signal: AbortSignal): Promise<readonly QueueCount[]> {
    const [first, ...others] = QUEUE_NAMES;
    if (first === undefined) return [];
    try {
      return [await this.count(first, signal), ...(await Promise.all(others.map((each) => this.count(each, signal))))];
    } catch (cause) {
      if (cause instanceof PropertiesNotShown || cause instanceof ServiceError) throw cause;
      throw new ServiceError('dependency-unavailable', 'Service Bus is not available at the moment.', { cause });
    }
  }

  private async count(queue: QueueName, signal: AbortSignal): Promise<QueueCount> {
    return queueCountOf(queue, await readQueueDescription(this.settings, this.credential, queue, signal));
  }
}

/** @param document Atom entry with a `QueueDescription`. @throws Error when it has no counts */
export function queueCountOf(queue: QueueName, document: string): QueueCount {
  const [, details = ''] = /<CountDetails\b[^>]*>(.*?)<\/CountDetails>/s.exec(document) ?? [];
  const count = (name: string): number => {
    // Which prefix stands for the namespace of the counts is up to the service.
    const [, digits] = new RegExp(`<(?:\\w+:)?${name}>\\s*(\\d+)\\s*<`).exec(details) ?? [];
    if (digits === undefined) throw new Error(`The description of the queue ${queue} has no ${name}`);
    return Number(digits);
  };
  return {
    queue,
    active: count('ActiveMessageCount'),
    scheduled: count('ScheduledMessageCount'),
    deadLettered: count('DeadLetterMessageCount'),
  };
}
