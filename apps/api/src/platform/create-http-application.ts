import fastifyMultipart from '@fastify/multipart';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Config } from '#config';
import { Activity, closeOnSignals, type Logger, NestLogger, ShutdownState } from '#observability';
import { admitBeforeBodies } from './admission.ts';
import { AllowedMethods } from './allowed-methods.ts';
import { AnswerInterceptor } from './answers/answer.ts';
import { applyBodyGates } from './body-gate.ts';
import { contributionsOf } from './contribution.ts';
import { applyBodyLimits } from './route-settings.ts';
import { closeConnectionsOnShutdown } from './connections.ts';
import { cutStalledAnswers } from './open-answers/stalled-answers.ts';
import { isProbe, registerCorrelation } from './correlation.ts';
import { allowOrigins } from './cors.ts';
import { serveDocs } from './docs.ts';
import { answerUnreadable, answerUnroutable } from './framework-errors.ts';
import { checkContentTypes } from './content-types.ts';
import { refuseUnknownQueries } from './known-queries.ts';
import { parseJsonBodies } from './json-body.ts';
import { buildOpenApiDocument } from './openapi.ts';
import { ProblemFilter } from './problem.filter.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { ValidationPipe } from './validation.pipe.ts';

/** Largest body of a request whose route sets no other limit. Recordings do not come this way. */
const BODY_LIMIT_BYTES = 1_048_576;
/** All header fields together; Node's own default, said here because it is one of our limits. */
const HEADER_LIMIT_BYTES = 16_384;
/** Our ids have 30 characters; more than a few times that in one segment of a path is not ours. */
const MAX_PATH_PARAMETER = 200;
/** How long a request may take to arrive: the ingress of Container Apps waits no longer. Long uploads go to Blob Storage. */
const REQUEST_TIMEOUT_MS = 240_000;
/** Above the idle timeout of the Container Apps ingress, so that it is not us who close a connection that it is about to use. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;

export interface HttpApplicationOptions {
  readonly config: Config;
  readonly logger: Logger;
}

/**
 * The API's application: the module on Fastify, with correlation, problem answers, validation, security headers and documentation. Neither
 * initialized nor listening: `main.ts` calls `listen`, tests call `init` and `inject`. The module must import
 * `ObservabilityModule` and provide `RequestAdmission`.
 */
export async function createHttpApplication(
  module: Type | DynamicModule,
  { config, logger }: HttpApplicationOptions,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    http: { maxHeaderSize: HEADER_LIMIT_BYTES },
    trustProxy: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER },
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerUnreadable,
  });
  const fastify: FastifyInstance = adapter.getInstance();
  const allowedMethods = new AllowedMethods();
  allowedMethods.observe(fastify);
  applyBodyLimits(fastify);
  registerCorrelation(fastify, logger);
  parseJsonBodies(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(logger),
    bufferLogs: true,
    // Nest's parsers hold the loop; none but that of JSON is needed.
    bodyParser: false,
    abortOnError: false,
  });
  await app.register(fastifyMultipart);
  app.useSecurityHeaders(SECURITY_HEADERS);
  app.useGlobalPipes(new ValidationPipe());
  app.useGlobalInterceptors(new AnswerInterceptor());
  const contributions = contributionsOf(app);
  app.useGlobalFilters(new ProblemFilter(logger, allowedMethods, contributions, config.http.swagger.enabled));
  noteActivity(fastify, app.get(Activity));
  closeOnSignals(app, { logger, graceMs: config.shutdownGraceMs });
  closeConnectionsOnShutdown(fastify, app.get(ShutdownState));
  cutStalledAnswers(fastify.server);
  const document = buildOpenApiDocument(app, config);
  allowOrigins(app, config.http.corsOrigins, document);
  serveDocs(app, document, config);
  applyBodyGates(fastify, app);
  refuseUnknownQueries(fastify, document, contributions);
  checkContentTypes(fastify);
  admitBeforeBodies(app, fastify);
  return app;
}

/** Probes do not count: the process would never be idle. */
function noteActivity(fastify: FastifyInstance, activity: Activity): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (!isProbe(request.url)) activity.note();
    done();
  });
}
