import Ajv2020 from 'ajv/dist/2020.js';
import type { OpenAPIObject } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ShutdownState } from '#observability';
import { buildOpenApiDocument } from './openapi.ts';
import { unresolvedReferences } from './testing/openapi-references.ts';
import { CLIENT, createTinyApplication, TENANT, testConfig, type TinyApplication } from './testing/tiny-application.ts';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & Record<string, unknown>;

describe('The OpenAPI document', () => {
  let tiny: TinyApplication;
  let document: OpenAPIObject;

  beforeAll(async () => {
    tiny = await createTinyApplication(testConfig({ PUBLIC_URL: 'https://voice.example' }));
    document = buildOpenApiDocument(tiny.app, tiny.config);
  });
  afterAll(() => tiny.app.close());

  const operations = (): Operation[] =>
    Object.values(document.paths).flatMap((item) => Object.values(item as Record<string, Operation>));
  const operation = (path: string, method: 'get' | 'post'): Operation => document.paths[path]?.[method] as Operation;

  /** Validates by a component, with the others that it refers to. */
  const validatorOf = (name: string) =>
    new Ajv2020.default({ strict: false })
      .addSchema(document, 'document')
      .compile({ $ref: `document#/components/schemas/${name}` });

  it('is OpenAPI 3.1 with the routes, the health probes too', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/v1/things', '/v1/things/{id}', '/health/live', '/health/ready', '/health/startup']),
    );
    expect(document.servers).toEqual([{ url: 'https://voice.example' }]);
    expect(document.tags).toEqual([{ name: 'health', description: expect.any(String) }]);
  });

  it('names operations with the verb first, each once', () => {
    const ids = operations().map(({ operationId }) => operationId);
    expect(ids).toEqual(expect.arrayContaining(['createThings', 'getReadiness']));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('takes schemas from the routes', () => {
    expect(operation('/v1/things', 'post').requestBody).toMatchObject({
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
    });
    expect(operation('/v1/things', 'get').parameters).toEqual([
      {
        name: 'limit',
        in: 'query',
        required: false,
        description: 'Default: `20`',
        schema: { type: 'integer', format: 'int32', minimum: 1, maximum: 100 },
      },
    ]);
  });

  it('has no reference that leads nowhere within the whole document', () => {
    expect(unresolvedReferences(document)).toEqual([]);
  });

  it('says of each operation who may call it', () => {
    expect(operation('/v1/things', 'get')['x-required-roles']).toEqual(['Voice.Read']);
    expect(operation('/v1/things', 'get').description).toBe('Requires the role `Voice.Read`.');
    expect(operation('/v1/things', 'get').security).toEqual([{ bearer: [] }, { oauth2: [`api://${CLIENT}/.default`] }]);
    expect(operation('/v1/things', 'post').security).toEqual([]);
    expect(operation('/health/ready', 'get').security).toEqual([]);
  });

  it('says of each operation how it fails', () => {
    const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
    const { responses } = operation('/v1/things', 'get');
    expect(Object.keys(responses)).toEqual(['200', '400', '401', '403', '429', '500', '503']);
    expect(Object.keys(operation('/v1/things/{id}', 'get').responses)).toContain('404');
    expect(responses['429']).toMatchObject({
      description: '`rate-limited`: Too many requests',
      content: problem,
      headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } },
      'x-problem-codes': ['rate-limited'],
    });
    const { examples } = document.components ?? {};
    expect(examples?.['Problem.rate-limited']).toMatchObject({ value: { status: 429, retryable: true } });
  });

  it('describes problems as they are', async () => {
    const validate = validatorOf('Problem');
    for (const url of ['/v1/nothing', '/v1/things', '/v1/things/bad-id']) {
      const body: unknown = JSON.parse((await tiny.app.inject(url)).body);
      expect(validate(body), JSON.stringify(validate.errors)).toBe(true);
    }
    expect(validate({ code: 'unknown' })).toBe(false);
  });

  it('describes health answers as they are, well or not', async () => {
    const validate = validatorOf('Probe');
    const check = async (url: string) => {
      const { statusCode, body } = await tiny.app.inject(url);
      expect(operation(url, 'get').responses[statusCode]).toMatchObject({
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Probe' } } },
      });
      expect(validate(JSON.parse(body)), JSON.stringify(validate.errors)).toBe(true);
      return statusCode;
    };
    expect(await check('/health/ready')).toBe(200);
    tiny.app.get(ShutdownState).begin();
    expect(await check('/health/ready')).toBe(503);
  });

  it('says of each answer which headers it has', () => {
    const { responses } = operation('/v1/things', 'get');
    for (const [status, response] of Object.entries(responses)) {
      const { headers = {} } = response as { headers?: object };
      expect(headers, status).toHaveProperty('X-Request-Id');
      expect(headers, status).toHaveProperty('RateLimit');
    }
    expect(responses['401']).toHaveProperty('headers.WWW-Authenticate');
  });

  it('tells Swagger UI where to sign in', () => {
    expect(document.components?.securitySchemes).toMatchObject({
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      oauth2: {
        type: 'oauth2',
        flows: {
          authorizationCode: {
            authorizationUrl: `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/authorize`,
            tokenUrl: `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`,
            scopes: { [`api://${CLIENT}/.default`]: expect.any(String) },
          },
        },
      },
    });
  });
});

describe('The documentation pages', () => {
  it('show the document, sign in with PKCE, keep the token, and may load only their own scripts', async () => {
    const { app } = await createTinyApplication(testConfig({ SWAGGER_CLIENT_ID: CLIENT }));
    expect((await app.inject('/docs')).headers['location']).toBe('/docs/');
    const page = await app.inject('/docs/');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    expect(page.headers['content-security-policy']).toContain("connect-src 'self' https://login.microsoftonline.com;");
    expect(page.headers['cross-origin-opener-policy']).toBe('unsafe-none');
    const scripts = [...page.body.matchAll(/<script src="\.\/([^"]+)"/g)].map(([, name]) => name);
    expect(scripts).toContain('swagger-ui-init.js');
    for (const script of scripts) expect((await app.inject(`/docs/${script}`)).statusCode).toBe(200);
    const init = (await app.inject('/docs/swagger-ui-init.js')).body;
    expect(init).toContain('"usePkceWithAuthorizationCodeGrant": true');
    expect(init).toContain('"persistAuthorization": true');
    expect(init).toContain(`"clientId": "${CLIENT}"`);
    expect(init).toContain('function mediaPlugin()');
    expect(page.headers['content-security-policy']).toContain('media-src blob:;');
    const redirect = await app.inject('/docs/oauth2-redirect.html');
    expect(redirect.statusCode).toBe(200);
    expect(redirect.body).not.toMatch(/<script>[^<]/);
    expect((await app.inject('/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' });
    await app.close();
  });

  it('name the redirect page under the public URL if there is one', async () => {
    const { app } = await createTinyApplication(testConfig({ PUBLIC_URL: 'https://voice.example/' }));
    expect((await app.inject('/docs/swagger-ui-init.js')).body).toContain(
      'https://voice.example/docs/oauth2-redirect.html',
    );
    await app.close();
  });

  it('are not there when they are switched off', async () => {
    const { app } = await createTinyApplication(testConfig({ SWAGGER_ENABLED: 'false' }));
    for (const path of ['/docs', '/docs/', '/docs/swagger-ui-init.js', '/openapi.json']) {
      expect((await app.inject(path)).statusCode).toBe(404);
    }
    await app.close();
  });
});
