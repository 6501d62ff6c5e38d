import { setTimeout as delay } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import type { AuditEvent } from '#domain';
import { MessagePublisher } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { AuditLog } from '#storage';
import { auditEvent, type Audited, messageOf } from './audit-message.ts';

/** How long an answer may wait for its event to be on its way. */
const RECORD_TIMEOUT_MS = 1_000;

/** A stop waits no longer for the broker, and no longer for the store after that. */
const STOP_TIMEOUT_MS = 2_000;

/**
 * Records what no document is written for. (Where one is, its outbox carries the event: see `auditMessage`.)
 * See ADR 98.
 */
@Injectable()
export class AuditTrail implements BeforeApplicationShutdown {
  /** What is on its way, by the id of the event. */
  readonly #running = new Map<string, { readonly tenantId: string; readonly event: AuditEvent; done: Promise<void> }>();

  constructor(
    private readonly auditLog: AuditLog,
    private readonly publisher: MessagePublisher,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Before something is done that must not happen unseen. @throws ServiceError `dependency-unavailable`: then it must not be done */
  async recordFirst(principal: Principal, audited: Audited): Promise<void> {
    await this.auditLog.append(principal.tenantId, auditEvent(principal, audited));
  }

  /** After something that has happened anyway: does not fail, and waits for a moment at most. */
  async record(principal: Principal, audited: Audited): Promise<void> {
    const { tenantId } = principal;
    const event = auditEvent(principal, audited);
    const done = this.bring(tenantId, event).then(() => void this.#running.delete(event.eventId));
    this.#running.set(event.eventId, { tenantId, event, done });
    await Promise.race([done, delay(RECORD_TIMEOUT_MS, undefined, { ref: false })]);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.race([this.idle(), delay(STOP_TIMEOUT_MS, undefined, { ref: false })]);
    if (this.#running.size === 0) return;
    // Without a broker a send only fails after half a minute. An event that arrives both ways is appended once.
    const left = [...this.#running.values()];
    const appended = Promise.all(left.map(({ tenantId, event }) => this.append(tenantId, event)));
    await Promise.race([appended, delay(STOP_TIMEOUT_MS, undefined, { ref: false })]);
  }

  private idle(): Promise<unknown> {
    return Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  private async bring(tenantId: string, event: AuditEvent): Promise<void> {
    try {
      await this.publisher.publish(messageOf(tenantId, event));
    } catch (publishing) {
      await this.append(tenantId, event, publishing);
    }
  }

  private async append(tenantId: string, event: AuditEvent, publishing?: unknown): Promise<void> {
    try {
      await this.auditLog.append(tenantId, event);
    } catch (err) {
      // Both stores are away: the log is the last place that is left.
      this.logger.error({ err, publishing, auditEvent: event }, 'an event could not be written to the audit log');
    }
  }
}
