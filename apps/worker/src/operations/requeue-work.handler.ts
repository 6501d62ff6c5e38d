import { Inject, Injectable } from '@nestjs/common';
import type { DrivenKind } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, type messages, type Received } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { DRIVEN_KINDS, RequeueWork } from './requeue-work.usecase.ts';

/** Looks, kind by kind and page by page, for work that makes no progress. */
@Handles('work.requeue', { formerly: ['operations.sweep'] })
@Injectable()
export class RequeueWorkHandler {
  constructor(
    private readonly requeueWork: RequeueWork,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle({ data }: Received<typeof messages.workRequeue>, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const kind = DRIVEN_KINDS.find((each) => each === data.part) ?? DRIVEN_KINDS[0];
    if (kind === undefined) return DONE;
    const { after, requeued, stalled } = await this.requeueWork.execute(kind, data.after, signal);
    if (requeued + stalled > 0) this.logger.warn({ kind, requeued, stalled }, 'operations were swept');
    if (after !== undefined) return { retryAfterMs: 0, data: { part: kind, after } };
    const next = kindAfter(kind);
    return next === undefined ? DONE : { retryAfterMs: 0, data: { part: next } };
  }
}

function kindAfter(kind: DrivenKind): DrivenKind | undefined {
  return DRIVEN_KINDS[DRIVEN_KINDS.indexOf(kind) + 1];
}
