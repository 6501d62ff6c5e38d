import 'reflect-metadata';
import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Public, Roles, type RouteAccess, routeAccess } from '#auth';
import { routesWithoutAccessRule } from '#auth/testing';
import { createLogger } from '#observability';
import { ApiModule } from '../../apps/api/src/api.module.ts';
import { buildOpenApiDocument } from '../../apps/api/src/platform/openapi.ts';
import { createHttpApplication } from '../../apps/api/src/platform/create-http-application.ts';
import { unconnectedConfig } from './unconnected-config.ts';

/** What a client sends and Nest hands on as it came, unless the parameter has a schema. */
const SENT_BY_CLIENT: Readonly<Record<number, string>> = {
  [RouteParamtypes.BODY]: '@Body',
  [RouteParamtypes.QUERY]: '@Query',
  [RouteParamtypes.PARAM]: '@Param',
};

/** `VoicesController.list: @Query` for each parameter that a client fills and nobody checks. */
function parametersWithoutSchema(routes: readonly RouteAccess[]): string[] {
  return routes.flatMap(({ controller, method, handler }) => {
    const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<
      string,
      { readonly schema?: unknown }
    >;
    return Object.entries(parameters).flatMap(([key, { schema }]) => {
      const decorator = SENT_BY_CLIENT[Number(key.split(':')[0])];
      return decorator === undefined || isStandardSchema(schema) ? [] : [`${handler}: ${decorator}`];
    });
  });
}

interface Body {
  readonly content: Readonly<Record<string, { readonly example?: unknown }>>;
}

function isStandardSchema(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && '~standard' in schema;
}

@Controller('careless')
class CarelessController {
  @Get(':id')
  @Roles('Voice.Read')
  get(@Param('id') id: string, @Query({ schema: z.object({}) }) query: object): object {
    return { id, query };
  }

  @Post()
  create(@Body() body: unknown): unknown {
    return body;
  }

  @Get()
  @Public()
  list(@Query('limit') limit: string): string {
    return limit;
  }
}

@Module({ controllers: [CarelessController] })
class CarelessModule {}

describe('every route of the API', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const config = unconnectedConfig();
    const logger = createLogger({ level: config.logLevel, service: 'api' });
    app = await createHttpApplication(ApiModule.forRoot(config, logger), { config, logger });
  });

  afterAll(() => app.close());

  it('is seen here', () => {
    const handlers = routeAccess(app).map(({ handler }) => handler);
    expect(handlers).toEqual(expect.arrayContaining(['UploadsController.create', 'SynthesesController.audio']));
  });

  it('has a schema for each body, query and path parameter', () => {
    expect(parametersWithoutSchema(routeAccess(app))).toEqual([]);
  });

  it('accepts the example of its body in the document', () => {
    const { paths } = buildOpenApiDocument(app, unconnectedConfig());
    const wrong = routeAccess(app).flatMap(({ controller, method, httpMethod, paths: [path = ''] }) => {
      const parameters = Object.entries(
        (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<string, { schema?: unknown }>,
      );
      const [, body] = parameters.find(([key]) => key.split(':')[0] === String(RouteParamtypes.BODY)) ?? [];
      const schema = body?.schema;
      if (!(schema instanceof z.ZodType)) return [];
      const documented = paths[path.replaceAll(/:(\w+)/g, '{$1}')] as
        | Record<string, { requestBody?: Body }>
        | undefined;
      const example = documented?.[httpMethod.toLowerCase()]?.requestBody?.content['application/json']?.example;
      const { success, error } = schema.safeParse(structuredClone(example));
      return success && example !== undefined ? [] : [`${httpMethod} ${path}: ${error?.message}`];
    });
    expect(wrong).toEqual([]);
  });

  it('says who may use it', () => {
    expect(routesWithoutAccessRule(app)).toEqual([]);
  });

  it('that needs no token is a health probe, verifies a signature, or is a page that says the same to all', () => {
    const open = routeAccess(app).filter((route) => route.public);
    expect(new Set(open.map(({ controller }) => controller.name))).toEqual(
      new Set(['ErrorsController', 'HealthController', 'HooksController', 'ProbesController', 'UnsubscribeController']),
    );
  });
});

describe('a careless controller', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await NestFactory.create<NestFastifyApplication>(CarelessModule, new FastifyAdapter(), { logger: false });
  });

  afterAll(() => app.close());

  it('is found out by its parameters', () => {
    expect(parametersWithoutSchema(routeAccess(app))).toEqual([
      'CarelessController.get: @Param',
      'CarelessController.create: @Body',
      'CarelessController.list: @Query',
    ]);
  });

  it('is found out by its missing access rule', () => {
    expect(routesWithoutAccessRule(app)).toEqual(['CarelessController.create']);
  });
});
