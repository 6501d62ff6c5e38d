import { Inject, Injectable } from '@nestjs/common';
import type { ServiceError } from '#domain';
import { DONE, type HandlerOutcome, type Message, type MessageHandler } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { AuditLog } from '#storage';

const TYPE = 'audit.append';

/** Brings an event from an outbox, or from a request that was refused, to its tenant's audit log. */
@Injectable()
export class AppendAuditHandler implements MessageHandler<typeof TYPE> {
  readonly type = TYPE;

  constructor(
    @Inject(AuditLog) private readonly auditLog: AuditLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle({ tenantId, data }: Message<typeof TYPE>): Promise<HandlerOutcome> {
    await this.auditLog.append(tenantId, data);
    return DONE;
  }

  /** The message stays in the dead-letter queue, from where it can be sent again: the event is not lost. */
  giveUp({ data }: Message<typeof TYPE>, error: ServiceError): Promise<void> {
    this.logger.error({ err: error, eventId: data.eventId }, 'an event could not be brought to the audit log');
    return Promise.resolve();
  }
}
