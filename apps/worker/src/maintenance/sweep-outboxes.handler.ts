import { Inject, Injectable } from '@nestjs/common';
import { DocumentStore, MIN_OUTBOX_AGE_MS, OutboxRelay, type StoredDocument } from '#documents';
import { errorCodeOf } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, type messages, type Received } from '#messaging';
import { type Logger, LOGGER } from '#observability';

const DOCUMENTS_AT_ONCE = 200;

/** Publishes what a process that died, or a broker that was down, left in outboxes. */
@Handles('outbox.sweep')
@Injectable()
export class SweepOutboxesHandler {
  constructor(
    private readonly documents: DocumentStore,
    private readonly outbox: OutboxRelay,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle({ data }: Received<typeof messages.outboxSweep>, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const before = new Date(Date.now() - MIN_OUTBOX_AGE_MS).toISOString();
    const pending = await this.documents.withPendingOutbox(before, DOCUMENTS_AT_ONCE, data.after);
    for (const document of pending) {
      signal.throwIfAborted();
      await this.relay(document);
    }
    if (pending.length > 0) this.logger.warn({ documents: pending.length }, 'outboxes were swept');
    const after = pending.length === DOCUMENTS_AT_ONCE ? pending.at(-1)?.id : undefined;
    return after === undefined ? DONE : { retryAfterMs: 0, data: { after } };
  }

  /** One document that cannot be published must not keep the others waiting; a broker that is down ends the sweep. */
  private async relay(document: StoredDocument): Promise<void> {
    try {
      await this.outbox.relay(document);
    } catch (err) {
      if (errorCodeOf(err) === 'dependency-unavailable') throw err;
      this.logger.error({ err, subjectId: document.id }, 'an outbox could not be swept');
    }
  }
}
