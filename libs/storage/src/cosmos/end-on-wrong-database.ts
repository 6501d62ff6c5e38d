import { setTimeout as delay } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { type Logger, ShutdownState } from '#observability';
import { statusOf } from './cosmos-errors.ts';
import { DatabaseCheck } from './database-check.ts';

/** `EX_CONFIG`, as for environment variables that are wrong. */
const EXIT_CODE = 78;
const RETRY_MS = 5_000;
const REFUSED: ReadonlySet<number | undefined> = new Set([401, 403]);

export interface EndOnWrongDatabaseOptions {
  readonly logger: Logger;
  /** Default: this process. */
  readonly host?: { exit(code: number): void };
  /** After how many milliseconds a database that did not answer is asked again; 5 s unless given. */
  readonly retryMs?: number;
}

/**
 * Ends the process with 78 when Cosmos DB is not as `DatabaseCheck` wants it: the product would keep what it promises to forget, forget what
 * it promises to keep, or read states that it takes for the newest. Readiness waits for it. A database that does not answer is asked again
 * until it does; one that does not show its settings to this identity is a warning only, as that harms nothing.
 * @returns when the comparison is over, or the process has begun to stop; never rejects
 */
export async function endOnWrongDatabase(
  app: INestApplicationContext,
  { logger, host = process, retryMs = RETRY_MS }: EndOnWrongDatabaseOptions,
): Promise<void> {
  const check = app.get(DatabaseCheck);
  const { signal } = app.get(ShutdownState);
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    try {
      const differences = await check.run();
      if (differences.length === 0) return;
      logger.fatal({ differences }, 'Cosmos DB is not configured as this release needs it');
      await app.close().catch((err: unknown) => logger.error({ err }, 'stopping failed'));
      host.exit(EXIT_CODE);
      return;
    } catch (err) {
      if (isFirst) logger.warn({ err }, 'Cosmos DB could not be compared with the needs of this release');
      if (REFUSED.has(statusOf(err))) return check.pass();
      // An abort ends the wait: the loop sees it.
      await delay(retryMs, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }
}
