import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { LINK_PARAMETER, type RouteAccess, routeAccess } from '#auth';
import { type Config, VERSION } from '#config';
import { problemSchema } from '#intake';
import { type Contribution, contributionsOf } from './contribution.ts';
import { idempotencyPolicyOf } from './idempotency/idempotency-policy.ts';
import { errorAnswers, errorCodesOf, errorExamples } from './openapi/error-answers.ts';
import { exampleOf, NoExample } from './openapi/examples.ts';
import { failuresOf } from './openapi/fails.decorator.ts';
import { formPartsOf } from './openapi/form.ts';
import { INTRODUCTION } from './openapi/introduction.ts';
import { componentsOf, convertSchema, type JsonSchema, writeConstants } from './openapi/json-schema.ts';
import { IF_NONE_MATCH } from './openapi/request-headers.ts';
import { headerComponents, headers, type ResponseHeader } from './openapi/response-headers.ts';
import { tagOf } from './openapi/tag.decorator.ts';
import { probeSchema } from './probe.schema.ts';

const BEARER = 'bearer';
const OAUTH2 = 'oauth2';
const LINK = 'signedLink';
/** Also of `HealthController`, which is a feature. */
const HEALTH_TAG = {
  name: 'health',
  description: 'State of the process, for the platform that runs it and for operators',
};
/** The probes are not written here, so no decorator describes them. */
const HEALTH_OPERATIONS: Readonly<Record<string, readonly [operationId: string, summary: string]>> = {
  '/health/live': ['getLiveness', 'Get whether the process is alive'],
  '/health/ready': ['getReadiness', 'Get whether the process can serve requests'],
  '/health/startup': ['getStartup', 'Get whether the process has started'],
};
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type MediaTypes = Record<string, { schema?: JsonSchema; example?: unknown; examples?: unknown }>;

interface Route {
  readonly path: string;
  readonly method: (typeof METHODS)[number];
  readonly operation: Operation;
  readonly access: RouteAccess | undefined;
}

/** The scope that stands for all that the client was granted: app roles decide, not scopes. */
export function swaggerScope(config: Config): string {
  return `api://${config.entra.clientId}/.default`;
}

/**
 * The OpenAPI 3.1 document of the application's routes, with what is true of all of them: who may call them, which headers they answer with, and how
 * they fail. See ADR 139.
 */
export function buildOpenApiDocument(app: INestApplication, config: Config): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, head(config), {
    operationIdFactory: (controller, method) => `${method}${controller.replace(/Controller$/, '')}`,
    standardSchemaConverter: convertSchema,
  });
  const { contact: _, ...info } = document.info;
  document.info = Object.assign(info, { license: { name: 'MIT', identifier: 'MIT' } });
  const contributions = contributionsOf(app);
  addComponents(document, app, contributions);
  describeHealth(document);
  const forms = contributions.flatMap(({ errorForm }) => errorForm ?? []);
  for (const route of routesOf(document, app)) {
    describeAccess(route, config, contributions);
    const idempotency = describeIdempotency(route);
    describeAnswers(route, idempotency);
    addExamples(route, document);
    if (route.path in HEALTH_OPERATIONS) continue;
    const { path, method, operation, access } = route;
    const codes = errorCodesOf({
      path,
      method,
      operation,
      isPublic: access !== undefined && access.public && access.optionalRoles.length === 0,
      idempotency,
      codes: access ? failuresOf(handlerOf(access)) : [],
    });
    const form = forms.find((each) => each.applies(path));
    addAnswers(operation.responses, withCommonHeaders(errorAnswers(codes, form), route));
  }
  dropUnusedExamples(document);
  addTags(document, app);
  for (const { webhooks } of contributions) if (webhooks) document.webhooks = { ...document.webhooks, ...webhooks };
  writeConstants(document);
  return document;
}

/** A status with an answer of its own, as 503 of `GET /health`, keeps it beside the error. */
function addAnswers(responses: Operation['responses'], added: Operation['responses']): void {
  for (const [status, answer] of Object.entries(added)) {
    const own = responses[status];
    if (!own || !answer || '$ref' in own || '$ref' in answer) {
      responses[status] = answer;
      continue;
    }
    responses[status] = {
      ...own,
      ...answer,
      description: `${own.description}. ${answer.description}`,
      content: { ...own.content, ...answer.content },
    };
  }
}

