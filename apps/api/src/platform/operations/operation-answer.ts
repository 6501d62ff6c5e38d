import { setTimeout as delay } from 'node:timers/promises';
import { type CallHandler, type ExecutionContext, HttpStatus, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { isTerminal, type Operation, OPERATION_TRANSITIONS } from '#domain';
import { ShutdownState } from '#observability';
import { Answer } from '../answers/answer.ts';
import { POLL_AFTER_S } from '../answers/resource.ts';
import { OpenAnswers } from '../open-answers/open-answers.ts';
import { OperationWatches, READ_EVERY_MS } from './operation-watches.ts';
import { type OperationView, operationView } from './operations.schema.ts';
import { preferredWaitOf } from './prefer-wait.ts';

/**
 * How often the operation is looked at while its client waits: short work is noticed soon, long work read seldom. All who wait for it or
 * watch it in this process share one read in a tick.
 */
const FIRST_READ_AFTER_MS = 100;
const MAX_READ_INTERVAL_MS = 1_000;

/** Answers requests whose work goes on when they have been answered. */
@Injectable()
export class OperationAnswer implements NestInterceptor {
  constructor(
    private readonly watches: OperationWatches,
    private readonly shutdown: ShutdownState,
    private readonly openAnswers: OpenAnswers,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<Operation | Answer<unknown>>): Observable<unknown> {
    const http = context.switchToHttp();
    return next
      .handle()
      .pipe(
        mergeMap(async (result) =>
          result instanceof Answer
            ? result
            : this.accepted(result, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()),
        ),
      );
  }

  /**
   * 202, where to look, and the operation; with `Prefer: wait=N`, 200 and the operation at its end, if that comes in time. Answers at
   * once when the client hangs up, its token expires, it has many waiting already, or the process has to stop.
   */
  async accepted(operation: Operation, request: FastifyRequest, reply: FastifyReply): Promise<OperationView> {
    void reply.header('location', `/v1/operations/${operation.id}`);
    const waitS = preferredWaitOf(request.headers.prefer);
    let latest = operation;
    if (waitS !== undefined) {
      void reply.header('preference-applied', `wait=${waitS}`);
      // Who has many waiting already is answered at once: the work is accepted, and can be asked about.
      const waiting = this.openAnswers.tryOpen('waits', request, reply);
      if (waiting) {
        const signal = AbortSignal.any([waiting.ended, this.shutdown.signal]);
        latest = await this.ended(operation, waitS * 1_000, signal);
      }
      if (isEnded(latest)) {
        void reply.status(HttpStatus.OK);
        return operationView(latest);
      }
    }
    void reply.status(HttpStatus.ACCEPTED).header('retry-after', String(POLL_AFTER_S));
    return operationView(latest);
  }

  private async ended(operation: Operation, forMs: number, signal: AbortSignal): Promise<Operation> {
    using watched = this.watches.watch(operation.tenantId, operation.id);
    const deadline = performance.now() + forMs;
    let latest = operation;
    for (let intervalMs = FIRST_READ_AFTER_MS; !isEnded(latest) && !signal.aborted;) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) break;
      await delay(Math.min(intervalMs, leftMs), undefined, { signal }).catch(() => undefined);
      intervalMs = Math.min(Math.max(intervalMs * 1.5, READ_EVERY_MS), MAX_READ_INTERVAL_MS);
      // The work is accepted: that the database cannot tell how it goes is no reason to fail the request.
      const read = await watched.read().catch(() => undefined);
      // One that another asked for may be older than what this request itself has done.
      if (read && sequenceOf(read) >= sequenceOf(latest)) latest = read;
    }
    return latest;
  }
}

/** Of the last event: an operation never turns back. */
function sequenceOf({ events }: Operation): number {
  return events.at(-1)?.sequence ?? 0;
}

function isEnded({ status }: Operation): boolean {
  return isTerminal(OPERATION_TRANSITIONS, status);
}
