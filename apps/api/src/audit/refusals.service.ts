import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { catchError, from, mergeMap, type Observable, throwError } from 'rxjs';
import { findPrincipal, type Principal } from '#auth';
import { errorCodeOf } from '#domain';
import { REFUSALS, RefusedRequests } from '#intake';

/** Records requests of known principals that were refused for want of a right (403), at the edge or by a handler. */
@Injectable()
export class Refusals {
  constructor(private readonly refused: RefusedRequests) {}

  /**
   * @param principal on whose behalf the request came; a route without a guard has nobody, and its handler records what it refuses itself
   */
  async record(request: FastifyRequest, principal: Principal | undefined = findPrincipal(request)): Promise<void> {
    if (principal) await this.refused.record(principal, `${request.method} ${request.routeOptions.url ?? ''}`);
  }
}

/** Handlers refuse too, where the required right depends on the request. Before them, the edge refuses with `forbidden` only. */
@Injectable()
export class RefusalInterceptor implements NestInterceptor {
  constructor(private readonly refusals: Refusals) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (!REFUSALS.has(errorCodeOf(error))) return throwError(() => error);
        const recorded = this.refusals.record(context.switchToHttp().getRequest<FastifyRequest>());
        return from(recorded).pipe(mergeMap(() => throwError(() => error)));
      }),
    );
  }
}
