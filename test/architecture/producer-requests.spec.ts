import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RouteAccess, routeAccess } from '#auth';
import { PRODUCER_REQUEST_TYPES, type RequestTier, ruleOfRequest } from '#domain';
import { createLogger } from '#observability';
import { ApiModule } from '../../apps/api/src/api.module.ts';
import { createHttpApplication } from '../../apps/api/src/platform/create-http-application.ts';
import { unconnectedConfig } from './unconnected-config.ts';

interface OpenApi {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses?: Readonly<Record<string, unknown>> }>>>
  >;
}

/** Routes that accept work, and that no message asks for. */
const WITHOUT_MESSAGE: Readonly<Record<string, string>> = {
  'POST /hooks/:source': 'a webhook is a message of its sender already',
  'POST /v1/batches/:id/cancel': 'speech.cancel names the operation of the batch',
  'POST /v1/batches/:id/retry': 'a person decides it, who has looked at what has failed',
  'POST /v1/consents/:id/recording': 'consent.request and voice.request take the recording with the consent',
  'POST /v1/consents/:id/revoke': 'the person whose consent it is must be able to revoke it, whatever a program does',
  'POST /v1/links': 'it is answered with a secret, for a page that waits',
  'POST /v1/notification-subscriptions': 'settings of the deployment are changed over HTTP',
  'POST /v1/uploads': 'it is answered with a secret; voice.request takes a sourceUrl',
  'POST /v1/uploads/files': 'a recording does not fit into a message',
  'POST /v1/webhook-endpoints': 'it is answered with a secret',
  'POST /v1/webhook-endpoints/:id/deliveries/:deliveryId/replay':
    'a person decides it, who has looked at what has failed',
  'POST /v1/webhook-endpoints/:id/test': 'a person tests it, and looks',
};

const openApi = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8')) as OpenApi;
/** `POST /v1/voices`: all that create something, or begin an operation. */
const accepting = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([method, { responses = {} }]) => method !== 'get' && ('201' in responses || '202' in responses))
    .map(([method]) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
);

describe('the requests of producers', () => {
  let app: NestFastifyApplication;
  let routes: ReadonlyMap<string, RouteAccess & { readonly tier: RequestTier }>;

  beforeAll(async () => {
    const config = unconnectedConfig();
    const logger = createLogger({ level: config.logLevel, service: 'api' });
    app = await createHttpApplication(ApiModule.forRoot(config, logger), { config, logger });
    routes = new Map(
      routeAccess(app).flatMap((route) =>
        route.paths.map((path) => [`${route.httpMethod} ${path}`, { ...route, tier: tierOf(route) }] as const),
      ),
    );
  });
  afterAll(() => app.close());

  it.each(PRODUCER_REQUEST_TYPES)('%s has the roles and the limit of its route', (type) => {
    const { roles, tier, route } = ruleOfRequest(type);
    expect(routes.get(route)).toMatchObject({ roles, tier });
  });

  it('are all that a route accepts, or a line says why not', () => {
    const asked = PRODUCER_REQUEST_TYPES.map((type) => ruleOfRequest(type).route);
    expect(accepting.filter((route) => !asked.includes(route)).sort()).toEqual(Object.keys(WITHOUT_MESSAGE).sort());
  });
});

/** `RouteSettings` keeps it where Fastify finds it. */
function tierOf({ controller, method }: RouteAccess): RequestTier {
  const handler: unknown = Reflect.get(controller.prototype as object, method);
  const config = Reflect.getMetadata('__fastify_route_config__', handler as object) as
    | { tier?: RequestTier }
    | undefined;
  return config?.tier ?? 'default';
}
