import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '#observability';
import type { AllowedMethods } from './allowed-methods.ts';
import type { Contribution, ErrorForm } from './contribution.ts';
import { failureOf, type HttpFailure, isDisconnect } from './failure.ts';
import { hasNoRoute } from './known-paths.ts';
import { failureOfRequest } from './request-failure.ts';
import { correlationOf, noteBroken, pathOf } from './request-correlation.ts';
import { retryAfterOf } from './retry-after.ts';
import { ServiceError } from '#domain';
import { type Problem, PROBLEM_MEDIA_TYPE, problemOf } from '#intake';

/** Answers whatever was thrown as `application/problem+json`, or in the form that a feature has for its paths. What was not expected is logged with its stack, and only there. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly forms: readonly ErrorForm[];

  constructor(
    private readonly logger: Logger,
    private readonly allowedMethods: AllowedMethods,
    contributions: readonly Contribution[],
    private readonly servesDocument: boolean,
  ) {
    this.forms = contributions.flatMap(({ errorForm }) => errorForm ?? []);
  }

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const correlation = correlationOf(request.raw);
    const answer = () => this.answer(thrown, request, reply, correlation?.requestId ?? '');
    if (correlation) correlation.run(answer);
    else answer();
  }

  private answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply, requestId: string): void {
    if (request.raw.socket.destroyed && isDisconnect(thrown)) {
      this.logger.info('the client disconnected');
      return;
    }
    const path = pathOf(request.url);
    const failure = failureOfRequest(failureOf(thrown), request, this.servesDocument);
    const { error, status } = this.pathFailure(failure, request, path, reply) ?? failure;
    const problem = problemOf(error, { path, requestId }, status);
    this.log(error, problem.status);
    if (problem.status >= 500) correlationOf(request.raw)?.span?.fail(error.cause ?? error, error.code);
    if (reply.raw.headersSent) {
      noteBroken(request.raw, problem.status);
      // A stream broke half-way: cutting the connection is the only way left to say that the answer is not whole.
      reply.raw.destroy();
      return;
    }
    const retryAfter = retryAfterOf(error);
    if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
    // Clients that retry each 429 are told to stop.
    if (problem.status === 429 && !problem.retryable) reply.header('x-should-retry', 'false');
    const form = this.forms.find((each) => each.applies(path));
    if (form) form.send(reply, problem);
    else sendProblem(reply, problem);
  }

  /** What is wrong with a path that has no route for this method. What else was thrown, such as `rate-limited`, stays. */
  private pathFailure(
    { error }: HttpFailure,
    request: FastifyRequest,
    path: string,
    reply: FastifyReply,
  ): HttpFailure | undefined {
    if (!hasNoRoute(request) || error.code !== 'not-found') return undefined;
    const allowed = this.allowedMethods.of(path);
    if (allowed.length === 0) {
      const hint = this.hintTo(this.allowedMethods.similarTo(path));
      return { error: new ServiceError('not-found', `This path does not exist.${hint}`) };
    }
    // The path is routed for this method too, and was answered as missing by its handler.
    if (allowed.includes(request.method)) return undefined;
    reply.header('allow', allowed.join(', '));
    return {
      error: new ServiceError('method-not-allowed', `Use ${either(allowed)} here, not ${request.method}.`),
    };
  }

  private hintTo(similar: string | undefined): string {
    if (similar !== undefined) return ` Did you mean ${similar}?`;
    return this.servesDocument ? ' GET /openapi.json lists the paths.' : '';
  }

  private log(error: ServiceError, status: number): void {
    if (error.code === 'internal') this.logger.error({ err: error.cause ?? error }, 'a request failed unexpectedly');
    else if (status >= 500) this.logger.warn({ err: error, code: error.code }, 'a request failed');
    // The detail may repeat what was sent.
    else this.logger.debug({ code: error.code, errors: error.fields.map(({ code }) => code) }, 'a request was refused');
  }
}

/** `GET, HEAD or POST` */
function either(methods: readonly string[]): string {
  return methods.length < 2 ? methods.join('') : `${methods.slice(0, -1).join(', ')} or ${methods.at(-1)}`;
}

/** Sends the problem through Fastify, whatever content type the handler had already chosen. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  for (const name of ['accept-ranges', 'content-disposition', 'content-length', 'etag', 'last-modified'])
    reply.removeHeader(name);
  // The length of what a range was asked of stays: RFC 9110, 15.5.17.
  if (problem.code !== 'range-not-satisfiable') reply.removeHeader('content-range');
  void reply
    .code(problem.status)
    .header('content-type', PROBLEM_MEDIA_TYPE)
    .header('cache-control', 'no-store')
    .serializer((value: unknown) => JSON.stringify(value))
    .send(problem);
}
