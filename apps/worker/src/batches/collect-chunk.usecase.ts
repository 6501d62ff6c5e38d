import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { isTaggedContainer, PLACEHOLDER_ID, SpeechTagger, taggedSpeech } from '#audio';
import { SpeakableVoices, type VoiceWatch, VoiceWatches } from '#documents';
import { type Failure, providerBatchId, ServiceError, type SpeakableVoice } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles } from '#messaging';
import {
  type BatchAudioFile,
  BatchResults,
  BatchSynthesisClient,
  outputFormat,
  type OutputFormatName,
  storedAudio,
  UnusableAudioError,
} from '#speech';
import { BatchFiles, type BatchPlan, type StoredSpeech } from '#storage';
import { failureOf, usableVoice } from '../platform/usable-voice.ts';
import { BatchWriter, type OpenChunk } from './batch-writer.ts';
import { type ChunkAttempt, type ChunkMessage, targetOf } from './chunk-attempt.ts';
import { ChunkStates, type Spoken } from './chunk-states.ts';
import { ChunkUsage } from './chunk-usage.ts';
import { NO_AUDIO, NO_RESULT, NOT_SPOKEN } from './item-failures.ts';
import { ParallelWrites } from './parallel-writes.ts';
import { MAX_IN_MEMORY_BYTES, type SpeechSource, StoreSpeech } from './store-speech.ts';

/** Files on their way to Blob Storage at a time; with their largest size this bounds what collecting holds in memory. */
const WRITES_AT_ONCE = 8;
/** How many files are stored between looks at whether this is still to be done. */
const LOOK_EVERY = 100;

/** Stores what Azure has spoken of a chunk, file by file, while the result is read. */
@Handles('batch.collect')
@Injectable()
export class CollectChunk {
  constructor(
    private readonly voices: SpeakableVoices,
    private readonly watches: VoiceWatches,
    private readonly files: BatchFiles,
    private readonly azure: BatchSynthesisClient,
    private readonly store: StoreSpeech,
    private readonly writer: BatchWriter,
    private readonly states: ChunkStates,
    private readonly usage: ChunkUsage,
  ) {}

  async handle(message: ChunkMessage, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const target = targetOf(message);
    const id = providerBatchId(target.batchId, target);
    const open = await this.writer.open(target);
    if (open) await this.collect(target, open, signal);
    // Its texts and audio are deleted at Azure as soon as ours are safe; also by a run that finds the work done.
    await this.azure.delete(id, { signal });
    return DONE;
  }

  onFailed(message: ChunkMessage, error: ServiceError): Promise<void> {
    return this.states.fail(targetOf(message), error);
  }

  private async collect(target: ChunkAttempt, open: OpenChunk, signal: AbortSignal): Promise<void> {
    // What was spoken after a consent was revoked must not be kept either.
    const checkedAt = performance.now();
    const voice = await usableVoice(this.voices, open.batch);
    if ('code' in voice) {
      await this.writer.fail(target, voice);
      return;
    }
    using watch = this.watches.watch(target.tenantId, voice.id, checkedAt);
    try {
      await this.collectAllowed(target, open, voice, watch, AbortSignal.any([signal, watch.signal]));
    } catch (error) {
      if (signal.aborted || !watch.signal.aborted) throw error;
      await this.writer.fail(target, failureOf(watch.signal.reason));
    }
  }

  private async collectAllowed(
    target: ChunkAttempt,
    open: OpenChunk,
    voice: SpeakableVoice,
    watch: VoiceWatch,
    signal: AbortSignal,
  ): Promise<void> {
    const plan = await this.files.plan(open.batch, open.chunk);
    // Asked for again each time: its signature expires.
    const url = (await this.azure.get(providerBatchId(open.batch.id, open.chunk), { signal }))?.outputs?.result;
    const spoken = url === undefined ? new Map() : await this.storeAll(target, open, plan, url, watch, signal);
    if (!spoken) return;
    // Azure is paid for it, no matter what happens to the batch now.
    await this.usage.count(open, voice, plan, spoken);
    await watch.authorizedNow();
    const otherwise = url === undefined ? NO_RESULT : NOT_SPOKEN;
    await this.states.end(target, open, plan, { spoken, otherwise }, { voice, signal });
  }

  /** @returns undefined when the batch was canceled meanwhile, or another run was faster */
  private async storeAll(
    target: ChunkAttempt,
    { batch }: OpenChunk,
    plan: BatchPlan,
    url: string,
    watch: VoiceWatch,
    signal: AbortSignal,
  ): Promise<Spoken | undefined> {
    const results = await BatchResults.open(this.azure, url, { signal });
    const spoken = new Map<string, StoredSpeech | Failure>();
    const hashOf = (input: number): string | undefined => plan.items[plan.inputs[input] ?? -1]?.hash;
    for (const [input, { fileName, errorCode }] of results.inputs.entries()) {
      const hash = hashOf(input);
      if (hash !== undefined && fileName === undefined) spoken.set(hash, { ...NOT_SPOKEN, providerReason: errorCode });
    }
    const format = outputFormat(batch.format as OutputFormatName);
    const voice = { tenantId: batch.tenantId, voiceId: batch.voiceId, fileExtension: format.fileExtension };
    const writes = new ParallelWrites(WRITES_AT_ONCE);
    let seen = 0;
    const keep = async (file: BatchAudioFile, hash: string): Promise<void> => {
      const { durationMs } = results.inputs[file.input] ?? {};
      await watch.authorized();
      const tagger = isTaggedContainer(format.name) ? new SpeechTagger(format.name, PLACEHOLDER_ID) : undefined;
      const original = storedAudio(format, file.sizeBytes, file.content, durationMs);
      const audio = tagger ? taggedSpeech(original, tagger) : original;
      const source: SpeechSource = { durationMs: durationMs ?? 0, place: () => tagger?.place };
      if (file.sizeBytes > MAX_IN_MEMORY_BYTES) {
        spoken.set(hash, await this.store.large({ ...voice, hash }, format, audio, source, signal));
        return;
      }
      const content = await buffer(audio);
      await writes.add(
        async () => void spoken.set(hash, await this.store.small({ ...voice, hash }, format, content, source, signal)),
      );
    };
    try {
      for await (const file of results.audioFiles()) {
        signal.throwIfAborted();
        if (seen++ % LOOK_EVERY === 0 && !(await this.writer.open(target))) return undefined;
        const hash = hashOf(file.input);
        if (hash === undefined) continue;
        await keep(file, hash).catch((error: unknown) => {
          // The other files of the result are good.
          if (!(error instanceof UnusableAudioError)) throw error;
          spoken.set(hash, NO_AUDIO);
        });
      }
    } finally {
      await writes.drained();
    }
    writes.check();
    return spoken;
  }
}
