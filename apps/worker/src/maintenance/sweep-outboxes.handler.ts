import { Inject, Injectable } from '@nestjs/common';
import { DocumentStore, OutboxRelay, type StoredDocument } from '#documents';
import { errorCodeOf, type ServiceError } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, type Message, type MessageHandler } from '#messaging';
import { type Logger, LOGGER } from '#observability';

const TYPE = 'outbox.sweep';

/** Younger ones are most likely being published at this moment by the process that wrote them. */
const LEAVE_YOUNGER_THAN_MS = 15_000;
const DOCUMENTS_AT_ONCE = 200;

/** Publishes what a process that died, or a broker that was down, left in outboxes. */
@Injectable()
export class SweepOutboxesHandler implements MessageHandler<typeof TYPE> {
  readonly type = TYPE;

  constructor(
    private readonly documents: DocumentStore,
    private readonly outbox: OutboxRelay,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle({ data }: Message<typeof TYPE>, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const before = new Date(Date.now() - LEAVE_YOUNGER_THAN_MS).toISOString();
    const pending = await this.documents.withPendingOutbox(before, DOCUMENTS_AT_ONCE, data.after);
    for (const document of pending) {
      signal.throwIfAborted();
      await this.relay(document);
    }
    if (pending.length > 0) this.logger.warn({ documents: pending.length }, 'outboxes were swept');
    const after = pending.length === DOCUMENTS_AT_ONCE ? pending.at(-1)?.id : undefined;
    return after === undefined ? DONE : { againAfterMs: 0, data: { after } };
  }

  /** One document that cannot be published must not keep the others waiting; a broker that is down ends the sweep. */
  private async relay(document: StoredDocument): Promise<void> {
    try {
      await this.outbox.relay(document);
    } catch (err) {
      if (errorCodeOf(err) === 'dependency-unavailable') throw err;
      this.logger.error({ err, documentId: document.id }, 'an outbox could not be swept');
    }
  }

  /** The next tick sweeps again. */
  giveUp(_: Message<typeof TYPE>, error: ServiceError): Promise<void> {
    this.logger.error({ err: error }, 'an outbox sweep was given up');
    return Promise.resolve();
  }
}
