import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '../logging/logger.ts';

const LOOK_EVERY_MS = 1_000;
/** A fifth of what costs a message its lock (the SDK renews it ten seconds before it ends). */
export const BLOCKED_MS = 2_000;
/** A probe that waited for so long is told that the process is not alive. Probes of the template give up after 5 s. */
export const STUCK_MS = 10_000;
const KEPT_LOOKS = 60;

interface Look {
  readonly delayMs: number;
  readonly cpuMs: number;
  readonly tookMs: number;
}

/** Injected where time must pass in a test. */
export const EVENT_LOOP_CLOCK = Symbol('EVENT_LOOP_CLOCK');

/**
 * Looks every second how late it is. Says in the log when something kept the event loop from turning: timers, lock renewals and answers to
 * probes stood still for as long. Keeps the looks of the last minute for `GET /health`.
 * See ADR 19 and ADR 158.
 */
@Injectable()
export class EventLoopWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #looks: Look[] = [];

  constructor(
    @Inject(LOGGER) private readonly logger: Pick<Logger, 'warn'>,
    @Inject(EVENT_LOOP_CLOCK) private readonly now: () => number,
  ) {}

  onApplicationBootstrap(): void {
    this.start();
  }

  onApplicationShutdown(): void {
    this.stop();
  }

  /** How late the last look was, in milliseconds. */
  get delayMs(): number {
    return this.#looks.at(-1)?.delayMs ?? 0;
  }

  /** The longest delay of a look in the last minute, in milliseconds. */
  get maxDelayMs(): number {
    return Math.max(0, ...this.#looks.map(({ delayMs }) => delayMs));
  }

  /** Whether the loop has just stood still for 10 s or longer. */
  get isStuck(): boolean {
    return this.delayMs >= STUCK_MS;
  }

  /** Processors that this process used in the last minute, all its threads together; 0 before the first look. */
  get usedCpus(): number {
    const tookMs = this.#looks.reduce((sum, look) => sum + look.tookMs, 0);
    return tookMs === 0 ? 0 : this.#looks.reduce((sum, look) => sum + look.cpuMs, 0) / tookMs;
  }

  start(): void {
    if (this.#timer) return;
    let last = this.now();
    let cpu = process.cpuUsage();
    this.#timer = setInterval(() => {
      const tookMs = this.now() - last;
      const used = process.cpuUsage(cpu);
      last = this.now();
      cpu = process.cpuUsage();
      const delayMs = Math.max(0, tookMs - LOOK_EVERY_MS);
      this.#looks = [
        ...this.#looks.slice(1 - KEPT_LOOKS),
        { delayMs, cpuMs: (used.user + used.system) / 1_000, tookMs },
      ];
      if (delayMs >= BLOCKED_MS) {
        this.logger.warn({ blockedMs: Math.round(delayMs) }, 'the event loop was blocked: locks could not be renewed');
      }
    }, LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
