export { type Exporters, type ReadableLogRecord, type ReadableSpan, telemetrySdk } from './sdk.ts';
export { RecordedMetrics } from './recorded-metrics.ts';
import type { Logger } from '../src/index.ts';

type Level = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

export interface LoggedLine {
  readonly level: Level;
  readonly fields: unknown;
  readonly text: string | undefined;
}

/** A logger that keeps its lines. */
export class MemoryLogger {
  readonly lines: LoggedLine[] = [];
  readonly debug = this.writing('debug');
  readonly info = this.writing('info');
  readonly warn = this.writing('warn');
  readonly error = this.writing('error');
  readonly fatal = this.writing('fatal');

  /** As what the product takes. */
  get asLogger(): Logger {
    return asLogger(this);
  }

  private writing(level: Level) {
    return (fields: unknown, text?: string): void => void this.lines.push({ level, fields, text });
  }
}

function asLogger(double: unknown): Logger {
  return double as Logger;
}
