import './require-node.ts';
import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AZURE_CREDENTIAL, configOfThisProcess, endOnConfigError } from '#config';
import { queuesOf } from '#messaging';
import { closeOnSignals, createLogger, listenOrEnd, NestLogger, Telemetry } from '#observability';
import { endOnWrongDatabase } from '#storage';
import { WorkerModule } from './worker.module.ts';

/** A database that is away does not keep its absence from being told. */
const MAX_WAIT_FOR_READY_MS = 5_000;

/** A worker has no business HTTP: it listens for health probes only. */
const config = configOfThisProcess();
try {
  // Nest would log what it throws, with its stack.
  queuesOf(config.workerQueues);
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
logger.info({ url: await app.getUrl() }, 'the worker is ready');
const checked = endOnWrongDatabase(app, { logger });
// Its modules take time to load, which a process that is becoming ready does not have.
await Promise.race([checked, delay(MAX_WAIT_FOR_READY_MS, undefined, { ref: false })]);
await app.get(Telemetry).start({ config, credential: app.get(AZURE_CREDENTIAL), service: 'worker', logger });
await checked;
