import 'reflect-metadata';
import type { OpenAPIObject } from '@nestjs/swagger';
import { loadConfig } from '#config';
import { createLogger } from '#observability';
import { ApiModule } from './api.module.ts';
import { createHttpApplication } from './platform/create-http-application.ts';
import { buildOpenApiDocument } from './platform/openapi.ts';

/**
 * Writes the OpenAPI document to standard output, as `docs/openapi.json` keeps it. The application is built but neither initialized nor
 * listening, and its configuration names nobody: nothing is connected to.
 */
const NOBODY = '00000000-0000-0000-0000-000000000000';
const config = loadConfig({
  LOG_LEVEL: 'silent',
  ENTRA_TENANT_ID: NOBODY,
  ENTRA_CLIENT_ID: NOBODY,
  SERVICE_BUS_NAMESPACE: 'example.servicebus.windows.net',
  COSMOS_ENDPOINT: 'https://example.documents.azure.com',
  BLOB_ENDPOINT: 'https://example.blob.core.windows.net',
  SPEECH_ENDPOINT: 'https://example.cognitiveservices.azure.com',
  SPEECH_WEBSOCKET_URL: 'wss://example.cognitiveservices.azure.com/tts/cognitiveservices/websocket/v1',
});
const logger = createLogger({ level: config.logLevel, service: 'api' });
const app = await createHttpApplication(ApiModule.forRoot(config, logger), { config, logger });
const document = buildOpenApiDocument(app, config);
await app.close();
process.stdout.write(`${JSON.stringify(inStableOrder(document), undefined, 2)}\n`);

/**
 * The members that depend on the order in which modules are loaded are sorted by name; within a path, an operation and a schema the order is
 * that of the code, which is the one to read them in.
 */
function inStableOrder({ openapi, info, paths, components, ...rest }: OpenAPIObject): OpenAPIObject {
  const sortedComponents = Object.entries(components ?? {}).map(([kind, members]) => [kind, sorted(members as object)]);
  return {
    openapi,
    info,
    ...rest,
    paths: sorted(paths),
    components: sorted(Object.fromEntries(sortedComponents) as object),
  };
}

function sorted<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1))) as T;
}
