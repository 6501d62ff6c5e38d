import { Inject, Injectable } from '@nestjs/common';
import type { ServiceError } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, type Message, type MessageHandler } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { AnchorAudit } from './anchor-audit.usecase.ts';

const TYPE = 'audit.anchor';

/** Anchors the audit logs of all tenants; each tenant is a message, so that nothing is too large for one run. */
@Injectable()
export class AnchorAuditHandler implements MessageHandler<typeof TYPE> {
  readonly type = TYPE;

  constructor(
    @Inject(AnchorAudit) private readonly anchorAudit: AnchorAudit,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle({ data }: Message<typeof TYPE>, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const [tenantId, ...others] = (await this.anchorAudit.tenants()).filter((each) => each > (data.after ?? ''));
    if (tenantId === undefined) return DONE;
    await this.anchorAudit.execute(tenantId, signal);
    return others.length === 0 ? DONE : { againAfterMs: 0, data: { after: tenantId } };
  }

  /** The next tick anchors more. */
  giveUp(_: Message<typeof TYPE>, error: ServiceError): Promise<void> {
    this.logger.error({ err: error }, 'the audit log could not be anchored');
    return Promise.resolve();
  }
}
