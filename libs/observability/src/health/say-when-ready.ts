import { setTimeout as delay } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import type { Logger } from '../logging/logger.ts';
import { HealthService } from './health.service.ts';
import { ShutdownState } from './shutdown-state.ts';

const RETRY_MS = 1_000;

export interface SayWhenReadyOptions {
  readonly logger: Pick<Logger, 'info'>;
  /** Where the process listens. */
  readonly url: string;
  /** What is logged once it is ready. */
  readonly message: string;
  /** After how many milliseconds it is asked again; 1 s unless given. */
  readonly retryMs?: number;
}

/**
 * Logs that the process is ready, with its `url`. Before that it logs what the process waits for, whenever that changes. It asks as a probe does, which
 * asks only what was not up yet, and never again after the process was ready once.
 * @returns when the process is ready, or has begun to stop; never rejects
 */
export async function sayWhenReady(
  app: INestApplicationContext,
  { logger, url, message, retryMs = RETRY_MS }: SayWhenReadyOptions,
): Promise<void> {
  const health = app.get(HealthService);
  const { signal } = app.get(ShutdownState);
  let said = '';
  while (!signal.aborted) {
    const { healthy, result } = await health.readiness();
    if (signal.aborted) return;
    if (healthy) {
      logger.info({ url, readyAfterMs: Math.round(process.uptime() * 1_000) }, message);
      return;
    }
    const waitingFor = Object.keys(result.error ?? {});
    const names = waitingFor.join(', ');
    if (names !== said) logger.info({ url, waitingFor }, 'listening on %s, waiting for: %s', url, names);
    said = names;
    // An abort ends the wait: the loop sees it.
    await delay(retryMs, undefined, { ref: false, signal }).catch(() => undefined);
  }
}
