import type { SpeakableVoice } from '#domain';
import { inTurns } from '#loop';
import { outputFormat, type OutputFormatName } from '#speech';
import type { BatchFiles, BatchPlan } from '#storage';
import type { OpenChunk } from './batch-writer.ts';
import { batchVoice, hashesInSteps, sharedAs, ssmlInSteps } from './chunk-ssml.ts';

/**
 * What this attempt sends, the same in each run of it; and the SSML of all items.
 * @param chunk with the plan that an earlier run of this attempt has kept
 */
export async function planned(
  files: BatchFiles,
  { batch, chunk, kept }: OpenChunk & { readonly kept: BatchPlan | undefined },
  voice: SpeakableVoice,
  signal: AbortSignal,
): Promise<{ plan: BatchPlan; ssml: readonly string[] }> {
  const settings = batchVoice(batch, voice);
  const ssml = await inTurns(ssmlInSteps(await files.items(batch, chunk), settings), signal);
  if (kept) return { plan: kept, ssml };
  const format = outputFormat(batch.format as OutputFormatName);
  const earlier = await files.states(chunk);
  const hashes = await inTurns(hashesInSteps(ssml, sharedAs(format)), signal);
  const { tenantId, voiceId } = batch;
  const wanted = new Set(hashes.filter((_, offset) => !earlier?.[offset]?.speech));
  const found = await files.findAllSpeech({ tenantId, voiceId, fileExtension: format.fileExtension }, wanted, signal);
  const items = hashes.map((hash, offset): BatchPlan['items'][number] => {
    const before = earlier?.[offset];
    if (before?.speech) return { hash, speech: before.speech, ...(before.reused === true && { reused: true }) };
    const speech = found.get(hash);
    return speech ? { hash, speech, reused: true } : { hash };
  });
  // The same words twice are spoken once.
  const seen = new Set<string>();
  const inputs = items.flatMap(({ hash, speech }, offset) => {
    if (speech || seen.has(hash)) return [];
    seen.add(hash);
    return [offset];
  });
  return { plan: await files.keepPlan(batch, chunk, { items, inputs }), ssml };
}
