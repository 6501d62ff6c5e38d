import { errorCodeOf } from '#domain';
import { startSpan } from './spans.ts';
import type { Telemetry, TelemetryOptions } from './telemetry.ts';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/** What a shell says of a process that SIGTERM has ended. */
const TERMINATED = 143;

/** What came of a job. */
export interface JobResult {
  /** Of the process; 0: all was done. */
  readonly exitCode: number;
  /** What it ended with, if it did. */
  readonly error?: unknown;
}

export interface JobOptions extends TelemetryOptions {
  readonly telemetry: Pick<Telemetry, 'start' | 'close'>;
  /** Told by a signal to end. Without it the process ends then, once what is known was sent. */
  readonly interrupt?: () => void;
  readonly host?: {
    once(signal: NodeJS.Signals, told: () => void): unknown;
    off(signal: NodeJS.Signals, told: () => void): unknown;
    exit(code: number): unknown;
  };
}

/**
 * Runs a job: a process that works once and ends. Telemetry, if it is configured, gets one request of the role that has the job's name, with the
 * exception that ended it, and the metrics and events that the work has recorded. What `work` calls outside of a trace has no spans: a migration
 * calls Cosmos DB for each document. See ADR 172.
 * @returns the exit code, when all was sent, at most 5 s after the end of the work
 * @throws what the work throws
 */
export async function runJob(
  { telemetry, interrupt, host = process, ...options }: JobOptions,
  work: () => Promise<JobResult>,
): Promise<number> {
  await telemetry.start(options);
  const span = startSpan(`job ${options.service}`, { kind: 'consumer', parent: null });
  const end = (): Promise<void> => {
    // It lasts as long as there is work.
    span.end(true);
    return telemetry.close();
  };
  const onSignal = (): void => {
    if (interrupt) return interrupt();
    span.fail(new Error('terminated'), 'terminated');
    void end().then(() => host.exit(TERMINATED));
  };
  for (const signal of SIGNALS) host.once(signal, onSignal);
  try {
    const { exitCode, error } = await work();
    if (error !== undefined) span.fail(error, errorCodeOf(error));
    else if (exitCode !== 0) span.fail(new Error('not complete'), 'not-complete');
    return exitCode;
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    for (const signal of SIGNALS) host.off(signal, onSignal);
    await end();
  }
}
