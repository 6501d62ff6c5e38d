import { Inject, Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { createMessage, MessagePublisher, type MessageType, SYSTEM_TENANT } from '#messaging';
import { type Logger, LOGGER } from '#observability';

/**
 * Publishes recurring work. Every replica does, at the same slots of time with the same message ids, and the queue keeps one of
 * each: no leader, no lock. A worker at zero replicas could not wake itself; the API always has one.
 */
@Injectable()
export class Ticks {
  constructor(
    @Inject(MessagePublisher) private readonly publisher: MessagePublisher,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Cron(CronExpression.EVERY_30_SECONDS, { timeZone: 'UTC' })
  sweepOutboxes(): Promise<void> {
    return this.publish('outbox.sweep', 30_000);
  }

  private async publish(type: Extract<MessageType, `${string}.sweep`>, slotMs: number): Promise<void> {
    const slot = new Date(Math.floor(Date.now() / slotMs) * slotMs).toISOString();
    const message = createMessage(type, { tenantId: SYSTEM_TENANT, subjectId: type, data: {} });
    try {
      await this.publisher.publish({ ...message, id: `tick:${type}:${slot}` });
    } catch (err) {
      // The next slot brings the same work.
      this.logger.warn({ err, type }, 'a tick could not be published');
    }
  }
}
