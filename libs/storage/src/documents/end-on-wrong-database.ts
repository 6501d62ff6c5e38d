import type { INestApplicationContext } from '@nestjs/common';
import type { Logger } from '#observability';
import { ContainerCheck } from './container-check.ts';

/** `EX_CONFIG`, as for environment variables that are wrong. */
const EXIT_CODE = 78;

export interface EndOnWrongContainersOptions {
  readonly logger: Logger;
  /** Default: this process. */
  readonly host?: { exit(code: number): void };
}

/**
 * Ends the process with 78 when a container of Cosmos DB is missing, has another partition key or another time to live: the product would
 * keep what it promises to forget, or forget what it promises to keep. A database that does not answer, or does not show its containers to
 * this identity, is a warning only: readiness tells of the first, and the second harms nothing.
 * @returns when the comparison is over; never rejects
 */
export async function endOnWrongContainers(
  app: INestApplicationContext,
  { logger, host = process }: EndOnWrongContainersOptions,
): Promise<void> {
  let differences: readonly string[];
  try {
    differences = await app.get(ContainerCheck).differences();
  } catch (err) {
    logger.warn({ err }, 'the containers of Cosmos DB could not be compared with what this release needs');
    return;
  }
  if (differences.length === 0) return;
  logger.fatal({ differences }, 'the containers of Cosmos DB are not what this release needs');
  await app.close().catch((err: unknown) => logger.error({ err }, 'stopping failed'));
  host.exit(EXIT_CODE);
}
