import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, minStalledAfterMs, type Stored, stalledStepOf } from '#documents';
import {
  type DrivenDocument,
  errorCodeOf,
  lastSignOfLife,
  nextRequeue,
  requeueMessageId,
  ServiceError,
  type DrivenKind,
  LIFECYCLES,
  requeuedStatuses,
} from '#domain';
import { MessageHandlers, type MessageType } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { BlobStore } from '#storage';
import { requeueMessages, stepMessages } from './requeue-messages.ts';

export const DRIVEN_KINDS = Object.keys(LIFECYCLES) as DrivenKind[];

export interface RequeueCounts {
  requeued: number;
  stalled: number;
}

export interface RequeuePage extends RequeueCounts {
  /** Id of the last document, when there may be more. */
  readonly after: string | undefined;
}

const DOCUMENTS_AT_ONCE = 100;

/**
 * Requeues stalled work with the message of its current step. Work that makes no progress for longer than a queue is ever behind
 * ends as `stalled`.
 * Documents that changed are skipped: every write is conditional.
 * See ADR 15.
 */
@Injectable()
export class RequeueWork {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly blobs: BlobStore,
    private readonly commit: Commit,
    private readonly handlers: MessageHandlers,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** One page of the documents of this kind. */
  async execute(kind: DrivenKind, after: string | undefined, signal: AbortSignal): Promise<RequeuePage> {
    const now = Date.now();
    const { stalledAfterMs } = this.config.work;
    const before = new Date(now - minStalledAfterMs(kind, stalledAfterMs)).toISOString();
    const found = await this.documents.withoutProgress(kind, requeuedStatuses(kind), {
      before,
      limit: DOCUMENTS_AT_ONCE,
      after,
    });
    const counts: RequeueCounts = { requeued: 0, stalled: 0 };
    for (const document of found) {
      signal.throwIfAborted();
      const step = stalledStepOf(document, now, stalledAfterMs);
      if (step !== undefined) await this.requeue(document, step, counts);
    }
    return { ...counts, after: found.length === DOCUMENTS_AT_ONCE ? found.at(-1)?.id : undefined };
  }

  private async requeue(document: Stored<DrivenDocument>, step: MessageType, counts: RequeueCounts): Promise<void> {
    const { id: subjectId, redrives: earlier } = document;
    const stalledSince = lastSignOfLife(document);
    try {
      const redrives = nextRequeue(earlier, step);
      const messages =
        redrives && (await requeueMessages(this.blobs, document, step, requeueMessageId(subjectId, redrives)));
      if (!messages) {
        await this.end(document, step);
        counts.stalled += 1;
        this.logger.error({ subjectId, step, stalledSince, redrives: earlier }, 'stalled work has failed');
        return;
      }
      await this.commit.save({ ...document, redrives, outbox: [...document.outbox, ...messages] });
      counts.requeued += 1;
      this.logger.warn({ subjectId, step, stalledSince, redrives }, 'stalled work was requeued');
    } catch (err) {
      const code = errorCodeOf(err);
      // It moved in the meantime.
      if (code === 'etag-mismatch' || code === 'state-conflict') return;
      // What the broker did not take stays in the outbox; a database that is away ends the sweep.
      if (code === 'dependency-unavailable') throw err;
      this.logger.error({ err, subjectId, step }, 'stalled work could not be requeued');
    }
  }

  private async end(document: DrivenDocument, step: MessageType): Promise<void> {
    const detail = 'The work made no progress, even after it was requeued. Request it again.';
    for (const message of stepMessages(document, step)) {
      const handler = this.handlers.get(message.type);
      if (!handler) throw new ServiceError('internal', `No handler ends a stalled ${message.type}.`);
      await handler.onFailed?.(message, new ServiceError('stalled', detail));
    }
  }
}
