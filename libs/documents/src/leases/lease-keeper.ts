import { leaseOf, RUN_LEASE_MS, type RunLease } from '#domain';

/** Work that is canceled is to stop within 2 s. */
export const LOOK_EVERY_MS = 750;
/** Three tries to renew before the lease ends. */
export const RENEW_EVERY_MS = RUN_LEASE_MS / 4;

/** The document whose lease is kept. */
export interface LeaseDocument {
  readonly run?: RunLease | undefined;
}

export interface LeaseKeeperOptions<D extends LeaseDocument> {
  readonly runId: string;
  /** When the lease was taken, epoch milliseconds: before the write was sent. */
  readonly takenAt: number;
  /** Reads the document; undefined when it is gone. */
  readonly read: () => Promise<D | undefined>;
  /** Writes the document with the ETag it was read with. */
  readonly renew: (document: D, run: RunLease) => Promise<unknown>;
  /** Whether the work on it has ended, no matter who ended it. */
  readonly hasEnded: (document: D) => boolean;
}

/**
 * Keeps the lease of a run while it works: looks at the document again and again, renews the lease in good time, and aborts `lost`
 * when the work has ended (it was canceled), when another run has taken over, or when the lease could not be renewed and ends. A
 * look or a renewal that fails says nothing by itself.
 * See ADR 20.
 */
export class LeaseKeeper<D extends LeaseDocument> implements Disposable {
  readonly #lost = new AbortController();
  #nextLook: NodeJS.Timeout | undefined;
  #expiry: NodeJS.Timeout | undefined;
  #renewedAt: number;
  #disposed = false;

  constructor(private readonly options: LeaseKeeperOptions<D>) {
    this.#renewedAt = options.takenAt;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * To be called before what must not happen without the lease. After a pause of the whole process, what it waited for comes before
   * its timers.
   * @throws the reason of `lost`
   */
  throwIfLost(): void {
    if (Date.now() >= this.#renewedAt + RUN_LEASE_MS) this.stop('The lease of this run has expired.');
    this.#lost.signal.throwIfAborted();
  }

  start(): this {
    this.expireAfter(this.#renewedAt);
    this.lookLater();
    return this;
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    clearTimeout(this.#nextLook);
    clearTimeout(this.#expiry);
  }

  private async look(): Promise<void> {
    try {
      const document = await this.options.read();
      if (this.#disposed) return;
      if (!document || document.run?.runId !== this.options.runId || this.options.hasEnded(document)) {
        this.stop('The work has ended, or another run has the lease.');
        return;
      }
      const now = Date.now();
      if (now - this.#renewedAt >= RENEW_EVERY_MS) {
        await this.options.renew(document, leaseOf(this.options.runId, now));
        this.expireAfter(now);
      }
    } catch {
      // The next look tells more; if none succeeds, the lease expires.
    }
    if (!this.#lost.signal.aborted) this.lookLater();
  }

  private lookLater(): void {
    if (!this.#disposed) this.#nextLook = setTimeout(() => void this.look(), LOOK_EVERY_MS);
  }

  private expireAfter(renewedAt: number): void {
    this.#renewedAt = renewedAt;
    clearTimeout(this.#expiry);
    if (this.#disposed) return;
    const remainingMs = Math.max(0, renewedAt + RUN_LEASE_MS - Date.now());
    this.#expiry = setTimeout(() => this.stop('The lease of this run could not be renewed.'), remainingMs);
  }

  private stop(reason: string): void {
    this[Symbol.dispose]();
    this.#lost.abort(new DOMException(reason, 'AbortError'));
  }
}
