import { Inject, Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { OutboxRelay } from '#documents';
import {
  type Message,
  MessagePublisher,
  messages,
  type MessageSubject,
  type MessageType,
  SYSTEM_TENANT,
} from '#messaging';
import { type Logger, LOGGER } from '#observability';

const SLOT_MS = 30_000;
const REGULAR_SWEEP_MS = 10 * 60_000;
const FIVE_MINUTES_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;

/** The constructor of a message that needs no data. */
interface Tick {
  (subject: MessageSubject): Message;
  readonly type: MessageType;
}

/**
 * Publishes recurring work. Every replica does, at the same slots of time with the same message ids, and the queue keeps one of
 * each: no leader, no lock. A worker at zero replicas could not wake itself; the API always has one.
 */
@Injectable()
export class Ticks {
  private sweepsDue = 0;

  constructor(
    private readonly publisher: MessagePublisher,
    private readonly outbox: OutboxRelay,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * At once when this process could not publish what it had committed; else rarely, for what died with another process: each tick
   * wakes a worker that might be at zero replicas.
   */
  @Cron(CronExpression.EVERY_30_SECONDS, { timeZone: 'UTC' })
  async sweepOutboxes(): Promise<void> {
    const isRegular = Date.now() % REGULAR_SWEEP_MS < SLOT_MS;
    // Twice: the first may come too soon, since a sweep leaves alone what was committed just now.
    if (this.outbox.takeLeftBehind()) this.sweepsDue = 2;
    if (this.sweepsDue === 0 && !isRegular) return;
    this.sweepsDue = Math.max(0, this.sweepsDue - 1);
    await this.publish(messages.outboxSweep, SLOT_MS);
  }

  /** Long against what a sweep costs, short against what has to stand still before it is noticed (half an hour and more). */
  @Cron(CronExpression.EVERY_5_MINUTES, { timeZone: 'UTC' })
  requeueWork(): Promise<void> {
    return this.publish(messages.workRequeue, FIVE_MINUTES_MS);
  }

  @Cron(CronExpression.EVERY_5_MINUTES, { timeZone: 'UTC' })
  countDeadLetters(): Promise<void> {
    return this.publish(messages.deadLettersCount, FIVE_MINUTES_MS);
  }

  @Cron('0 17 */6 * * *', { timeZone: 'UTC' })
  sweepRetention(): Promise<void> {
    return this.publish(messages.retentionSweep, HOUR_MS);
  }

  @Cron('0 43 2 * * *', { timeZone: 'UTC' })
  garbageCollectCustomVoice(): Promise<void> {
    return this.publish(messages.customVoiceGarbageCollect, HOUR_MS);
  }

  /** Once a day is over everywhere, also for a clock that is behind. */
  @Cron('0 13 1 * * *', { timeZone: 'UTC' })
  rollUsage(): Promise<void> {
    return this.publish(messages.usageRoll, HOUR_MS);
  }

  /** Daily: what a tenant with few events did is covered within a day. */
  @Cron('0 37 0 * * *', { timeZone: 'UTC' })
  anchorAudit(): Promise<void> {
    return this.publish(messages.auditAnchor, HOUR_MS);
  }

  private async publish(tick: Tick, slotMs: number): Promise<void> {
    const slot = new Date(Math.floor(Date.now() / slotMs) * slotMs).toISOString();
    const { type } = tick;
    const message = tick({ tenantId: SYSTEM_TENANT, subjectId: type });
    try {
      await this.publisher.publish({ ...message, id: `tick:${type}:${slot}` });
    } catch (err) {
      // The next slot brings the same work.
      if (tick === messages.outboxSweep) this.sweepsDue = 2;
      this.logger.warn({ err, type }, 'a tick could not be published');
    }
  }
}
