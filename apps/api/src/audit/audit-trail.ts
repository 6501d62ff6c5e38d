import { setTimeout as delay } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import type { AuditEvent } from '#domain';
import { MessagePublisher } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { AuditLog } from '#storage';
import { auditEvent, type Audited, messageOf } from './audit-message.ts';

/** How long an answer may wait for its event to be on its way. */
const LONGEST_WAIT_MS = 1_000;

/** Records what no document is written for. (Where one is, its outbox carries the event: see `auditMessage`.) */
@Injectable()
export class AuditTrail implements BeforeApplicationShutdown {
  readonly #running = new Set<Promise<void>>();

  constructor(
    @Inject(AuditLog) private readonly auditLog: AuditLog,
    @Inject(MessagePublisher) private readonly publisher: MessagePublisher,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Before something is done that must not happen unseen. @throws ServiceError `dependency-unavailable`: then it must not be done */
  async recordFirst(principal: Principal, audited: Audited): Promise<void> {
    await this.auditLog.append(principal.tenantId, auditEvent(principal, audited));
  }

  /** After something that has happened anyway: does not fail, and waits for a moment at most. */
  async record(principal: Principal, audited: Audited): Promise<void> {
    const recorded = this.bring(principal.tenantId, auditEvent(principal, audited));
    this.#running.add(recorded);
    void recorded.then(() => this.#running.delete(recorded));
    await Promise.race([recorded, delay(LONGEST_WAIT_MS, undefined, { ref: false })]);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.#running);
  }

  private async bring(tenantId: string, event: AuditEvent): Promise<void> {
    try {
      await this.publisher.publish(messageOf(tenantId, event));
    } catch (publishing) {
      try {
        await this.auditLog.append(tenantId, event);
      } catch (err) {
        // Both stores are away: the log is the last place that is left.
        this.logger.error({ err, publishing, auditEvent: event }, 'an event could not be brought to the audit log');
      }
    }
  }
}
