import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { type RouteAccess, routeAccess } from '#auth';
import type { Config } from '#config';
import { idempotencyPolicyOf } from './idempotency/idempotency-policy.ts';
import { contributionsOf } from './contribution.ts';
import { formOf } from './openapi/form.ts';
import { componentsOf, convertSchema, type JsonSchema, withConstants } from './openapi/json-schema.ts';
import { healthSchema } from './health.schema.ts';
import { PROBLEM_MEDIA_TYPE, problemSchema } from './problem.ts';

const VERSION = '0.1.0';
const BEARER = 'bearer';
const OAUTH2 = 'oauth2';
const PROBLEM_REF = { $ref: '#/components/schemas/Problem' };
/** The probes are not written here, so their decorators name no operation. */
const HEALTH_OPERATIONS: Readonly<Record<string, string>> = {
  '/health': 'getHealth',
  '/health/live': 'getLiveness',
  '/health/ready': 'getReadiness',
  '/health/startup': 'getStartup',
};
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** The scope that stands for all that the client was granted: app roles decide, not scopes. */
export function swaggerScope(config: Config): string {
  return `api://${config.entra.clientId}/.default`;
}

/** The OpenAPI 3.1 document of the application's routes, with what is true of all of them: who may call them and how errors look. */
export function buildOpenApiDocument(app: INestApplication, config: Config): OpenAPIObject {
  const authority = `${config.entra.authority}/${config.entra.tenantId}/oauth2/v2.0`;
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Voice cloning API')
    .setDescription(
      'Enrolls a person’s voice with their spoken consent, and speaks with it. Errors are RFC 9457 problems: branch on `code`.',
    )
    .setVersion(VERSION)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, BEARER)
    .addOAuth2(
      {
        type: 'oauth2',
        flows: {
          authorizationCode: {
            authorizationUrl: `${authority}/authorize`,
            tokenUrl: `${authority}/token`,
            scopes: { [swaggerScope(config)]: 'All granted roles' },
          },
        },
      },
      OAUTH2,
    );
  if (config.http.publicUrl !== undefined) builder.addServer(config.http.publicUrl);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: operationId,
    standardSchemaConverter: convertSchema,
  });
  const access = accessByRoute(app);
  const contributions = contributionsOf(app);
  document.components = {
    ...document.components,
    schemas: {
      ...document.components?.schemas,
      ...componentsOf(problemSchema),
      ...componentsOf(healthSchema),
      ...formsOf(app),
      ...Object.assign({}, ...contributions.flatMap(({ schemas = [] }) => schemas.map((each) => componentsOf(each)))),
    },
  };
  describeHealth(document);
  for (const { route, operation } of operationsOf(document)) describeCommon(operation, access.get(route), config);
  describeIdempotency(document, access);
  for (const contribution of contributions) contribution.describe?.(document);
  return withConstants(document);
}

/** `ThingsController.create` → `createThings`, where `@ApiOperation` names no other. */
function operationId(controller: string, method: string): string {
  return `${method}${controller.replace(/Controller$/, '')}`;
}

/** Who may use each route, by `POST /v1/voices/{id}`. */
function accessByRoute(app: INestApplication): ReadonlyMap<string, RouteAccess> {
  return new Map(
    routeAccess(app).flatMap((access) =>
      access.paths.map((path) => [`${access.httpMethod} ${path.replaceAll(/:(\w+)/g, '{$1}')}`, access]),
    ),
  );
}

/** Each operation with its route, as `POST /v1/voices/{id}`. */
function operationsOf(document: OpenAPIObject): { readonly route: string; readonly operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ route: `${method.toUpperCase()} ${path}`, operation }];
    }),
  );
}

/** The forms that routes take, as components. */
function formsOf(app: INestApplication): Record<string, JsonSchema> {
  const forms = routeAccess(app).map(({ controller, method }) =>
    formOf((controller.prototype as Record<string, Function>)[method] ?? controller),
  );
  return Object.assign({}, ...forms.map((form) => form && componentsOf(form, 'input'))) as Record<string, JsonSchema>;
}

function describeCommon(operation: Operation, access: RouteAccess | undefined, config: Config): void {
  const problem = (description: string) => ({
    description,
    content: { [PROBLEM_MEDIA_TYPE]: { schema: PROBLEM_REF } },
  });
  operation.responses['default'] ??= problem('An error, identified by `code`');
  if (access?.public) {
    operation.security = [];
    return;
  }
  operation.security = [{ [BEARER]: [] }, { [OAUTH2]: [swaggerScope(config)] }];
  operation.responses['401'] ??= problem('The bearer token is missing or invalid');
  operation.responses['403'] ??= problem('The token lacks a required role');
  if (access && access.roles.length > 0) {
    // Read by the tests that try each route with each role.
    Object.assign(operation, { 'x-required-roles': access.roles });
  }
}

function describeIdempotency(document: OpenAPIObject, access: ReadonlyMap<string, RouteAccess>): void {
  for (const [path, { post: operation }] of Object.entries(document.paths)) {
    const route = access.get(`POST ${path}`);
    if (!operation || !route || !path.startsWith('/v1/')) continue;
    const handler = (route.controller.prototype as Record<string, Function>)[route.method];
    if (!handler) continue;
    const { required, repeats } = idempotencyPolicyOf(handler);
    if (repeats === 'nothing') continue;
    operation.parameters = [
      ...(operation.parameters ?? []),
      {
        name: 'Idempotency-Key',
        in: 'header',
        required,
        description:
          'A unique value that you choose. For 24 hours the same request with the same key is carried out once',
        schema: { type: 'string', minLength: 1, maxLength: 255, pattern: String.raw`^[\x20-\x7e]+$` },
      },
    ];
  }
}

/** The probes answer with what Terminus makes of the dependencies, also when it is 503. */
function describeHealth(document: OpenAPIObject): void {
  const health = (description: string) => ({
    description,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Health' } } },
  });
  for (const [path, { get: operation }] of Object.entries(document.paths)) {
    if (!operation || !/^\/health(\/|$)/.test(path)) continue;
    operation.operationId = HEALTH_OPERATIONS[path] ?? operation.operationId;
    operation.responses = { '200': health('Healthy'), '503': health('A dependency is down; `error` names it') };
  }
}
