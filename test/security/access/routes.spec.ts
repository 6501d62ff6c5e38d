import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ErrorCode } from '#domain';
import { PROBLEM_STATUS, problemType } from '#intake';
import { createLogger } from '#observability';
import { ApiModule } from '../../../apps/api/src/api.module.ts';
import { AllowedMethods } from '../../../apps/api/src/platform/allowed-methods.ts';
import { createHttpApplication } from '../../../apps/api/src/platform/create-http-application.ts';
import { buildOpenApiDocument } from '../../../apps/api/src/platform/openapi.ts';
import { testConfig } from '../../../apps/api/src/platform/testing/tiny-application.ts';
import { REQUIRED_ROLES, UNDOCUMENTED_ROUTES } from './required-roles.ts';

interface Documented {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly 'x-required-roles'?: string[]; readonly security?: readonly object[] }>>
    >
  >;
}

const DOCUMENT = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../docs/openapi.json'), 'utf8'),
) as Documented;
const documented = Object.entries(DOCUMENT.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
);

const config = testConfig({ LOG_LEVEL: 'silent', SPEECH_POOL_WARM: '0', CORS_ALLOWED_ORIGINS: 'https://a.example' });
let app: NestFastifyApplication;
let served: string[];

beforeAll(async () => {
  const logger = createLogger({ level: 'silent', service: 'api' });
  served = [];
  // The first thing that is told of routes, before there is any.
  vi.spyOn(AllowedMethods.prototype, 'observe').mockImplementation((fastify) => {
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const name of [method].flat()) served.push(`${name} ${url}`);
    });
  });
  app = await createHttpApplication(ApiModule.forRoot(config, logger), { config, logger });
  vi.restoreAllMocks();
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});

afterAll(() => app.close());

/** As docs/openapi.json writes it; HEAD is what GET is, without its body. */
function inDocumentForm(route: string): string {
  return route.replace(/^HEAD /, 'GET ').replaceAll(/:(\w+)/g, '{$1}');
}

describe('the table of required roles', () => {
  it('has every route of docs/openapi.json and no other', () => {
    expect(Object.keys(REQUIRED_ROLES).toSorted()).toEqual(documented.map(([route]) => route).toSorted());
  });

  it.each(documented)('says of %s what the document says', (route, operation) => {
    const roles = REQUIRED_ROLES[route];
    expect(operation['x-required-roles']?.toSorted()).toEqual(roles === 'nobody' ? undefined : roles?.toSorted());
  });
});

describe('signed links', () => {
  it('are declared as credentials of the six routes that they open, and of no other', () => {
    const opened = documented.flatMap(([route, { security = [] }]) =>
      security.some((way) => 'signedLink' in way) ? [route] : [],
    );
    expect(opened.toSorted()).toEqual([
      'GET /v1/batches/{id}/archive',
      'GET /v1/operations/{id}/events',
      'GET /v1/syntheses/{id}/audio',
      'GET /v1/syntheses/{id}/captions',
      'GET /v1/uploads/{id}/audio',
      'GET /v1/uploads/{id}/waveform',
    ]);
  });
});

describe('the application', () => {
  it('asks on every route for the roles of the table, as its own description of itself says', () => {
    const { paths } = buildOpenApiDocument(app, config) as unknown as Documented;
    const asked = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { 'x-required-roles': roles = ['nobody'] }]) => [
        `${method.toUpperCase()} ${path}`,
        roles.toSorted(),
      ]),
    );
    const required = Object.entries(REQUIRED_ROLES).map(([route, roles]) => [route, [roles].flat().toSorted()]);
    expect(Object.fromEntries(asked)).toEqual(Object.fromEntries(required));
  });

  it('serves no route that is not in docs/openapi.json, but the documentation itself', () => {
    const known = new Set<string>(documented.map(([route]) => route));
    const unknown = served
      .map(inDocumentForm)
      .filter((route) => !known.has(route))
      .filter((route) => !UNDOCUMENTED_ROUTES.some((pattern) => pattern.test(route)));
    expect(unknown).toEqual([]);
  });

  it('is walked whole: every documented route is among those that it serves', () => {
    const found = new Set(served.map(inDocumentForm));
    expect(documented.map(([route]) => route).filter((route) => !found.has(route))).toEqual([]);
  });

  it('has a page without a token where the type of each problem leads', async () => {
    for (const code of Object.keys(PROBLEM_STATUS) as ErrorCode[]) {
      const { statusCode, body } = await app.inject(problemType(code));
      expect([statusCode, body], code).toEqual([200, expect.stringContaining(`<h1><code>${code}</code></h1>`)]);
    }
  });

  it('answers no TRACE, no CONNECT, and nothing to a method that a request asks for in its place', async () => {
    for (const method of ['TRACE', 'PROPFIND', 'PUT'] as const) {
      const { statusCode } = await app.inject({ method: method as 'PUT', url: '/v1/voices' });
      expect([404, 405, 501]).toContain(statusCode);
    }
    for (const header of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      const { statusCode } = await app.inject({ method: 'GET', url: '/health/live', headers: { [header]: 'DELETE' } });
      expect(statusCode).toBe(200);
    }
  });

  it.each([
    '/V1/voices',
    '/v1/voices/',
    '//v1/voices',
    '/v1/./voices',
    '/v1/%76oices',
    '/v1;x/voices',
    '/v1/voices;x=1',
  ])('opens nothing by another spelling: %s', async (url) => {
    expect([401, 404]).toContain((await app.inject({ method: 'GET', url })).statusCode);
  });
});
