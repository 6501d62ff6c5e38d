import { type DynamicModule, Module } from '@nestjs/common';
import { createLogger, LOGGER, type Logger, type LoggerOptions } from './logging/logger.ts';
import { LogLevels } from './logging/log-levels.ts';
import { Telemetry } from './telemetry/telemetry.ts';
import { Activity } from './health/activity.ts';
import { ShutdownState } from './health/shutdown-state.ts';

export type ObservabilityOptions = { readonly logger: Logger } | LoggerOptions;

/** Provides, everywhere, the logger under `LOGGER`, its `LogLevels`, the `ShutdownState` and the `Activity`. */
@Module({})
export class ObservabilityModule {
  /** With the logger that `main.ts` already has, or with the options of a new one. */
  static forRoot(options: ObservabilityOptions): DynamicModule {
    const logger = 'logger' in options ? { useValue: options.logger } : { useFactory: () => createLogger(options) };
    return {
      module: ObservabilityModule,
      global: true,
      providers: [
        { provide: LOGGER, ...logger },
        { provide: LogLevels, useFactory: (log: Logger) => new LogLevels(log), inject: [LOGGER] },
        ShutdownState,
        Activity,
        Telemetry,
      ],
      exports: [LOGGER, LogLevels, ShutdownState, Activity, Telemetry],
    };
  }
}
