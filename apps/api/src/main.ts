import 'reflect-metadata';
import { configOfThisProcess } from '#config';
import { createLogger } from '#observability';
import { endOnWrongDatabase } from '#storage';
import { ApiModule } from './api.module.ts';
import { createHttpApplication } from './platform/create-http-application.ts';

const config = configOfThisProcess();
const logger = createLogger({ level: config.logLevel, service: 'api' });
const app = await createHttpApplication(ApiModule.forRoot(config, logger), { config, logger });
await app.listen(config.http.port, config.http.host);
logger.info({ url: await app.getUrl() }, 'the API is ready');
await endOnWrongDatabase(app, { logger });
