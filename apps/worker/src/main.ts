import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { configOfThisProcess } from '#config';
import { closeOnSignals, createLogger, NestLogger } from '#observability';
import { endOnWrongDatabase } from '#storage';
import { WorkerModule } from './worker.module.ts';

/** A worker has no business HTTP: it listens for health probes only. */
const config = configOfThisProcess();
const logger = createLogger({ level: config.logLevel, service: 'worker' });
// A probe that is cut off when the process ends is no loss.
const adapter = new FastifyAdapter({ logger: false, forceCloseConnections: true });
const app = await NestFactory.create<NestFastifyApplication>(WorkerModule.forRoot(config, logger), adapter, {
  logger: new NestLogger(logger),
  bufferLogs: true,
  abortOnError: false,
});
closeOnSignals(app, { logger, graceMs: config.shutdownGraceMs });
await app.listen(config.http.healthPort, config.http.host);
logger.info({ url: await app.getUrl() }, 'the worker is ready');
await endOnWrongDatabase(app, { logger });
