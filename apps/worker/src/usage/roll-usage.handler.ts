import { Inject, Injectable } from '@nestjs/common';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, type messages, type Received } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { NotifySubscribers } from '../notifications/notify-subscribers.service.ts';
import { RollUsage } from './roll-usage.usecase.ts';

/** The last part of the run, after usage was summed up. A worker of the release before finds no day to sum up, and is done. */
const NOTIFICATIONS = 'notifications';

/**
 * Sums up usage; each day is a message, so that nothing is too large for one run. Then notifies subscribers of what is due: one daily message for both
 * (ADR 202).
 */
@Handles('usage.roll')
@Injectable()
export class RollUsageHandler {
  constructor(
    private readonly rollUsage: RollUsage,
    private readonly notifySubscribers: NotifySubscribers,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle({ data }: Received<typeof messages.usageRoll>, { signal }: HandlerContext): Promise<HandlerOutcome> {
    if (data.part === NOTIFICATIONS) return this.notify(data.after, signal);
    const next = await this.rollUsage.next(data.after);
    if (!next) return { retryAfterMs: 0, data: { part: NOTIFICATIONS } };
    const sums = await this.rollUsage.sumUp(next.day, signal);
    if (sums > 0) this.logger.info({ day: next.day, sums }, 'usage was aggregated');
    return { retryAfterMs: 0, data: next.isLast ? { part: NOTIFICATIONS } : { after: next.day } };
  }

  private async notify(after: string | undefined, signal: AbortSignal): Promise<HandlerOutcome> {
    const { counts, next } = await this.notifySubscribers.execute(after, signal);
    if (Object.values(counts).some((count) => count > 0)) this.logger.info(counts, 'subscribers are notified');
    return next === undefined ? DONE : { retryAfterMs: 0, data: { part: NOTIFICATIONS, after: next } };
  }
}
