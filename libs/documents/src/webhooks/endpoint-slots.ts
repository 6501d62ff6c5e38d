import { setTimeout as delay } from 'node:timers/promises';
import type { Container } from '@azure/cosmos';
import { ServiceError } from '#domain';
import { createItem, readItem, replaceItem } from '#storage';

/** Each lost race is the success of another process; within a process there are none. */
const CLAIM_ATTEMPTS = 20;
const MAX_PAUSE_MS = 50;
/** A request that has claimed a slot has created its endpoint long before, or has failed. */
const UNUSED_AFTER_MS = 5 * 60_000;

interface Slot {
  readonly endpointId: string;
  readonly claimedAt: string;
}

interface SlotsItem {
  readonly id: string;
  readonly partitionKey: string;
  readonly slots: readonly Slot[];
}

/** What the store of endpoints knows, for slots that were claimed before this document existed or never used. */
export interface KnownEndpoints {
  list(): Promise<readonly string[]>;
  exists(endpointId: string): Promise<boolean>;
}

/**
 * How many webhook endpoints a tenant may have, kept in one document that is written under its ETag: counting and then creating would let requests
 * that come at the same time all find the last slot free. It is in the container `idempotency`, without a time to live.
 * All methods throw ServiceError `dependency-unavailable`.
 */
export class EndpointSlots {
  /** The last claim of each tenant: those of one process wait for each other instead of racing. */
  readonly #claiming = new Map<string, Promise<unknown>>();

  constructor(
    private readonly container: Container,
    private readonly now: () => number = Date.now,
    /** What the slots are for: the name of its collection. */
    private readonly collection: string = 'webhook-endpoints',
  ) {}

  /**
   * Takes a slot for an endpoint that is about to be created. One that has a slot keeps it.
   * @param max how many a tenant may have
   * @returns false when all are taken
   */
  async claim(tenantId: string, endpointId: string, max: number, known: KnownEndpoints): Promise<boolean> {
    const before = this.#claiming.get(tenantId);
    const claimed = Promise.allSettled([before]).then(() => this.claimNow(tenantId, endpointId, max, known));
    this.#claiming.set(tenantId, claimed);
    try {
      return await claimed;
    } finally {
      if (this.#claiming.get(tenantId) === claimed) this.#claiming.delete(tenantId);
    }
  }

  /** Gives back the slot of an endpoint that was deleted. One that was not given back is found when a claim needs it. */
  async release(tenantId: string, endpointId: string): Promise<void> {
    for (let attempt = 1; attempt <= CLAIM_ATTEMPTS; attempt++) {
      const found = await this.read(tenantId);
      if (!found?.slots.some((slot) => slot.endpointId === endpointId)) return;
      const slots = found.slots.filter((slot) => slot.endpointId !== endpointId);
      if (await this.write(tenantId, slots, found.etag)) return;
      await delay(Math.random() * MAX_PAUSE_MS);
    }
  }

  private async claimNow(tenantId: string, endpointId: string, max: number, known: KnownEndpoints): Promise<boolean> {
    for (let attempt = 1; attempt <= CLAIM_ATTEMPTS; attempt++) {
      const found = await this.read(tenantId);
      const claimedAt = new Date(this.now()).toISOString();
      const taken = found?.slots ?? (await known.list()).map((id) => ({ endpointId: id, claimedAt }));
      if (taken.some((slot) => slot.endpointId === endpointId)) return true;
      const inUse = taken.length < max ? taken : await this.used(taken, known);
      if (inUse.length >= max) return false;
      if (await this.write(tenantId, [...inUse, { endpointId, claimedAt }], found?.etag)) return true;
      await delay(Math.random() * MAX_PAUSE_MS);
    }
    throw new ServiceError(
      'dependency-unavailable',
      `Too many ${this.collection.replaceAll('-', ' ')} are being created at the same time.`,
    );
  }

  private async used(slots: readonly Slot[], known: KnownEndpoints): Promise<readonly Slot[]> {
    const isUsed = await Promise.all(
      slots.map(
        async ({ endpointId, claimedAt }) =>
          this.now() - Date.parse(claimedAt) < UNUSED_AFTER_MS || (await known.exists(endpointId)),
      ),
    );
    return slots.filter((_, index) => isUsed[index]);
  }

  private async read(tenantId: string): Promise<{ slots: readonly Slot[]; etag: string } | undefined> {
    const id = this.idOf(tenantId);
    const found = await readItem<SlotsItem>(this.container.item(id, id));
    return found && { slots: found.slots, etag: found._etag };
  }

  /** @returns false when another process has written it in the meantime */
  private async write(tenantId: string, slots: readonly Slot[], etag: string | undefined): Promise<boolean> {
    const id = this.idOf(tenantId);
    const item: SlotsItem = { id, partitionKey: id, slots };
    const written = etag === undefined ? createItem(this.container, item) : replaceItem(this.container, item, etag);
    return (await written) !== undefined;
  }

  private idOf(tenantId: string): string {
    return `${this.collection}:${tenantId}`;
  }
}

/** The same for notification subscriptions. */
export class SubscriptionSlots extends EndpointSlots {
  constructor(container: Container, now: () => number = Date.now) {
    super(container, now, 'notification-subscriptions');
  }
}
