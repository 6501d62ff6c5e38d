import { Injectable } from '@nestjs/common';
import { providerBatchId, type SpeakableVoice, usageDay } from '#domain';
import { inTurns, type Steps } from '#loop';
import { batchItemSsmlInSteps, type BatchVoice, billedCharacters } from '#speech';
import { BatchFiles, type BatchItem, type BatchPlan, UsageStore } from '#storage';
import { batchVoice } from './chunk-ssml.ts';
import type { OpenChunk } from './batch-writer.ts';
import type { Spoken } from './chunk-states.ts';

/** Counts what the jobs of batches have spoken. */
@Injectable()
export class ChunkUsage {
  constructor(
    private readonly store: UsageStore,
    private readonly files: BatchFiles,
  ) {}

  /**
   * Once for each job at Azure, under its id, whichever run collects it: what it was asked to speak and did. What was taken over from earlier
   * work is not in it.
   */
  async count({ batch, chunk }: OpenChunk, voice: SpeakableVoice, plan: BatchPlan, spoken: Spoken): Promise<void> {
    const { tenantId, voiceId } = batch;
    const settings = batchVoice(batch, voice);
    const items = await this.files.items(batch, chunk);
    const { requests, characters, audioMs } = await inTurns(sumInSteps(items, plan, spoken, settings));
    if (requests === 0) return;
    const day = usageDay(Date.now());
    const usage = { tenantId, day, voiceId, requests, billedCharacters: characters, audioMs };
    await this.store.count(providerBatchId(batch.id, chunk), { ...usage, kind: 'batch' });
  }
}

function* sumInSteps(
  items: readonly BatchItem[],
  plan: BatchPlan,
  spoken: Spoken,
  settings: BatchVoice,
): Steps<{ readonly requests: number; readonly characters: number; readonly audioMs: number }> {
  let [requests, characters, audioMs] = [0, 0, 0];
  for (const offset of plan.inputs) {
    const [item, speech] = [items[offset], spoken.get(plan.items[offset]?.hash ?? '')];
    if (!item || !speech || 'code' in speech) continue;
    requests += 1;
    characters += billedCharacters(yield* batchItemSsmlInSteps(item, settings));
    audioMs += speech.durationMs;
    yield;
  }
  return { requests, characters, audioMs };
}
