import { Inject, Injectable } from '@nestjs/common';
import { isRetryable, type ServiceError } from '#domain';
import {
  DONE,
  type HandlerContext,
  type HandlerOutcome,
  type Message,
  type MessageHandler,
  MESSAGES,
} from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { AnchorAudit } from './anchor-audit.usecase.ts';

const TYPE = 'audit.anchor';

/** Anchors the audit logs of all tenants; each tenant is a message, so that nothing is too large for one run. */
@Injectable()
export class AnchorAuditHandler implements MessageHandler<typeof TYPE> {
  readonly type = TYPE;

  constructor(
    private readonly anchorAudit: AnchorAudit,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle({ data, failures }: Message<typeof TYPE>, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const [tenantId, ...others] = (await this.anchorAudit.tenants()).filter((each) => each > (data.after ?? ''));
    if (tenantId === undefined) return DONE;
    try {
      await this.anchorAudit.execute(tenantId, signal);
    } catch (err) {
      const isLastAttempt = failures + 1 >= MESSAGES[TYPE].maxFailures;
      if (signal.aborted || (isRetryable(err) && !isLastAttempt)) throw err;
      // The logs of the tenants after it are anchored all the same.
      this.logger.error({ err, tenantId }, 'the audit log of a tenant could not be anchored');
    }
    return others.length === 0 ? DONE : { againAfterMs: 0, data: { after: tenantId } };
  }

  /** The next tick anchors more. */
  giveUp(_: Message<typeof TYPE>, error: ServiceError): Promise<void> {
    this.logger.error({ err: error }, 'the audit log could not be anchored');
    return Promise.resolve();
  }
}