/** What is said of the API as a whole. */
function head(config: Config) {
  const authority = `${config.entra.authority}/${config.entra.tenantId}/oauth2/v2.0`;
  return new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Voice cloning API')
    .setDescription(INTRODUCTION)
    .setVersion(VERSION)
    .addServer(config.http.publicUrl ?? '/', config.http.publicUrl ? undefined : 'The API that served this document')
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
    )
    .addApiKey(
      {
        type: 'apiKey',
        in: 'query',
        name: LINK_PARAMETER,
        description: 'Of the URL in the response of `POST /v1/links`',
      },
      LINK,
    )
    .build();
}

function addComponents(document: OpenAPIObject, app: INestApplication, contributions: readonly Contribution[]): void {
  const partsOfForms = routeAccess(app).map((access) => formPartsOf(handlerOf(access)));
  const schemas = [
    problemSchema,
    probeSchema,
    ...contributions.flatMap(({ schemas: contributed = [] }) => contributed),
  ];
  document.components = {
    ...document.components,
    schemas: Object.assign(
      { ...document.components?.schemas },
      ...schemas.map((schema) => componentsOf(schema)),
      ...partsOfForms,
    ) as Record<string, JsonSchema>,
    headers: headerComponents(),
    examples: errorExamples(contributions.flatMap(({ errorForm }) => errorForm ?? [])),
  };
}

/** Each operation with who may call it. */
function routesOf(document: OpenAPIObject, app: INestApplication): Route[] {
  const access = new Map(
    routeAccess(app).flatMap((rule) =>
      rule.paths.map((path) => [`${rule.httpMethod} ${path.replaceAll(/:(\w+)/g, '{$1}')}`, rule]),
    ),
  );
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (operation === undefined) return [];
      return [{ path, method, operation, access: access.get(`${method.toUpperCase()} ${path}`) }];
    }),
  );
}

function handlerOf({ controller, method }: RouteAccess): Function {
  return (controller.prototype as Record<string, Function>)[method] ?? controller;
}

function describeAccess(
  { path, method, operation, access }: Route,
  config: Config,
  contributions: readonly Contribution[],
): void {
  if (access?.public && access.optionalRoles.length > 0) {
    operation.security = [{}, { [BEARER]: [] }, { [OAUTH2]: [swaggerScope(config)] }];
    return;
  }
  if (access?.public) {
    operation.security = [];
    return;
  }
  const byLink = method === 'get' && contributions.some(({ takesLinks }) => takesLinks?.(path));
  const isOpen = access?.mayBeOpen === true && config.provenance.verifyAnonymous;
  operation.security = [
    ...(isOpen ? [{}] : []),
    { [BEARER]: [] },
    { [OAUTH2]: [swaggerScope(config)] },
    ...(byLink ? [{ [LINK]: [] }] : []),
  ];
  if (access?.anyToken === true) {
    Object.assign(operation, { 'x-required-roles': [] });
    return;
  }
  if (!access || access.roles.length === 0) return;
  // Read by the tests that try each route with each role.
  Object.assign(operation, { 'x-required-roles': access.roles });
  const roles = access.roles.map((role) => `\`${role}\``).join(', ');
  const rule = `Requires ${access.roles.length === 1 ? 'the role' : 'one of the roles'} ${roles}.`;
  operation.description = [operation.description, rule].filter((part) => part !== undefined && part !== '').join(' ');
}

/** @returns whether the header is required; undefined where it means nothing */
function describeIdempotency({ path, method, operation, access }: Route): { required: boolean } | undefined {
  if (method !== 'post' || !path.startsWith('/v1/') || !access) return undefined;
  const { required, repeats } = idempotencyPolicyOf(handlerOf(access));
  if (repeats === 'nothing') return undefined;
  operation.parameters = [
    ...(operation.parameters ?? []),
    {
      name: 'Idempotency-Key',
      in: 'header',
      required,
      description:
        'A unique value that you choose. For 24 hours the same request with the same key is carried out once',
      schema: {
        type: 'string',
        minLength: 1,
        maxLength: 255,
        pattern: String.raw`^[\x20-\x7e]+$`,
        example: '0c4f6a52-8f0e-4f0b-9a6e-2d5b1f9f6f3a',
      },
    },
  ];
  return { required };
}

