import { Injectable } from '@nestjs/common';
import type { HealthDetail } from '#observability';
import { PropertiesNotShown } from './diagnosis/queue-description.ts';
import { type QueueCount, QueueCounts } from './queue-counts.ts';

type Counts = Readonly<Record<string, Omit<QueueCount, 'queue'>>>;

/** Counts are requests to Service Bus, one for each queue. */
const KEPT_MS = 10_000;
/** Rights seldom change. */
const REFUSED_MS = 3_600_000;

/** Messages of each queue; `n/a` without the right to read queues, which the template's identities do not have. */
@Injectable()
export class QueuesDetail implements HealthDetail {
  readonly name = 'queues';
  #kept: { readonly until: number; readonly counts: Promise<Counts> } | undefined;

  constructor(private readonly queues: QueueCounts) {}

  /** @throws PropertiesNotShown without the right; ServiceError `dependency-unavailable` */
  read(signal: AbortSignal): Promise<object> {
    if (this.#kept === undefined || this.#kept.until < Date.now()) {
      const counts = this.count(signal);
      const kept = { until: Date.now() + KEPT_MS, counts };
      this.#kept = kept;
      counts.catch((error: unknown) => {
        if (error instanceof PropertiesNotShown) kept.until = Date.now() + REFUSED_MS;
      });
    }
    return this.#kept.counts;
  }

  private async count(signal: AbortSignal): Promise<Counts> {
    const counts = await this.queues.read(signal);
    return Object.fromEntries(counts.map(({ queue, ...count }) => [queue, count]));
  }
}
