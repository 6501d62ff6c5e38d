import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { DocumentStore, stalledAfterMs, stepMessagesOf } from '#documents';
import { kindOfId, lastSignOfLife } from '#domain';
import type { HandlerOutcome, Message, MessageInterceptor, MessageType } from '#messaging';

/** A third: two beats may fail before the work is taken for lost. */
const BEATS_BEFORE_STALLED = 3;

/**
 * Shows that work which waits (for recordings, for Azure) is not lost: a handler that still has to wait notes that in the document, rarely. Not for
 * syntheses: theirs are the only documents that are written while something else may be running on them.
 */
@Injectable()
export class HeartbeatInterceptor implements MessageInterceptor {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
  ) {}

  async intercept(
    { type, tenantId, subjectId }: Message,
    next: () => Promise<HandlerOutcome>,
  ): Promise<HandlerOutcome> {
    const outcome = await next();
    if ('retryAfterMs' in outcome) await this.beat(type, tenantId, subjectId);
    return outcome;
  }

  async beat(type: MessageType, tenantId: string, subjectId: string): Promise<void> {
    const kind = kindOfId(subjectId);
    if ((kind !== 'consent' && kind !== 'voice' && kind !== 'batch') || !stepMessagesOf(kind).includes(type)) return;
    const document = await this.documents.find(kind, tenantId, subjectId);
    if (!document) return;
    const everyMs = (this.config.work.stalledAfterMs ?? stalledAfterMs(type)) / BEATS_BEFORE_STALLED;
    const now = Date.now();
    if (now - Date.parse(lastSignOfLife(document)) < everyMs) return;
    await this.documents.heartbeat(document, new Date(now).toISOString());
  }
}
