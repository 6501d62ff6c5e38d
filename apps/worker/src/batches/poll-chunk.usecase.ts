import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { VoiceEndpoints } from '#documents';
import { chunkStepOf, type Failure, providerBatchId, ServiceError } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, messages } from '#messaging';
import { BatchSynthesisClient } from '#speech';
import { BatchFiles } from '#storage';
import { delayBeforeNextPoll } from '../platform/provider-resources.ts';
import { BatchWriter, type OpenChunk } from './batch-writer.ts';
import { type ChunkAttempt, type ChunkMessage, targetOf } from './chunk-attempt.ts';
import { ChunkStates } from './chunk-states.ts';
import { NOT_SPOKEN } from './item-failures.ts';

const GONE: Failure = {
  code: 'provider-rejected',
  detail: 'The Azure job of this item no longer exists.',
};
const STALLED: Failure = { code: 'provider-stalled', detail: 'Azure did not finish the job in time. Retry the batch.' };

/** Asks Azure whether the job of a chunk has ended; deletes the job when it is no longer needed. */
@Handles('batch.poll')
@Injectable()
export class PollChunk {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly files: BatchFiles,
    private readonly azure: BatchSynthesisClient,
    private readonly writer: BatchWriter,
    private readonly states: ChunkStates,
    private readonly endpoints: VoiceEndpoints,
  ) {}

  async handle(message: ChunkMessage, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const target = targetOf(message);
    const open = await this.writer.open(target);
    const id = providerBatchId(target.batchId, target);
    if (!open) {
      await this.azure.delete(id, { signal });
      return DONE;
    }
    if (chunkStepOf(open.chunk) !== messages.batchPoll.type) {
      await this.writer.catchUp(open.batch);
      return DONE;
    }
    const job = await this.azure.get(id, { signal });
    switch (job?.status) {
      case 'Succeeded': {
        const { index, attempt, tenantId, batchId } = target;
        const data = { chunk: index, attempt };
        const part = `${index}.${attempt}`;
        const collect = messages.batchCollect({ tenantId, subjectId: batchId, part, data });
        await this.writer.change(target, { status: 'collecting' }, [collect]);
        return DONE;
      }
      case 'Failed':
        return this.end(target, open, { ...NOT_SPOKEN, providerReason: job.properties?.error?.code }, signal);
      case undefined:
        return this.end(target, open, GONE, signal);
      default: {
        const delayMs = delayBeforeNextPoll(open.chunk.submittedAt, this.config.batches.pollMs);
        if (delayMs === undefined) return this.end(target, open, STALLED, signal);
        if (job?.status === 'Running' && open.chunk.status === 'submitted') {
          await this.writer.change(target, { status: 'running' });
        }
        const { tenantId, voiceId } = open.batch;
        if (open.chunk.usesEndpoint === true) await this.endpoints.keepAwake({ tenantId, id: voiceId });
        return { retryAfterMs: delayMs };
      }
    }
  }

  onFailed(message: ChunkMessage, error: ServiceError): Promise<void> {
    return this.states.fail(targetOf(message), error);
  }

  private async end(
    target: ChunkAttempt,
    open: OpenChunk,
    failure: Failure,
    signal: AbortSignal,
  ): Promise<HandlerOutcome> {
    const plan = await this.files.plan(open.batch, open.chunk);
    await this.states.end(target, open, plan, { spoken: new Map(), otherwise: failure }, { signal });
    await this.azure.delete(providerBatchId(open.batch.id, open.chunk));
    return DONE;
  }
}
