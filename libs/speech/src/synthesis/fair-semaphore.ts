import { ServiceError } from '#domain';
import { type AttributeValue, observeMetric } from '#observability';

export interface FairSemaphoreOptions {
  /** How many may run at the same time. */
  readonly limit: number;
  /** How many may wait, all together; any number if not given. */
  readonly queueLimit?: number;
  /** How long one waits at most, in milliseconds; until its signal aborts if not given. */
  readonly waitMs?: number;
}

interface Waiter {
  readonly tenant: string;
  readonly admit: () => void;
  readonly refuse: (error: unknown) => void;
}

/** When it makes sense to come back: a sentence takes about this long to be spoken. */
const RETRY_AFTER_MS = 1000;

/**
 * Shares what a provider resource can do at the same time between tenants. A free slot goes to the waiting tenant that has the
 * fewest slots, in equal cases to the one who got one longest ago; within a tenant it is first come first served. When the
 * queue is full, the last one of the tenant with the most in it has to go, so that nobody can fill it for the others.
 * See ADR 31.
 */
export class FairSemaphore {
  private readonly running = new Map<string, number>();
  /** In the order in which the tenants got their last slot. */
  private readonly queues = new Map<string, Waiter[]>();
  private total = 0;
  private waiting = 0;

  constructor(private readonly options: FairSemaphoreOptions) {}

  /**
   * Waits for a slot; the function that is returned releases it, once.
   * @throws ServiceError `concurrency-limited`; or the signal's reason
   */
  async acquire(tenant: string, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.total < this.options.limit && this.waiting === 0) return this.take(tenant);
    if (this.waiting >= (this.options.queueLimit ?? Infinity)) this.makeRoomFor(tenant);
    await this.turnOf(tenant, signal);
    return this.releaseOnce(tenant);
  }

  /** How many may run at a time. */
  get limit(): number {
    return this.options.limit;
  }

  stats(): { readonly running: number; readonly waiting: number } {
    return { running: this.total, waiting: this.waiting };
  }

  /**
   * Has how many slots are in use, and how many wait, exported as metrics.
   * @returns what ends that
   */
  observe(use: AttributeValue<'voice.slots.use'>): () => void {
    const attributes = { 'voice.slots.use': use };
    const ends = [
      observeMetric('voice.slots.used', () => [{ value: this.total, attributes }]),
      observeMetric('voice.slots.limit', () => [{ value: this.options.limit, attributes }]),
      observeMetric('voice.slots.waiting', () => [{ value: this.waiting, attributes }]),
    ];
    return () => ends.forEach((end) => end());
  }

  private async turnOf(tenant: string, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: Waiter = { tenant, admit: resolve, refuse: reject };
    const queue = this.queues.get(tenant);
    if (queue === undefined) this.queues.set(tenant, [waiter]);
    else queue.push(waiter);
    this.waiting += 1;
    const giveUp = (error: unknown): void => {
      if (this.remove(waiter)) reject(error);
    };
    const onAbort = (): void => giveUp(signal?.reason);
    const { waitMs } = this.options;
    // No longest wait has no timer: Node takes an endless one for 1 ms.
    const timer =
      waitMs === undefined
        ? undefined
        : setTimeout(() => giveUp(limited(`no slot became free within ${waitMs} ms`)), waitMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  private take(tenant: string): () => void {
    this.occupy(tenant);
    return this.releaseOnce(tenant);
  }

  private occupy(tenant: string): void {
    this.total += 1;
    this.running.set(tenant, (this.running.get(tenant) ?? 0) + 1);
  }

  private releaseOnce(tenant: string): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.total -= 1;
      const left = (this.running.get(tenant) ?? 1) - 1;
      if (left === 0) this.running.delete(tenant);
      else this.running.set(tenant, left);
      this.admitNext();
    };
  }

  private admitNext(): void {
    let next: string | undefined;
    for (const tenant of this.queues.keys()) {
      if (next === undefined || this.placesOf(tenant) < this.placesOf(next)) next = tenant;
    }
    const waiter = next === undefined ? undefined : this.queues.get(next)?.[0];
    if (waiter === undefined) return;
    this.remove(waiter);
    const queue = this.queues.get(waiter.tenant);
    if (queue !== undefined) {
      this.queues.delete(waiter.tenant);
      this.queues.set(waiter.tenant, queue);
    }
    this.occupy(waiter.tenant);
    waiter.admit();
  }

  private placesOf(tenant: string): number {
    return this.running.get(tenant) ?? 0;
  }

  /** @throws ServiceError `concurrency-limited` when nobody else waits with more than this tenant. */
  private makeRoomFor(tenant: string): void {
    const mine = this.queues.get(tenant)?.length ?? 0;
    let longest: Waiter[] = [];
    for (const queue of this.queues.values()) if (queue.length > longest.length) longest = queue;
    const last = longest.at(-1);
    if (last === undefined || longest.length <= mine + 1) throw limited(`${this.waiting} more requests are waiting`);
    this.remove(last);
    last.refuse(limited('other tenants with fewer requests are waiting'));
  }

  private remove(waiter: Waiter): boolean {
    const queue = this.queues.get(waiter.tenant) ?? [];
    const index = queue.indexOf(waiter);
    if (index < 0) return false;
    queue.splice(index, 1);
    if (queue.length === 0) this.queues.delete(waiter.tenant);
    this.waiting -= 1;
    return true;
  }
}

function limited(why: string): ServiceError {
  return new ServiceError(
    'concurrency-limited',
    `All slots for speech are in use, and ${why}. Try again in a moment.`,
    { retryAfterMs: RETRY_AFTER_MS },
  );
}
