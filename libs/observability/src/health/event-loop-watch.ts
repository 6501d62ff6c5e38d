import type { Logger } from '../logging/logger.ts';

const LOOK_EVERY_MS = 1_000;
/** A fifth of what costs a message its lock (the SDK renews it ten seconds before it ends). */
export const BLOCKED_MS = 2_000;

/**
 * Says in the log when something kept the event loop from turning: timers, lock renewals and answers to probes stood still for as long.
 * See ADR 19.
 */
export class EventLoopWatch {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly logger: Logger,
    private readonly now: () => number = () => performance.now(),
  ) {}

  start(): void {
    let due = this.now() + LOOK_EVERY_MS;
    this.#timer = setInterval(() => {
      const blockedMs = this.now() - due;
      due = this.now() + LOOK_EVERY_MS;
      if (blockedMs >= BLOCKED_MS) {
        this.logger.warn(
          { blockedMs: Math.round(blockedMs) },
          'the event loop was blocked: locks could not be renewed',
        );
      }
    }, LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
