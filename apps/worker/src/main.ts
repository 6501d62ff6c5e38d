import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { configOfThisProcess } from '#config';
import { LOGGER, type Logger, NestLogger } from '#observability';
import { WorkerModule } from './worker.module.ts';

/** A worker has no business HTTP: it listens for health probes only. */
const config = configOfThisProcess();
const app = await NestFactory.create<NestFastifyApplication>(WorkerModule.forRoot(config), new FastifyAdapter(), {
  bufferLogs: true,
});
const logger = app.get<Logger>(LOGGER);
app.useLogger(new NestLogger(logger));
app.enableShutdownHooks();
await app.listen(config.http.healthPort, config.http.host);
logger.info({ url: await app.getUrl() }, 'the worker is ready');
