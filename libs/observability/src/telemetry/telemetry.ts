import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { TokenCredential } from '@azure/core-auth';
import type { Config } from '#config';
import type { Logger } from '../logging/logger.ts';

/** What the end of the process leaves for sending. */
const MAX_CLOSE_MS = 5_000;
const MAX_WAIT_FOR_READY_MS = 5_000;

interface Running {
  close(timeoutMs: number): Promise<void>;
}

export interface TelemetryOptions {
  readonly config: Pick<Config, 'telemetry'>;
  /** For Application Insights. */
  readonly credential: TokenCredential;
  /** `api` or `worker`, if the environment gives no name. */
  readonly service: string;
  readonly logger: Logger;
}

/**
 * Traces, metrics and events of this process, if Application Insights or an OTLP endpoint is configured. Its modules are loaded when it starts: a
 * process without telemetry loads none of them, and one with telemetry is ready before.
 * See ADR 147.
 */
export class Telemetry {
  #running: Promise<Running | undefined> | undefined;

  /** Loads and starts what is configured. Never rejects: a process without telemetry does its work. */
  async start({ config, credential, service, logger }: TelemetryOptions): Promise<void> {
    const { applicationInsights, otlp } = config.telemetry;
    if (applicationInsights === undefined && !otlp) return;
    this.#running ??= load({ config, credential, service, logger }).catch((err: unknown) => {
      logger.error({ err }, 'telemetry could not be started');
      return undefined;
    });
    await this.#running;
  }

  /**
   * Starts when the process is ready: its modules take time to load, which a process that is becoming ready does not have. It waits for a moment
   * only, so that telemetry tells of a process that does not become ready.
   */
  async startAfter(ready: Promise<unknown>, options: TelemetryOptions): Promise<void> {
    await Promise.race([ready, delay(MAX_WAIT_FOR_READY_MS, undefined, { ref: false })]);
    await this.start(options);
  }

  /** Sends what is there. @param leftMs how long the process has left */
  async close(leftMs = MAX_CLOSE_MS): Promise<void> {
    const running = await this.#running;
    await running?.close(Math.max(0, Math.min(leftMs, MAX_CLOSE_MS)));
  }
}

async function load({ config, credential, service, logger }: TelemetryOptions): Promise<Running> {
  const { telemetry } = config;
  const [{ SdkTelemetry }, { exportersOf }] = await Promise.all([
    import('./sdk/sdk-telemetry.ts'),
    import('./sdk/exporters.ts'),
  ]);
  const exporters = await exportersOf(telemetry, credential);
  const running = new SdkTelemetry({
    service: telemetry.service ?? service,
    instance: telemetry.instance ?? hostname(),
    ratio: telemetry.ratio,
    slowMs: telemetry.slowMs,
    metricsIntervalMs: telemetry.metricsIntervalMs,
    exporters,
    logger,
  });
  logger.info({ exporters: exporters.map(({ name }) => name), ratio: telemetry.ratio }, 'telemetry is sent');
  return running;
}
