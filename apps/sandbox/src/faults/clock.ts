/**
 * The sandbox's clock. Everything in the sandbox that depends on time (locks, scheduled messages, token lifetimes, training
 * durations) asks this clock, so that a test can move time forward instead of waiting.
 */
export class Clock {
  #offsetMs: number;
  readonly #timers = new Set<ClockTimer>();

  /** @param aheadMs how far it is ahead of the machine's clock */
  constructor(aheadMs = 0) {
    this.#offsetMs = aheadMs;
  }

  /** Milliseconds since the Unix epoch, as the sandbox sees it. */
  now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** How far it is ahead of the machine's clock, ms. */
  get aheadMs(): number {
    return this.#offsetMs;
  }

  date(): Date {
    return new Date(this.now());
  }

  /** Moves the clock by `ms` (negative moves it back); timers that are now due fire at once. */
  advance(ms: number): void {
    this.#offsetMs += ms;
    for (const timer of this.#timers) timer.arm();
  }

  /** Calls `callback` once when the clock reaches `atMs`. Never keeps the process alive. Returns a function that cancels it. */
  at(atMs: number, callback: () => void): () => void {
    const timer = new ClockTimer(this, atMs, () => {
      this.#timers.delete(timer);
      callback();
    });
    this.#timers.add(timer);
    timer.arm();
    return () => {
      this.#timers.delete(timer);
      timer.disarm();
    };
  }

  /** Like `at`, `delayMs` from now. */
  after(delayMs: number, callback: () => void): () => void {
    return this.at(this.now() + delayMs, callback);
  }

  /** Cancels every timer; the clock can still be read. */
  stop(): void {
    for (const timer of this.#timers) timer.disarm();
    this.#timers.clear();
  }
}

/** `setTimeout` fires at once for delays above 2^31 - 1 ms, so long waits are cut into pieces. */
const MAX_TIMEOUT_MS = 2_147_483_647;

class ClockTimer {
  #handle: NodeJS.Timeout | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly atMs: number,
    private readonly fire: () => void,
  ) {}

  arm(): void {
    this.disarm();
    const waitMs = Math.max(0, this.atMs - this.clock.now());
    this.#handle = setTimeout(
      () => {
        if (this.clock.now() >= this.atMs) this.fire();
        else this.arm();
      },
      Math.min(waitMs, MAX_TIMEOUT_MS),
    );
    this.#handle.unref();
  }

  disarm(): void {
    clearTimeout(this.#handle);
  }
}
