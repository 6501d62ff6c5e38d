import { Inject, Injectable } from '@nestjs/common';
import type { ServiceError } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, type messages, type Received } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { AuditLog } from '#storage';
import { AnchorAudit, ENTRIES_PER_ANCHOR } from './anchor-audit.usecase.ts';

/** Brings an event from an outbox, or from a request that was refused, to its tenant's audit log. */
@Handles('audit.append')
@Injectable()
export class AppendAuditHandler {
  /** Thousands of each tenant that this process has seen the end of. The API appends too, so the thousandth entry may be one of its own. */
  readonly #thousands = new Map<string, number>();

  constructor(
    private readonly auditLog: AuditLog,
    private readonly anchorAudit: AnchorAudit,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle(
    { tenantId, data }: Received<typeof messages.auditAppend>,
    { signal }: HandlerContext,
  ): Promise<HandlerOutcome> {
    const { sequence } = await this.auditLog.append(tenantId, data);
    if (this.endsThousand(tenantId, sequence)) await this.anchor(tenantId, signal);
    return DONE;
  }

  private endsThousand(tenantId: string, sequence: number): boolean {
    const thousands = Math.floor(sequence / ENTRIES_PER_ANCHOR);
    const before = this.#thousands.get(tenantId) ?? Math.floor((sequence - 1) / ENTRIES_PER_ANCHOR);
    this.#thousands.set(tenantId, Math.max(before, thousands));
    return thousands > before;
  }

  /** The event is appended whether it is anchored now or by the next tick. */
  private async anchor(tenantId: string, signal: AbortSignal): Promise<void> {
    try {
      await this.anchorAudit.execute(tenantId, signal);
    } catch (err) {
      this.logger.warn({ err, tenantId }, 'the audit log could not be anchored; the next tick will retry');
    }
  }

  /** The message stays in the dead-letter queue, from where it can be sent again: the event is not lost. */
  onFailed({ data }: Received<typeof messages.auditAppend>, error: ServiceError): Promise<void> {
    this.logger.error({ err: error, eventId: data.eventId }, 'an event could not be brought to the audit log');
    return Promise.resolve();
  }
}
