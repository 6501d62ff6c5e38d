import { type DestinationStream, type Logger as PinoLogger, type LogFn, pino, stdTimeFunctions } from 'pino';
import { currentContext } from '../context.ts';
import { redactFields } from './redact-fields.ts';
import { escapeLine, redactText } from './redact-text.ts';

/** A pino logger whose lines hold no secrets. The first argument is fields (or an error under `err`), the second a constant message. */
export type Logger = PinoLogger;

/** Token under which the process's logger is provided to Nest. */
export const LOGGER = Symbol('LOGGER');

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Name of the deployable, in each line. */
  readonly service: string;
  /** Where the lines go; standard output if not given. */
  readonly destination?: DestinationStream;
}

const MAX_MESSAGE = 4_096;

/**
 * A logger of JSON lines: `level` as a word, `time` in ISO 8601, `service`, the current context, the fields, `msg`.
 * This is the one place where lines are cleaned: fields by name and kind, then the whole line by what secrets look like.
 */
export function createLogger({ level, service, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service, pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: redactFields,
        bindings: bindings(service),
      },
      // `redactFields` has already made plain JSON of errors, wherever they stand.
      serializers: { err: (value: unknown) => value },
      mixin: contextFields,
      hooks: { logMethod: boundMessage, streamWrite: (line) => escapeLine(redactText(line)) },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}

function bindings(service: string) {
  return (fields: Record<string, unknown>): Record<string, unknown> => {
    // pino calls this for the base fields, and for those of each child.
    const { service: given, pid, ...rest } = fields;
    return { ...(given === service && { service, pid }), ...redactFields(rest) };
  };
}

function contextFields(): object {
  const { traceparent: _, subjectRevision: __, ...fields } = currentContext();
  return fields;
}

function boundMessage(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const bounded = (args as unknown[]).map((arg) =>
    typeof arg === 'string' && arg.length > MAX_MESSAGE
      ? `${arg.slice(0, MAX_MESSAGE)}… (${arg.length} characters)`
      : arg,
  );
  method.apply(this, bounded as Parameters<LogFn>);
}
