import type { OnApplicationShutdown } from '@nestjs/common';
import type { Logger, LogLevel } from './logger.ts';

/** Levels that the log can be set to while the process runs. A level above `error` would hide what goes wrong. */
export const SETTABLE_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type SettableLevel = (typeof SETTABLE_LEVELS)[number];

/** How long the level is `debug` after the signal, in milliseconds. */
export const SIGNALLED_MS = 15 * 60_000;
/** A forgotten level ends within a day. */
export const MAX_LEVEL_MS = 24 * 3_600_000;

export interface LogLevelState {
  readonly level: LogLevel;
  /** `LOG_LEVEL`, to which the level falls back. */
  readonly configuredLevel: LogLevel;
  /** When it falls back, epoch milliseconds; absent while the level is the configured one. */
  readonly until?: number;
}

/**
 * Changes the level of this process's log while it runs, for a time. The change and the fall back are logged as warnings, at the more talkative of both levels.
 * See ADR 158.
 */
export class LogLevels implements OnApplicationShutdown {
  readonly #configured: LogLevel;
  #until: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly logger: Logger) {
    this.#configured = logger.level as LogLevel;
  }

  get state(): LogLevelState {
    return {
      level: this.logger.level as LogLevel,
      configuredLevel: this.#configured,
      ...(this.#until !== undefined && { until: this.#until }),
    };
  }

  /** @param forMs at most `MAX_LEVEL_MS` @param by what set it, for the log */
  set(level: SettableLevel, forMs: number, by: string): LogLevelState {
    const duration = Math.min(forMs, MAX_LEVEL_MS);
    clearTimeout(this.#timer);
    this.#until = Date.now() + duration;
    this.change(level, { by, until: new Date(this.#until).toISOString() });
    this.#timer = setTimeout(() => this.reset('time'), duration).unref();
    return this.state;
  }

  /** Back to the configured level at once. @param by what set it, for the log */
  reset(by: string): LogLevelState {
    clearTimeout(this.#timer);
    this.#until = undefined;
    this.change(this.#configured, { by });
    return this.state;
  }

  /** What the signal does: `debug` for a quarter of an hour, and back when it comes again. */
  toggle(): LogLevelState {
    return this.#until === undefined ? this.set('debug', SIGNALLED_MS, 'signal') : this.reset('signal');
  }

  onApplicationShutdown(): void {
    clearTimeout(this.#timer);
  }

  private change(level: LogLevel, fields: object): void {
    const before = this.logger.level;
    const isQuieter = valueOf(this.logger, level) > valueOf(this.logger, before);
    if (!isQuieter) this.logger.level = level;
    this.logger.warn({ from: before, to: level, ...fields }, 'the log level was changed');
    this.logger.level = level;
  }
}

function valueOf(logger: Logger, level: string): number {
  return logger.levels.values[level] ?? Infinity;
}

interface SignalHost {
  on(signal: NodeJS.Signals, told: () => void): unknown;
}

/** Lets an operator with a shell in the container change the level: `kill -USR2`. Windows has no such signal. */
export function toggleLevelOnSignal(levels: LogLevels, host: SignalHost = process): void {
  if (process.platform !== 'win32') host.on('SIGUSR2', () => void levels.toggle());
}
