import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { catchError, from, mergeMap, type Observable, throwError } from 'rxjs';
import { findPrincipal, type Principal } from '#auth';
import { errorCodeOf } from '#domain';
import { AuditTrail } from '#intake';

/** A caller who is refused repeatedly is recorded once in this time: nobody may fill the database through the audit log. */
const SLOT_MS = 60_000;
const MAX_REMEMBERED = 1_000;

/** By handlers; before them, the edge refuses with the first only. */
const REFUSALS: ReadonlySet<string> = new Set(['forbidden', 'voice-not-granted']);

/** Records requests of known principals that were refused for want of a right (403), at the edge or by a handler. */
@Injectable()
export class Refusals {
  readonly #recent = new Set<string>();

  constructor(private readonly trail: AuditTrail) {}

  /**
   * @param principal on whose behalf the request came; a route without a guard has nobody, and its handler records what it refuses itself
   */
  async record(request: FastifyRequest, principal: Principal | undefined = findPrincipal(request)): Promise<void> {
    if (!principal) return;
    const route = `${request.method} ${request.routeOptions.url ?? ''}`;
    const slot = Math.floor(Date.now() / SLOT_MS);
    const key = JSON.stringify([principal.tenantId, principal.objectId, route, slot]);
    const eventId = `refuse:${createHash('sha256').update(key).digest('hex').slice(0, 40)}`;
    if (this.#recent.has(eventId)) return;
    if (this.#recent.size >= MAX_REMEMBERED) this.#recent.clear();
    this.#recent.add(eventId);
    await this.trail.record(principal, {
      action: 'request.refuse',
      outcome: 'refused',
      subject: { kind: 'route', id: route },
      eventId,
      details: { clientId: principal.clientId, roles: principal.roles.join(' ') },
    });
  }
}

/** Handlers refuse too, where the right depends on what is asked for. */
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
