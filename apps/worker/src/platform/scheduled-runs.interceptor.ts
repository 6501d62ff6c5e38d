import { Inject, Injectable } from '@nestjs/common';
import { scheduledRunOf, ScheduleStore } from '#documents';
import { errorCodeOf, type ScheduleRun, withEnd } from '#domain';
import type { HandlerOutcome, Message, MessageInterceptor } from '#messaging';
import { type Logger, LOGGER } from '#observability';

/** Notes how the newest run of a schedule has ended: when its last message is handled, and when an attempt fails. */
@Injectable()
export class ScheduledRunsInterceptor implements MessageInterceptor {
  constructor(
    private readonly schedules: ScheduleStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async intercept(message: Message, next: () => Promise<HandlerOutcome>): Promise<HandlerOutcome> {
    if (!scheduledRunOf(message)) return next();
    let outcome;
    try {
      outcome = await next();
    } catch (error) {
      await this.note(message, { outcome: 'failed', code: errorCodeOf(error) });
      throw error;
    }
    // Otherwise the run goes on in another message.
    if (!('retryAfterMs' in outcome)) await this.note(message, { outcome: 'succeeded', code: undefined });
    return outcome;
  }

  /** The work is done, or has failed, whether that can be noted or not. */
  private async note(message: Message, ended: Pick<ScheduleRun, 'outcome' | 'code'>): Promise<void> {
    const run = scheduledRunOf(message);
    if (!run) return;
    const now = Date.now();
    try {
      await this.schedules.change(now, (states) => {
        const before = states[run.name];
        const finishedAt = new Date(now).toISOString();
        const after = withEnd(before, { ...ended, slot: run.slot, startedAt: message.occurredAt, finishedAt });
        return after === before ? states : { ...states, [run.name]: after };
      });
    } catch (err) {
      this.logger.warn({ err, schedule: run.name }, 'the outcome of a schedule could not be noted');
    }
  }
}
