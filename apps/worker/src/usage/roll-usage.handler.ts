import { Inject, Injectable } from '@nestjs/common';
import type { ServiceError } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, type Message, type MessageHandler } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { RollUsage } from './roll-usage.usecase.ts';

const TYPE = 'usage.roll';

/** Sums up usage; each day is a message, so that nothing is too large for one run. */
@Injectable()
export class RollUsageHandler implements MessageHandler<typeof TYPE> {
  readonly type = TYPE;

  constructor(
    private readonly rollUsage: RollUsage,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle({ data }: Message<typeof TYPE>, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const next = await this.rollUsage.next(data.after);
    if (!next) return DONE;
    const sums = await this.rollUsage.sumUp(next.day, signal);
    if (sums > 0) this.logger.info({ day: next.day, sums }, 'usage was aggregated');
    return next.isLast ? DONE : { againAfterMs: 0, data: { after: next.day } };
  }

  /** The next tick does it: until then readers add it up themselves. */
  giveUp(_: Message<typeof TYPE>, error: ServiceError): Promise<void> {
    this.logger.error({ err: error }, 'usage could not be aggregated');
    return Promise.resolve();
  }
}
