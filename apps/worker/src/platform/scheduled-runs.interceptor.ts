import { Inject, Injectable } from '@nestjs/common';
import { scheduledRunOf, ScheduleStore, tickId } from '#documents';
import { errorCodeOf, isRunOver, type ScheduleRun, withEnd } from '#domain';
import { DONE, type HandlerOutcome, type Message, type MessageInterceptor } from '#messaging';
import { type Logger, LOGGER } from '#observability';

/**
 * Notes how the newest run of a schedule has ended: when its last message is handled, and when an attempt fails. A run that has succeeded is not repeated:
 * an API whose send was held up longer than the queue's window of duplicate detection puts the same message on the queue again.
 */
@Injectable()
export class ScheduledRunsInterceptor implements MessageInterceptor {
  constructor(
    private readonly schedules: ScheduleStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async intercept(message: Message, next: () => Promise<HandlerOutcome>): Promise<HandlerOutcome> {
    if (!scheduledRunOf(message)) return next();
    if (await this.isOver(message)) {
      // `npm run test:days` counts these lines.
      this.logger.info({ messageId: message.id }, 'The run of this schedule is over; its message is dropped');
      return DONE;
    }
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

  /** Asks the store for the first message of a run alone. If the store cannot be read, the run is made: it may be repeated. */
  private async isOver(message: Message): Promise<boolean> {
    const run = scheduledRunOf(message);
    if (!run || message.id !== tickId(run.name, Date.parse(run.slot))) return false;
    try {
      return isRunOver((await this.schedules.read(Date.now()))[run.name], run.slot);
    } catch (err) {
      this.logger.warn({ err, schedule: run.name }, 'whether the run of a schedule is over could not be read');
      return false;
    }
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
