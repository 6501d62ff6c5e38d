import { Inject, Injectable } from '@nestjs/common';
import type { DrivenKind, ServiceError } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, type messages, type Received } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { DRIVEN_KINDS, RedriveWork } from './redrive-work.usecase.ts';

/** Looks, kind by kind and page by page, for work that makes no progress. */
@Handles('operations.sweep')
@Injectable()
export class SweepOperationsHandler {
  constructor(
    private readonly redriveWork: RedriveWork,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle(
    { data }: Received<typeof messages.operationsSweep>,
    { signal }: HandlerContext,
  ): Promise<HandlerOutcome> {
    const kind = DRIVEN_KINDS.find((each) => each === data.part) ?? DRIVEN_KINDS[0];
    if (kind === undefined) return DONE;
    const { after, redriven, stalled } = await this.redriveWork.execute(kind, data.after, signal);
    if (redriven + stalled > 0) this.logger.warn({ kind, redriven, stalled }, 'operations were swept');
    if (after !== undefined) return { retryAfterMs: 0, data: { part: kind, after } };
    const next = kindAfter(kind);
    return next === undefined ? DONE : { retryAfterMs: 0, data: { part: next } };
  }

  /** The next tick sweeps again. */
  onFailed(_: unknown, error: ServiceError): Promise<void> {
    this.logger.error({ err: error }, 'a sweep of operations failed');
    return Promise.resolve();
  }
}

function kindAfter(kind: DrivenKind): DrivenKind | undefined {
  return DRIVEN_KINDS[DRIVEN_KINDS.indexOf(kind) + 1];
}
