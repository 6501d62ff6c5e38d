import type { INestApplicationContext } from '@nestjs/common';
import type { Logger } from '../logging/logger.ts';
import { Telemetry } from '../telemetry/telemetry.ts';
import { ShutdownState } from './shutdown-state.ts';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/** What closing may take beyond the grace time that running work gets. */
const CLOSING_MS = 3_000;
/** Of that, what remains for the exit itself. */
const EXIT_MS = 500;

export interface CloseOnSignalsOptions {
  readonly logger: Logger;
  /** How long running work may take to finish. */
  readonly graceMs: number;
  /** What is told to stop, and exits. */
  readonly host?: {
    on(signal: NodeJS.Signals, told: (signal: NodeJS.Signals) => void): unknown;
    off(signal: NodeJS.Signals, told: (signal: NodeJS.Signals) => void): unknown;
    exit(code: number): unknown;
  };
}

/**
 * Ends the process in good order on SIGTERM and SIGINT: not ready from that moment (Nest's own hooks reach the `ShutdownState` last), the
 * application closed, exit 0. A second signal, a failure, or work that does not end, exits with 1. Closing the application by hand takes
 * the listeners away.
 */
export function closeOnSignals(
  app: INestApplicationContext,
  { logger, graceMs, host = process }: CloseOnSignalsOptions,
): void {
  const shutdown = app.get(ShutdownState);
  let signalled = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (signalled) {
      logger.warn({ signal }, 'Told again to stop: leaving without waiting');
      host.exit(1);
      return;
    }
    signalled = true;
    logger.info({ signal }, 'Stopping');
    shutdown.begin();
    setTimeout(() => {
      logger.error({ graceMs }, 'Running work did not end in time: leaving without waiting');
      host.exit(1);
    }, graceMs + CLOSING_MS).unref();
    const endsAt = performance.now() + graceMs + CLOSING_MS - EXIT_MS;
    void close(app, logger, endsAt).then((code) => host.exit(code));
  };
  for (const signal of SIGNALS) host.on(signal, onSignal);
  shutdown.signal.addEventListener('abort', () => {
    if (!signalled) for (const signal of SIGNALS) host.off(signal, onSignal);
  });
}

/** @param endsAt `performance.now()` at which it must have ended */
async function close(app: INestApplicationContext, logger: Logger, endsAt: number): Promise<number> {
  try {
    await app.close();
    // After all that records anything.
    await app.get(Telemetry).close(endsAt - performance.now());
    logger.info('Stopped');
    return 0;
  } catch (error) {
    logger.error({ err: error }, 'Stopping failed');
    return 1;
  }
}