/** Gives each answer that is no error a description and the headers that all have. */
function describeAnswers(route: Route, idempotency: object | undefined): void {
  const { operation, method } = route;
  const { headers: sent = {} } = { ...operation.responses['200'] } as { headers?: object };
  const hasCondition = (operation.parameters ?? []).some((each) => 'in' in each && each.name === IF_NONE_MATCH.name);
  if (method === 'get' && 'ETag' in sent && !hasCondition) {
    operation.parameters = [...(operation.parameters ?? []), { in: 'header', ...IF_NONE_MATCH }];
  }
  for (const parameter of operation.parameters ?? []) {
    // Nest writes it twice.
    if ('in' in parameter && parameter.schema && 'description' in parameter.schema) {
      const { description: _, ...schema } = parameter.schema;
      parameter.schema = schema;
    }
  }
  operation.responses = withCommonHeaders(operation.responses, route, idempotency ? ['Idempotency-Replayed'] : []);
}

function withCommonHeaders(
  responses: Operation['responses'],
  { path }: Route,
  more: readonly ResponseHeader[] = [],
): Operation['responses'] {
  // By the address before the token is looked at, then by the caller. Probes are not counted, operators are.
  const isCounted = /^\/(v1|hooks)\/|^\/health$/.test(path);
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => {
      if (response === undefined || '$ref' in response) return [status, response];
      const common: ResponseHeader[] = [
        'X-Request-Id',
        ...(isCounted ? (['RateLimit', 'RateLimit-Policy'] as const) : []),
      ];
      return [status, { ...response, headers: { ...response.headers, ...headers(...more, ...common) } }];
    }),
  ) as Operation['responses'];
}

/** An example of each JSON body and each JSON answer, made of those in the schemas. */
function addExamples({ operation }: Route, document: OpenAPIObject): void {
  const bodies = [operation.requestBody, ...Object.values(operation.responses)];
  for (const body of bodies) {
    if (!body || !('content' in body)) continue;
    for (const [mediaType, content] of Object.entries((body.content ?? {}) as MediaTypes)) {
      if (mediaType !== 'application/json' || content.schema === undefined || content.examples !== undefined) continue;
      try {
        content.example ??= exampleOf(content.schema, document.components?.schemas ?? {});
      } catch (error) {
        // A test says which schemas of the API lack one.
        if (!(error instanceof NoExample)) throw error;
      }
    }
  }
}

/** No request is answered with a code that only documents and dead letters have. */
function dropUnusedExamples({ paths, components = {} }: OpenAPIObject): void {
  const text = JSON.stringify(paths);
  const used = Object.entries(components.examples ?? {}).filter(([name]) =>
    text.includes(`"#/components/examples/${name}"`),
  );
  components.examples = Object.fromEntries(used);
}

function addTags(document: OpenAPIObject, app: INestApplication): void {
  const tags = routeAccess(app).flatMap(({ controller }) => tagOf(controller) ?? []);
  const named = new Map([...tags, HEALTH_TAG].map((tag) => [tag.name, tag]));
  document.tags = [...named.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The probes answer with what Terminus makes of the dependencies, also when it is 503. */
function describeHealth(document: OpenAPIObject): void {
  const health = (description: string) => ({
    description,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Probe' } } },
  });
  for (const [path, { get: operation }] of Object.entries(document.paths)) {
    const [operationId, summary] = HEALTH_OPERATIONS[path] ?? [];
    if (!operation || operationId === undefined) continue;
    Object.assign(operation, {
      operationId,
      summary,
      description: 'Needs no token.',
      tags: [HEALTH_TAG.name],
      responses: { '200': health('Healthy'), '503': health('A dependency is down; `error` names it') },
    });
  }
}
