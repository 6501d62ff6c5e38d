import './require-node.ts';
import 'reflect-metadata';
import type { TokenCredential } from '@azure/core-auth';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AZURE_CREDENTIAL, configOfThisProcess, endOnConfigError } from '#config';
import { queuesOf } from '#messaging';
import {
  closeOnSignals,
  createLogger,
  listenOrEnd,
  LogLevels,
  NestLogger,
  sayWhenReady,
  Telemetry,
  toggleLevelOnSignal,
} from '#observability';
import { endOnWrongDatabase } from '#storage';
import { WorkerModule } from './worker.module.ts';

/** A worker has no business HTTP: it listens for health probes only. */
const config = configOfThisProcess();
try {
  // Nest would log what it throws, with its stack.
  queuesOf(config.workerQueues, config.producers);
} catch (error) {
  endOnConfigError(error);
}
const logger = createLogger({ level: config.logLevel, service: 'worker' });
// A probe that is cut off when the process ends is no loss.
const adapter = new FastifyAdapter({ logger: false, forceCloseConnections: true });
const app = await NestFactory.create<NestFastifyApplication>(WorkerModule.forRoot(config, logger), adapter, {
  logger: new NestLogger(logger),
  bufferLogs: true,
  abortOnError: false,
});
closeOnSignals(app, { logger, graceMs: config.shutdownGraceMs });
const { healthPort: port, host } = config.http;
await listenOrEnd(app, { port, host, variable: 'HEALTH_PORT', logger });
toggleLevelOnSignal(app.get(LogLevels));
const url = await app.getUrl();
const ready = sayWhenReady(app, { logger, url, message: 'the worker is ready' });
const credential: TokenCredential = app.get(AZURE_CREDENTIAL);
await Promise.all([
  endOnWrongDatabase(app, { logger }),
  ready,
  app.get(Telemetry).startAfter(ready, { config, credential, service: 'worker', logger }),
]);
