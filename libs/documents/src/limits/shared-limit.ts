import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError } from '#domain';
import { claimed, fairShare, type Slice } from './limit-ledger.ts';
import { type Permit, Permits } from './permits.ts';
import { currentPriority, WaitingLine } from './priority.ts';
import type { Ledger, SliceStore } from './slice-store.ts';

/** How long a slice may be used after it was last written, by the clock of its holder. */
export const SLICE_LEASE_MS = 20_000;
/** How long a request may take to reach Azure after its permit was looked at. */
const TRANSIT_MS = 10_000;
/** While requests wait, shares are looked at so often. */
const SHARE_EVERY_MS = 8_000;
/** Nothing waits: the lease is renewed when so much of it is left. */
const RENEW_BEFORE_MS = 5_000;
/** A worker with less than its share, or with a growing line, writes again so soon at first; then half as often each time. */
const HUNGRY_EVERY_MS = 1_000;
/** A line is growing when it needs so many times what was written of it. */
const GROWTH = 1.5;
/** After the database did not answer. */
const RETRY_AFTER_MS = 2_000;
/** Each lost race is another worker's success. */
const WRITE_ATTEMPTS = 8;
const MAX_PAUSE_MS = 60;
/** Longer than anybody is overtaken. */
export const MAX_PERMIT_WAIT_MS = 120_000;

/** A clock that never goes back, ms, and what it wakes. */
export interface LimitClock {
  now(): number;
  /**
   * @param holds whether the process goes on until then, even if it has nothing else to do
   * @returns what cancels it
   */
  after(ms: number, run: () => void, holds?: boolean): () => void;
  pause(ms: number): Promise<void>;
}

const PROCESS_CLOCK: LimitClock = {
  now: () => performance.now(),
  after: (ms, run, holds = false) => {
    const timer = setTimeout(run, ms);
    if (!holds) timer.unref();
    return () => clearTimeout(timer);
  },
  pause: (ms) => delay(ms),
};

export interface SharedLimitOptions {
  /** Requests in a window, of all workers together. */
  readonly limit: number;
  readonly windowMs: number;
  /** Another one for each process and each start; drawn if not given. */
  readonly holder?: string;
  readonly clock?: LimitClock;
  readonly random?: () => number;
}

/**
 * A limit that all workers share: at most `limit` requests in any window, no matter how many workers there are. Each has a slice of it, which it
 * takes, renews and gives back by one conditional write of one document; an idle worker has none and calls nothing.
 *
 * No clock is compared with another: a holder stops using its slice after a time by its own clock, and others take the slice of a silent
 * holder after a longer time in which they saw it unchanged, by theirs.
 * See ADR 164.
 */
export class SharedLimit {
  readonly #permits: Permits;
  readonly #line = new WaitingLine();
  readonly #holder: string;
  readonly #clock: LimitClock;
  readonly #random: () => number;
  /** What was last read or written. */
  #ledger: Ledger | undefined;
  /** When each state of another's slice was first seen. */
  #seen = new Map<string, { readonly writes: number; readonly at: number }>();
  #leaseUntil = Number.NEGATIVE_INFINITY;
  #writtenAt = Number.NEGATIVE_INFINITY;
  #writtenWanted = 0;
  #share = 0;
  #notBefore = Number.NEGATIVE_INFINITY;
  #reserved = 0;
  #hungryMs = HUNGRY_EVERY_MS;
  #isClosed = false;
  #writing: Promise<void> | undefined;
  #failure: unknown;
  #cancelWake: (() => void) | undefined;

  constructor(
    private readonly store: SliceStore,
    private readonly options: SharedLimitOptions,
  ) {
    this.#permits = new Permits(options.windowMs);
    this.#holder = options.holder ?? randomUUID();
    this.#clock = options.clock ?? PROCESS_CLOCK;
    this.#random = options.random ?? Math.random;
  }

