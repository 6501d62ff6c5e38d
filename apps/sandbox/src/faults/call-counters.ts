import type { FaultService } from './fault-services.ts';

/** How often an operation of a service was called for a resource. */
export interface CallCount {
  readonly service: FaultService;
  readonly operation: string;
  /** The container of Cosmos DB or Blob Storage, the queue; empty for other services. */
  readonly resource: string;
  readonly calls: number;
  /** What Cosmos DB charged for them, by the header `x-ms-request-charge`; 0 for other services. */
  readonly requestUnits: number;
}

/** Counts the calls that services get from outside and from each other, failed ones too. */
export class CallCounters {
  readonly #counts = new Map<string, { -readonly [name in keyof CallCount]: CallCount[name] }>();

  count(service: FaultService, operation: string, subject: string): void {
    this.#of(service, operation, subject).calls += 1;
  }

  /** @param requestUnits what an answer charges */
  charge(service: FaultService, operation: string, subject: string, requestUnits: number): void {
    this.#of(service, operation, subject).requestUnits += requestUnits;
  }

  list(): readonly CallCount[] {
    return Array.from(this.#counts.values(), (count) => ({
      ...count,
      requestUnits: Math.round(count.requestUnits * 100) / 100,
    }));
  }

  clear(): void {
    this.#counts.clear();
  }

  #of(service: FaultService, operation: string, subject: string) {
    const resource = resourceOf(service, subject);
    const key = `${service} ${operation} ${resource}`;
    let found = this.#counts.get(key);
    if (!found) this.#counts.set(key, (found = { service, operation, resource, calls: 0, requestUnits: 0 }));
    return found;
  }
}

/** No ids: there are as many counters as there are containers and queues. */
function resourceOf(service: FaultService, subject: string): string {
  switch (service) {
    case 'cosmos':
      return subject.split('/')[4] ?? '';
    case 'storage':
      return subject.split('/')[0] ?? '';
    case 'service-bus':
      return subject;
    default:
      return '';
  }
}
