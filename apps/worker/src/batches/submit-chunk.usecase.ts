import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { SpeakableVoices, VoiceEndpoints } from '#documents';
import { type Failure, providerBatchId, ServiceError, type SpeakableVoice, speakerOf } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, messages } from '#messaging';
import { BatchSynthesisClient, outputFormat, type OutputFormatName } from '#speech';
import { BatchFiles, type BatchPlan } from '#storage';
import { untilAwake, usableVoice } from '../platform/usable-voice.ts';
import { unlessItExists } from '../platform/provider-resources.ts';
import { BatchWriter, type OpenChunk } from './batch-writer.ts';
import { type ChunkAttempt, type ChunkMessage, targetOf } from './chunk-attempt.ts';
import { planned } from './chunk-plan.ts';
import { ChunkStates } from './chunk-states.ts';

/**
 * Our own copy is made within minutes; what a lost process leaves behind Azure deletes after this time. It is longer than a poll and a
 * collection may wait for a worker, one after the other: 52 hours each.
 */
const KEPT_AT_AZURE_HOURS = 120;
/** How long to wait for a job of another batch to end before asking again, at most. */
const MAX_WAIT_FOR_ROOM_MS = 30_000;

const NOT_SPOKEN: Failure = { code: 'provider-rejected', detail: 'Azure refused the job of this item.' };

/** Takes over what the voice has said before, and hands the other items of a chunk to Azure. */
@Handles('batch.submit')
@Injectable()
export class SubmitChunk {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly voices: SpeakableVoices,
    private readonly files: BatchFiles,
    private readonly azure: BatchSynthesisClient,
    private readonly writer: BatchWriter,
    private readonly states: ChunkStates,
    private readonly endpoints: VoiceEndpoints,
  ) {}

  async handle(message: ChunkMessage, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const target = targetOf(message);
    const open = await this.writer.open(target);
    if (!open) {
      // An earlier run of this may have died between handing it to Azure and saying so.
      await this.azure.delete(providerBatchId(target.batchId, target), { signal });
      return DONE;
    }
    if (open.chunk.status !== 'queued') {
      await this.writer.catchUp(open.batch);
      return DONE;
    }
    const voice = await usableVoice(this.voices, open.batch);
    if ('code' in voice) return this.fail(target, voice, signal);
    const kept = await this.files.findPlan(open.batch, open.chunk);
    const needsAzure = kept !== undefined && kept.inputs.length > 0;
    const early = needsAzure ? await this.notYet(target, open, voice, signal) : undefined;
    if (early) return early;
    const { plan, ssml } = await planned(this.files, { ...open, kept }, voice, signal);
    if (plan.inputs.length === 0) {
      await this.states.end(target, open, plan, { spoken: new Map(), otherwise: NOT_SPOKEN }, { voice, signal });
      return DONE;
    }
    const late = needsAzure ? undefined : await this.notYet(target, open, voice, signal);
    if (late) return late;
    return this.submit(target, open, plan, { ssml, voice }, signal);
  }

  onFailed(message: ChunkMessage, error: ServiceError): Promise<void> {
    return this.states.fail(targetOf(message), error);
  }

  /** As in an earlier run that died: what the voice does not say is not kept at Azure either, and no message comes again to look. */
  private async fail(target: ChunkAttempt, failure: Failure, signal: AbortSignal): Promise<HandlerOutcome> {
    await this.writer.fail(target, failure);
    await this.azure.delete(providerBatchId(target.batchId, target), { signal });
    return DONE;
  }

  /**
   * Why nothing can be handed to Azure now, if so: it has no room, or the voice's endpoint is not up. Asked before the SSML is made, except in the
   * first run, which has to find out whether the chunk needs Azure at all.
   */
  private async notYet(
    target: ChunkAttempt,
    { batch }: OpenChunk,
    voice: SpeakableVoice,
    signal: AbortSignal,
  ): Promise<HandlerOutcome | undefined> {
    if ((await this.azure.countActive(undefined, { signal })) >= this.config.batches.jobs) {
      const ageMs = Date.now() - Date.parse(batch.createdAt);
      return { retryAfterMs: Math.min(this.config.batches.pollMs + ageMs / 8, MAX_WAIT_FOR_ROOM_MS) };
    }
    const asleep = await untilAwake(this.endpoints, voice);
    return asleep && 'code' in asleep ? this.fail(target, asleep, signal) : asleep;
  }

  private async submit(
    target: ChunkAttempt,
    { batch, chunk }: OpenChunk,
    { inputs }: BatchPlan,
    { ssml, voice }: { readonly ssml: readonly string[]; readonly voice: SpeakableVoice },
    signal: AbortSignal,
  ): Promise<HandlerOutcome> {
    const { baseModel: voiceName, deploymentId } = speakerOf(voice);
    const id = providerBatchId(batch.id, chunk);
    const job = {
      inputs: inputs.map((offset) => ({ content: ssml[offset] ?? '' })),
      ...(deploymentId !== undefined && { customVoices: { [voiceName]: deploymentId } }),
      outputFormat: outputFormat(batch.format as OutputFormatName).batchFormat,
      timeToLiveInHours: KEPT_AT_AZURE_HOURS,
    };
    await unlessItExists(
      () => this.azure.get(id, { signal }),
      () => this.azure.create(id, job, `submit-${id}`, { signal }),
    );
    const poll = messages.batchPoll({
      tenantId: target.tenantId,
      subjectId: batch.id,
      part: `${chunk.index}.${chunk.attempt}`,
      data: { chunk: chunk.index, attempt: chunk.attempt },
      delayMs: this.config.batches.pollMs,
    });
    const usesEndpoint = deploymentId === undefined ? undefined : true;
    const submitted = { status: 'submitted', submittedAt: new Date().toISOString(), usesEndpoint } as const;
    // It was canceled, or has failed, while this ran: nobody will ask for the result.
    if (!(await this.writer.change(target, submitted, [poll]))) await this.azure.delete(id, { signal });
    return DONE;
  }
}
