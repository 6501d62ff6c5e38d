import type { CallCount } from '../../apps/sandbox/src/faults/call-counters.ts';
import type { FaultRule, FaultRuleInput, ObservedCall } from '../../apps/sandbox/src/faults/fault-plan.ts';
import type { InspectedMessage } from '../../apps/sandbox/src/service-bus/service-bus.ts';
import type { BatchJobRecord, SpokenRecord } from '../../apps/sandbox/src/speech/speech.ts';

export interface QueueCounts {
  readonly name: string;
  readonly active: number;
  readonly locked: number;
  readonly scheduled: number;
  readonly deadLetter: number;
  /** Since the start. */
  readonly expiredLocks: number;
}

/** The sandbox's control endpoint. */
export class Control {
  constructor(private readonly endpoint: string) {}

  async addFaults(rules: readonly FaultRuleInput[]): Promise<readonly FaultRule[]> {
    return (await this.call<{ faults: FaultRule[] }>('POST', '/faults', rules)).faults;
  }

  async faults(): Promise<readonly FaultRule[]> {
    return (await this.call<{ faults: FaultRule[] }>('GET', '/faults')).faults;
  }

  /** Ends one rule. @returns it as it was last */
  async removeFault(id: string): Promise<FaultRule> {
    return (await this.call<{ fault: FaultRule }>('DELETE', `/faults/${id}`)).fault;
  }

  async clearFaults(): Promise<void> {
    await this.call('DELETE', '/faults');
  }

  /** @returns how many there were */
  async serviceBus(action: 'drop-connections' | 'drop-links' | 'expire-locks'): Promise<number> {
    return (await this.call<{ affected: number }>('POST', `/service-bus/${action}`)).affected;
  }

  async stopBroker(): Promise<void> {
    await this.call('POST', '/service-bus/stop');
  }

  async startBroker(): Promise<void> {
    await this.call('POST', '/service-bus/start');
  }

  async queues(): Promise<readonly QueueCounts[]> {
    return (await this.call<{ queues: QueueCounts[] }>('GET', '/service-bus/queues')).queues;
  }

  async messages(path: string): Promise<readonly InspectedMessage[]> {
    const query = new URLSearchParams({ path, bodies: 'true' });
    return (await this.call<{ messages: InspectedMessage[] }>('GET', `/service-bus/messages?${query.toString()}`))
      .messages;
  }

  /** Ids of the messages that a queue has stored since the start of the sandbox; those that were dropped as duplicates are not among them. */
  async acceptedIds(path: string): Promise<readonly string[]> {
    const query = new URLSearchParams({ path });
    return (await this.call<{ messageIds: string[] }>('GET', `/service-bus/accepted?${query.toString()}`)).messageIds;
  }

  async emails<E>(): Promise<readonly E[]> {
    return (await this.call<{ emails: E[] }>('GET', '/emails')).emails;
  }

  /** Cards that were posted to workflows of Microsoft Teams. */
  async cards<C>(): Promise<readonly C[]> {
    return (await this.call<{ cards: C[] }>('GET', '/teams')).cards;
  }

  /** All items of a container, as they are stored. */
  async documents<D = Record<string, unknown>>(container: string): Promise<readonly D[]> {
    const query = new URLSearchParams({ container });
    return (await this.call<{ documents: D[] }>('GET', `/cosmos/documents?${query.toString()}`)).documents;
  }

  /** Lets reads of Cosmos DB see states of up to so long ago. */
  async staleReads(stale: { readonly lagMs: number; readonly unavailableShare?: number }): Promise<void> {
    await this.call('POST', '/cosmos/stale-reads', stale);
  }

  async pendingEvents(): Promise<number> {
    return (await this.call<{ pending: number }>('GET', '/event-grid')).pending;
  }

  async spoken(): Promise<readonly SpokenRecord[]> {
    return (await this.call<{ spoken: SpokenRecord[] }>('GET', '/speech/spoken')).spoken;
  }

  async batchJobs(): Promise<readonly BatchJobRecord[]> {
    return (await this.call<{ jobs: BatchJobRecord[] }>('GET', '/speech/batch-jobs')).jobs;
  }

  /** By operation, how many calls of Speech took effect. */
  async effectiveCalls(): Promise<Readonly<Record<string, number>>> {
    return (await this.call<{ effectiveCalls: Record<string, number> }>('GET', '/speech/requests')).effectiveCalls;
  }

  /** How many calls the services got since the start, or since `countAgain`. */
  async counters(): Promise<readonly CallCount[]> {
    return (await this.call<{ counters: CallCount[] }>('GET', '/counters')).counters;
  }

  async countAgain(): Promise<void> {
    await this.call('DELETE', '/counters');
  }

  async takeSnapshot(name: string): Promise<void> {
    await this.call('POST', '/snapshot', { name });
  }

  async restore(name: string): Promise<void> {
    await this.call('POST', '/restore', { name });
  }

  async observeCalls(): Promise<void> {
    await this.call('POST', '/calls');
  }

  async observedCalls(): Promise<readonly ObservedCall[]> {
    return (await this.call<{ calls: ObservedCall[] }>('GET', '/calls')).calls;
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(new URL(path, this.endpoint), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`The control endpoint answered ${response.status}: ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
}
