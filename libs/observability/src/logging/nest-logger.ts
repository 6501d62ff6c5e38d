import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.ts';

/** What Nest says while it wires itself: of use only when the wiring is the problem. */
const WIRING_CONTEXTS: ReadonlySet<string> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** Gives Nest's own log lines to the process's logger: `new NestLogger(logger)` for `NestFactory.create(…, { logger })`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...optional: unknown[]): void {
    const { context } = split(optional);
    this.write(context !== undefined && WIRING_CONTEXTS.has(context) ? 'debug' : 'info', message, optional);
  }

  error(message: unknown, ...optional: unknown[]): void {
    this.write('error', message, optional);
  }

  warn(message: unknown, ...optional: unknown[]): void {
    this.write('warn', message, optional);
  }

  debug(message: unknown, ...optional: unknown[]): void {
    this.write('debug', message, optional);
  }

  verbose(message: unknown, ...optional: unknown[]): void {
    this.write('trace', message, optional);
  }

  fatal(message: unknown, ...optional: unknown[]): void {
    this.write('fatal', message, optional);
  }

  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    optional: unknown[],
  ): void {
    const { context, rest } = split(optional);
    const error = [message, ...rest].find((value) => value instanceof Error);
    const stack =
      level === 'error' ? rest.find((value) => typeof value === 'string' && value.includes('\n')) : undefined;
    this.logger[level](
      {
        ...(context !== undefined && { context }),
        ...(error !== undefined && { err: error }),
        ...(stack !== undefined && { stack }),
        ...(typeof message === 'object' && message !== null && error === undefined && { details: message }),
      },
      typeof message === 'string' ? message : (error?.message ?? 'Nest'),
    );
  }
}

/** Nest passes its parameters in no fixed order, but the context, a short string, is the last. */
function split(optional: unknown[]): { context?: string; rest: unknown[] } {
  const last = optional.at(-1);
  return typeof last === 'string' && !last.includes('\n')
    ? { context: last, rest: optional.slice(0, -1) }
    : { rest: optional };
}
