import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type AttributeValue,
  continueTrace,
  extendContext,
  type Logger,
  recordMetric,
  runInContext,
  runWithin,
  type Span,
  startSpan,
  traceFields,
} from '#observability';
import { problemOf } from '#intake';
import { failureOf } from './failure.ts';
import { brokenWith, correlationOf, noteBroken, pathOf, setCorrelation } from './request-correlation.ts';

/** A caller's request id is used as it is if it cannot break a log line or a header. */
const SANE_REQUEST_ID = /^[\w.:-]{8,128}$/;

/** A prefix and a ULID. */
const RESOURCE_ID = /^[a-z]{2,4}_[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** What nginx records for a caller who left before the answer. */
const CALLER_LEFT = 499;

/** Probes come every few seconds and say nothing while all checks pass. */
const QUIET_ROUTES = /^\/health(\/|$)/;

export function isProbe(target: string): boolean {
  return QUIET_ROUTES.test(pathOf(target));
}

/**
 * Gives each request an id (`X-Request-Id`, taken over or made, always answered) and a span of the caller's trace, runs all that serves it
 * in a log context of them, and writes one line when it has been answered.
 */
export function registerCorrelation(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const requestId = requestIdOf(request.headers['x-request-id']);
    // On the raw response, so that event streams and error answers that go around Fastify's reply carry it too.
    reply.raw.setHeader('x-request-id', requestId);
    const span = isProbe(request.url) ? undefined : serverSpan(request);
    const trace = span?.trace ?? continueTrace(request.headers['traceparent']);
    const serve = (fn: () => void) => (span ? runWithin(span, fn) : fn());
    const correlate = () => {
      const run = AsyncLocalStorage.snapshot();
      setCorrelation(request.raw, { requestId, startedAt: performance.now(), run, span });
      // Not Fastify's onResponse, which is never called for an answer that the caller did not wait for.
      const write = () => {
        reply.raw.off('finish', write).off('close', write);
        inContext(request, () => writeAccessLine(logger, request, reply));
        if (span) endSpan(span, request, reply);
      };
      reply.raw.once('finish', write).once('close', write);
      done();
    };
    runInContext({ requestId, ...traceFields(trace) }, () => serve(correlate));
  });
  // A body is read by events of the socket, which know nothing of the hook above: each later step enters the context again.
  fastify.addHook('preParsing', (request, _reply, payload, done) => inContext(request, () => done(null, payload)));
  fastify.addHook('preValidation', (request, _reply, done) =>
    inContext(request, () => {
      nameSubject(request);
      done();
    }),
  );
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (payload instanceof Readable) payload.once('error', (error) => noteBrokenBody(request, reply, error));
    done();
  });
  fastify.addHook('onError', (request, _reply, _error, done) => inContext(request, done));
}

/** Fastify ends the connection of a body that breaks, and asks no filter. */
function noteBrokenBody({ raw, url }: FastifyRequest, reply: FastifyReply, thrown: Error): void {
  // The caller has left; that is why the body ended.
  if (reply.raw.destroyed) return;
  const correlation = correlationOf(raw);
  const { error, status } = failureOf(thrown);
  const problem = problemOf(error, { path: pathOf(url), requestId: correlation?.requestId ?? '' }, status);
  noteBroken(raw, problem.status);
  if (problem.status >= 500) correlation?.span?.fail(error.cause ?? error, error.code);
}

function inContext(request: FastifyRequest, fn: () => void): void {
  const correlation = correlationOf(request.raw);
  if (correlation) correlation.run(fn);
  else fn();
}

/** Lines of a request about one resource have its id, as those of messages do, if the path has an id of this API. */
function nameSubject({ params, routeOptions }: FastifyRequest): void {
  const { id } = (params ?? {}) as { id?: unknown };
  if (typeof id !== 'string' || !RESOURCE_ID.test(id)) return;
  extendContext(routeOptions.url?.startsWith('/v1/operations/') === true ? { operationId: id } : { subjectId: id });
}

function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && SANE_REQUEST_ID.test(header) ? header : randomUUID();
}

function writeAccessLine(logger: Logger, request: FastifyRequest, reply: FastifyReply): void {
  const status = reply.statusCode;
  const route = request.routeOptions.url;
  const startedAt = correlationOf(request.raw)?.startedAt ?? performance.now();
  const durationMs = performance.now() - startedAt;
  // Probes would outnumber what callers ask.
  if (!isProbe(request.url)) recordDuration(request, outcomeOf(request, reply), durationMs);
  const quiet = status < 400 && route !== undefined && QUIET_ROUTES.test(route);
  const level = quiet ? 'debug' : status >= 500 ? 'warn' : 'info';
  logger[level](
    {
      method: request.method,
      // The pattern, not the path: ids would make each line its own kind. An unknown path is shown as it came.
      ...(route === undefined ? { path: pathOf(request.url) } : { route }),
      status,
      durationMs: Math.round(durationMs * 10) / 10,
      ...(!reply.raw.writableEnded && { aborted: true }),
    },
    'Request answered',
  );
}

function recordDuration({ method, routeOptions }: FastifyRequest, status: number, durationMs: number): void {
  recordMetric('http.server.request.duration', durationMs / 1_000, {
    'http.request.method': method as AttributeValue<'http.request.method'>,
    'http.route': routeOptions.url,
    'http.response.status_code': status,
  });
}

function serverSpan({ method, routeOptions, headers }: FastifyRequest): Span {
  const route = routeOptions.url;
  const traceparent = headers['traceparent'];
  return startSpan(route === undefined ? method : `${method} ${route}`, {
    kind: 'server',
    parent: typeof traceparent === 'string' ? traceparent : null,
    attributes: { 'http.request.method': method, 'http.route': route },
  });
}

/** The status that tells what came of it, whatever the head of the answer said. */
function outcomeOf({ raw }: FastifyRequest, reply: FastifyReply): number {
  return brokenWith(raw) ?? (reply.raw.headersSent ? reply.statusCode : CALLER_LEFT);
}

function endSpan(span: Span, request: FastifyRequest, reply: FastifyReply): void {
  span.set({ 'http.response.status_code': outcomeOf(request, reply) });
  // An answer whose length is not known at its beginning lasts as long as what it tells of.
  span.end(reply.raw.headersSent && reply.raw.getHeader('content-length') === undefined);
}
