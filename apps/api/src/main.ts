import './require-node.ts';
import 'reflect-metadata';
import type { TokenCredential } from '@azure/core-auth';
import { AZURE_CREDENTIAL, configOfThisProcess } from '#config';
import { createLogger, listenOrEnd, LogLevels, sayWhenReady, Telemetry, toggleLevelOnSignal } from '#observability';
import { endOnWrongDatabase } from '#storage';
import { ApiModule } from './api.module.ts';
import { createHttpApplication } from './platform/create-http-application.ts';

const config = configOfThisProcess();
const logger = createLogger({ level: config.logLevel, service: 'api' });
const app = await createHttpApplication(ApiModule.forRoot(config, logger), { config, logger });
await listenOrEnd(app, { port: config.http.port, host: config.http.host, variable: 'PORT', logger });
toggleLevelOnSignal(app.get(LogLevels));
const url = await app.getUrl();
const ready = sayWhenReady(app, { logger, url, message: 'the API is ready' });
const credential: TokenCredential = app.get(AZURE_CREDENTIAL);
await Promise.all([
  endOnWrongDatabase(app, { logger }),
  ready,
  app.get(Telemetry).startAfter(ready, { config, credential, service: 'api', logger }),
]);
