import { Inject, Injectable } from '@nestjs/common';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, type messages, type Received } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { RollUsage } from './roll-usage.usecase.ts';

/** Sums up usage; each day is a message, so that nothing is too large for one run. */
@Handles('usage.roll')
@Injectable()
export class RollUsageHandler {
  constructor(
    private readonly rollUsage: RollUsage,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle({ data }: Received<typeof messages.usageRoll>, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const next = await this.rollUsage.next(data.after);
    if (!next) return DONE;
    const sums = await this.rollUsage.sumUp(next.day, signal);
    if (sums > 0) this.logger.info({ day: next.day, sums }, 'usage was aggregated');
    return next.isLast ? DONE : { retryAfterMs: 0, data: { after: next.day } };
  }
}
