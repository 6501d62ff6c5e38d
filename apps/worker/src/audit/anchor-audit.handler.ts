import { Inject, Injectable } from '@nestjs/common';
import { isRetryable } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, messages, MESSAGES, type Received } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { AnchorAudit } from './anchor-audit.usecase.ts';

/** Anchors the audit logs of all tenants; each tenant is a message, so that nothing is too large for one run. */
@Handles('audit.anchor')
@Injectable()
export class AnchorAuditHandler {
  constructor(
    private readonly anchorAudit: AnchorAudit,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle(
    { data, failures }: Received<typeof messages.auditAnchor>,
    { signal }: HandlerContext,
  ): Promise<HandlerOutcome> {
    const [tenantId, ...others] = (await this.anchorAudit.tenants()).filter((each) => each > (data.after ?? ''));
    if (tenantId === undefined) return DONE;
    try {
      await this.anchorAudit.execute(tenantId, signal);
    } catch (err) {
      const isLastAttempt = failures + 1 >= MESSAGES[messages.auditAnchor.type].maxFailures;
      if (signal.aborted || (isRetryable(err) && !isLastAttempt)) throw err;
      // The logs of the tenants after it are anchored all the same.
      this.logger.error({ err, tenantId }, 'the audit log of a tenant could not be anchored');
    }
    return others.length === 0 ? DONE : { retryAfterMs: 0, data: { after: tenantId } };
  }
}
