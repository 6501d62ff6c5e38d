import type { ServiceError } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, type Message, type MessageHandler } from '#messaging';
import type { Logger } from '#observability';
import { DRIVEN_KINDS, type DrivenKind, type Ender, type RedriveWork } from './redrive-work.usecase.ts';

const TYPE = 'operations.sweep';

/** Looks, kind by kind and page by page, for work that makes no progress. */
export class SweepOperationsHandler implements MessageHandler<typeof TYPE> {
  readonly type = TYPE;

  /** @param enders by message type, the handlers that can end what their messages began */
  constructor(
    private readonly redriveWork: RedriveWork,
    private readonly enders: ReadonlyMap<string, Ender>,
    private readonly logger: Logger,
  ) {}

  async handle({ data }: Message<typeof TYPE>, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const kind = DRIVEN_KINDS.find((each) => each === data.part) ?? DRIVEN_KINDS[0];
    if (kind === undefined) return DONE;
    const { after, redriven, stalled } = await this.redriveWork.execute(kind, data.after, this.enders, signal);
    if (redriven + stalled > 0) this.logger.warn({ kind, redriven, stalled }, 'operations were swept');
    if (after !== undefined) return { againAfterMs: 0, data: { part: kind, after } };
    const next = kindAfter(kind);
    return next === undefined ? DONE : { againAfterMs: 0, data: { part: next } };
  }

  /** The next tick sweeps again. */
  giveUp(_: Message<typeof TYPE>, error: ServiceError): Promise<void> {
    this.logger.error({ err: error }, 'a sweep of operations failed');
    return Promise.resolve();
  }
}

function kindAfter(kind: DrivenKind): DrivenKind | undefined {
  return DRIVEN_KINDS[DRIVEN_KINDS.indexOf(kind) + 1];
}
