import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import { routeAccess } from '#auth';
import { createLogger } from '#observability';
import { ApiModule } from '../../../apps/api/src/api.module.ts';
import { createHttpApplication } from '../../../apps/api/src/platform/create-http-application.ts';
import { testConfig } from '../../../apps/api/src/platform/testing/tiny-application.ts';

/** What the requests of each route are counted as, by `METHOD /path`. */
export async function tiersOfRoutes(): Promise<ReadonlyMap<string, string>> {
  const config = testConfig();
  const logger = createLogger({ level: 'silent', service: 'api' });
  const app = await createHttpApplication(ApiModule.forRoot(config, logger), { config, logger });
  const tiers = routeAccess(app).flatMap(({ controller, method, httpMethod, paths }) => {
    const handler = (controller.prototype as Record<string, object>)[method] ?? {};
    const settings = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) as { tier?: string } | undefined;
    return paths.map((path) => [`${httpMethod} ${path}`, settings?.tier ?? 'default'] as const);
  });
  await app.close();
  return new Map(tiers);
}