  /** Requests in a window that this worker may make at the moment. */
  get permits(): number {
    return this.holdsLease(this.#clock.now()) ? this.#permits.held : 0;
  }

  /**
   * Waits until a request may be made.
   * @returns what has to be called when the request has ended
   * @throws the signal's reason; ServiceError `dependency-unavailable` when no permit came free for two minutes
   */
  async enter(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    const permit = await new Promise<Permit>((resolve, reject) => {
      const now = this.#clock.now();
      const serve = (): void => {
        done();
        resolve(this.taken());
      };
      const leave = this.#line.add(currentPriority(), now, serve);
      const fail = (error: unknown): void => {
        leave();
        done();
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      const onAbort = (): void => fail(signal?.reason);
      // A command that waits has nothing else that keeps it running.
      const cancelWait = this.#clock.after(MAX_PERMIT_WAIT_MS, () => fail(this.tooLong()), true);
      const done = (): void => {
        cancelWait();
        signal?.removeEventListener('abort', onAbort);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.step();
    });
    return () => {
      this.#permits.giveBack(permit, this.#clock.now());
      this.step();
    };
  }

  /** Calls that are about to be made, so that slices and waiting times are right before they are. @returns what ends it */
  reserve(calls: number): () => void {
    this.#reserved += calls;
    let isReserved = true;
    return () => {
      if (isReserved) this.#reserved -= calls;
      isReserved = false;
      this.step();
    };
  }

  /** How long so many calls would take, after those that wait or are reserved already, ms. */
  waitMs(calls: number): number {
    const now = this.#clock.now();
    const before = Math.max(this.#line.length, this.#reserved) + calls - this.#permits.free(now);
    return Math.max(0, before * this.msForCall());
  }

  /** How long a call takes of this worker's share, ms. */
  msForCall(): number {
    const others = this.others(this.#ledger?.slices ?? []);
    const wanted = this.options.limit;
    const expected = this.permits || fairShare(others, { holder: this.#holder, wanted }, wanted);
    return this.options.windowMs / Math.max(1, expected);
  }

  /** Gives back what no request of this worker counts in; the rest is taken by others when it has expired. For the end of the process. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelWake?.();
    await this.#writing;
    if (this.permits > 0) await this.balance();
  }

  private taken(): Permit {
    const permit = this.#permits.take(this.#clock.now());
    if (!permit) throw new Error('A request was served without a permit');
    return permit;
  }

  private holdsLease(now: number): boolean {
    return now < this.#leaseUntil;
  }

  /** Serves whom it can, writes when it is time, and wakes up again when there will be something to do. */
  private step(): void {
    const now = this.#clock.now();
    while (this.#line.length > 0 && this.holdsLease(now) && this.#permits.free(now) > 0) this.#line.serveNext();
    if (this.#writing === undefined && !this.#isClosed && this.dueAt(now) <= now) {
      this.#writing = this.balance().finally(() => {
        this.#writing = undefined;
        this.step();
      });
    }
    this.wakeLater(now);
  }

  private wanted(now: number): number {
    return Math.min(this.options.limit, this.#permits.busy(now) + Math.max(this.#line.length, this.#reserved));
  }

  /** When the document has to be written next; infinite for an idle worker. */
  private dueAt(now: number): number {
    const holds = this.holdsLease(now) && this.#permits.held > 0;
    const at = (time: number): number => Math.max(time, this.#notBefore);
    if (this.#line.length === 0) {
      if (!holds) return Number.POSITIVE_INFINITY;
      const nothingLeft = this.wanted(now) === 0;
      return nothingLeft ? at(now) : at(this.#leaseUntil - RENEW_BEFORE_MS);
    }
    if (!holds && this.#writtenAt === Number.NEGATIVE_INFINITY) return at(now);
    return at(this.#writtenAt + (this.isHungry(now) ? this.#hungryMs : SHARE_EVERY_MS));
  }

  private isHungry(now: number): boolean {
    const grows = this.wanted(now) > this.#writtenWanted * GROWTH && this.#permits.free(now) === 0;
    return this.permits === 0 || this.#permits.held < this.#share || grows;
  }

  private wakeLater(now: number): void {
    this.#cancelWake?.();
    if (this.#isClosed) return;
    const serveAt = this.#line.length > 0 && this.holdsLease(now) ? this.#permits.nextAt(now) : Infinity;
    const coolAt = this.#permits.lastCoolAt(now);
    const writeAt = this.#writing ? Infinity : this.dueAt(now);
    const next = Math.min(serveAt, writeAt, coolAt > now ? coolAt : Infinity);
    this.#cancelWake = Number.isFinite(next)
      ? this.#clock.after(Math.max(0, next - now), () => this.step())
      : undefined;
  }

  private async balance(): Promise<void> {
    try {
      for (let attempt = 1; attempt <= WRITE_ATTEMPTS; attempt++) {
        if (await this.write()) {
          this.#failure = undefined;
          return;
        }
        await this.#clock.pause(this.#random() * MAX_PAUSE_MS * attempt);
      }
      this.#notBefore = this.#clock.now() + HUNGRY_EVERY_MS * (0.5 + this.#random());
    } catch (error) {
      // Who waits gets this when nothing better comes. Whether it was written is not known.
      this.#failure = error;
      this.#ledger = undefined;
      this.#notBefore = this.#clock.now() + RETRY_AFTER_MS * (0.5 + this.#random());
    }
  }

  /** @returns false when another worker has written meanwhile */
  private async write(): Promise<boolean> {
    // Where there are others, one of them has written since: reading first is cheaper than a lost race.
    if (this.others(this.#ledger?.slices ?? []).length > 0) this.#ledger = undefined;
    this.#ledger ??= this.observed(await this.store.read());
    const { slices, etag } = this.#ledger;
    const now = this.#clock.now();
    const { limit } = this.options;
    const holder = this.#holder;
    const wanted = this.wanted(now);
    const alive = this.alive(slices, now);
    const next = claimed(alive, { holder, wanted, busy: this.#permits.busy(now) }, limit);
    const share = fairShare(this.others(alive), { holder, wanted }, limit);
    const permits = Math.min(share, next.find((slice) => slice.holder === holder)?.permits ?? 0);
    const before = this.#permits.held;
    // What is given back is not used while it is written.
    this.#permits.resize(Math.min(before, permits), now);
    const written = await this.store.write(next, etag);
    if (!written) {
      this.#permits.resize(before, this.#clock.now());
      this.#ledger = undefined;
      return false;
    }
    this.#ledger = this.observed(written);
    this.#leaseUntil = permits > 0 || wanted > 0 ? now + SLICE_LEASE_MS : Number.NEGATIVE_INFINITY;
    this.#writtenAt = now - this.#random() * HUNGRY_EVERY_MS * 0.2;
    this.#writtenWanted = wanted;
    this.#share = share;
    this.#permits.resize(permits, this.#clock.now());
    // By what it has now: before the write it had less than the share of then, where the slice shrinks as requests cool.
    this.#hungryMs = this.isHungry(now) ? Math.min(this.#hungryMs * 2, SHARE_EVERY_MS) : HUNGRY_EVERY_MS;
    if (wanted === 0) this.startOver();
    return true;
  }

  /** It has given its slice back: the next request is as the first, and waits for no share. */
  private startOver(): void {
    this.#writtenAt = Number.NEGATIVE_INFINITY;
    this.#hungryMs = HUNGRY_EVERY_MS;
  }

  private others(slices: readonly Slice[]): readonly Slice[] {
    return slices.filter(({ holder }) => holder !== this.#holder);
  }

  /** Notes since when each slice has been as it is. */
  private observed(ledger: Ledger): Ledger {
    const now = this.#clock.now();
    const before = this.#seen;
    this.#seen = new Map(
      this.others(ledger.slices).map(({ holder, writes }) => {
        const seen = before.get(holder);
        return [holder, seen?.writes === writes ? seen : { writes, at: now }];
      }),
    );
    return ledger;
  }

  /** Without the slices of holders that have been silent so long that they cannot be using them, nor have used them within a window. */
  private alive(slices: readonly Slice[], now: number): readonly Slice[] {
    const silentMs = SLICE_LEASE_MS + TRANSIT_MS + this.options.windowMs;
    return slices.filter(({ holder }) => {
      const seen = this.#seen.get(holder);
      return holder === this.#holder || seen === undefined || now - seen.at < silentMs;
    });
  }

  private tooLong(): ServiceError {
    const detail = 'Too many requests are waiting for Azure AI Speech. Try again later.';
    return new ServiceError('dependency-unavailable', detail, { cause: this.#failure });
  }
}
