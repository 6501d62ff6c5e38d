import type { Steps } from '#loop';
import { batchItemSsmlInSteps, type BatchVoice } from '#speech';
import { type BatchItem, speechHash } from '#storage';

/** What is asked of Azure for each item. @throws as `batchItemSsmlInSteps` does */
export function* ssmlInSteps(items: readonly BatchItem[], settings: BatchVoice): Steps<readonly string[]> {
  const ssml: string[] = [];
  for (const item of items) {
    ssml.push(yield* batchItemSsmlInSteps(item, settings));
    yield;
  }
  return ssml;
}

/** What the speech of each item is stored by. @param format Azure's name of it */
export function* hashesInSteps(ssml: readonly string[], format: string): Steps<readonly string[]> {
  const hashes: string[] = [];
  for (const each of ssml) {
    hashes.push(speechHash(each, format));
    yield;
  }
  return hashes;
}
