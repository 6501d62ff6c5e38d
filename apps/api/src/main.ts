import './require-node.ts';
import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import { AZURE_CREDENTIAL, configOfThisProcess } from '#config';
import { createLogger, listenOrEnd, Telemetry } from '#observability';
import { endOnWrongDatabase } from '#storage';
import { ApiModule } from './api.module.ts';
import { createHttpApplication } from './platform/create-http-application.ts';

/** A database that is away does not keep its absence from being told. */
const MAX_WAIT_FOR_READY_MS = 5_000;

const config = configOfThisProcess();
const logger = createLogger({ level: config.logLevel, service: 'api' });
const app = await createHttpApplication(ApiModule.forRoot(config, logger), { config, logger });
await listenOrEnd(app, { port: config.http.port, host: config.http.host, variable: 'PORT', logger });
logger.info({ url: await app.getUrl() }, 'the API is ready');
const checked = endOnWrongDatabase(app, { logger });
// Its modules take time to load, which a process that is becoming ready does not have.
await Promise.race([checked, delay(MAX_WAIT_FOR_READY_MS, undefined, { ref: false })]);
await app.get(Telemetry).start({ config, credential: app.get(AZURE_CREDENTIAL), service: 'api', logger });
await checked;
