import { Injectable } from '@nestjs/common';
import { Commit, DocumentStore, SettleCharge, type Stored } from '#documents';
import {
  type Batch,
  BATCH_TRANSITIONS,
  type BatchChunk,
  type Failure,
  hasBatchEnded,
  hasChunkPassed,
  openChunk,
  type OutboxMessage,
  ServiceError,
  transition,
  withChunk,
} from '#domain';
import { canceledWithCleanUp } from '#messaging';
import { isRevoked } from '../platform/usable-voice.ts';
import type { ChunkAttempt } from './chunk-attempt.ts';

export interface OpenChunk {
  readonly batch: Stored<Batch>;
  readonly chunk: BatchChunk;
}

export interface ChangeOptions {
  /** The batch as it was read before, where no other chunk can have changed it: it need not be read again. */
  readonly found?: Stored<Batch> | undefined;
  /** What else changes when this is the last chunk. May run several times. */
  readonly ending?: (batch: Stored<Batch>) => Promise<Stored<Batch>> | Stored<Batch>;
}

/** Reads and commits batches, chunk by chunk. */
@Injectable()
export class BatchWriter {
  constructor(
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
    private readonly charge: SettleCharge,
  ) {}

  /**
   * The chunk, if there is still something to do about this attempt at it. If not, what a process that died after its commit left undone
   * is caught up on.
   * @throws ServiceError `unknown-subject` when there is no such batch
   */
  async open({ tenantId, batchId, index, attempt }: ChunkAttempt): Promise<OpenChunk | undefined> {
    const batch = await this.documents.find('batch', tenantId, batchId);
    if (!batch) throw new ServiceError('unknown-subject', 'The batch does not exist.');
    const chunk = openChunk(batch, index, attempt);
    if (chunk) return { batch, chunk };
    await this.commit.catchUp(batch);
    await this.settle(batch);
    return undefined;
  }

  /** Publishes and shows what has been committed already. */
  async catchUp(batch: Stored<Batch>): Promise<void> {
    await this.commit.catchUp(batch);
  }

  /**
   * Commits a change of one chunk and the messages that it causes. The work behind a change is long and other chunks commit meanwhile, so
   * it is applied to the batch as it is now, as long as this attempt is still open.
   * @returns the batch as it is now; undefined when the attempt is over: the batch was canceled or has failed, or another run was faster
   */
  async change(
    target: ChunkAttempt,
    change: Partial<BatchChunk>,
    messages: readonly OutboxMessage[] = [],
    { found, ending = (batch) => batch }: ChangeOptions = {},
  ): Promise<Stored<Batch> | undefined> {
    const { tenantId, batchId, index, attempt } = target;
    let isOpen = false;
    const changed = async (current: Stored<Batch>): Promise<Stored<Batch> | undefined> => {
      const chunk = openChunk(current, index, attempt);
      isOpen = chunk !== undefined;
      // Another run of the same message was faster, and the chunk is further by now.
      if (!chunk || isBehind(change, chunk)) return undefined;
      const next = withChunk(current, { ...chunk, ...change });
      return { ...(hasBatchEnded(next) ? await ending(next) : next), outbox: [...next.outbox, ...messages] };
    };
    const batch = await this.commit.update('batch', tenantId, batchId, changed, { found });
    if (!batch) throw new ServiceError('unknown-subject', 'The batch does not exist.');
    if (isOpen) {
      await this.settle(batch);
      return batch;
    }
    await this.commit.catchUp(batch);
    // The batch may have ended, and been settled, before this chunk has counted what it has spoken.
    await this.settle(batch);
    return undefined;
  }

  /** Ends the whole batch: none of it may, or may still, be spoken. */
  async fail({ tenantId, batchId }: ChunkAttempt, failure: Failure): Promise<void> {
    const ended = await this.commit.update('batch', tenantId, batchId, (batch) => {
      if (hasBatchEnded(batch)) return undefined;
      return isRevoked(failure)
        ? canceledWithCleanUp(batch, new Date().toISOString(), failure)
        : transition(BATCH_TRANSITIONS, batch, 'failed', { failure });
    });
    if (ended) await this.settle(ended);
  }

  private async settle(batch: Stored<Batch>): Promise<void> {
    if (hasBatchEnded(batch)) await this.charge.execute(batch);
  }
}

function isBehind({ status }: Partial<BatchChunk>, chunk: BatchChunk): boolean {
  return status !== undefined && hasChunkPassed(chunk.status, status);
}
