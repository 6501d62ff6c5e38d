import { isTaggedContainer } from '#audio';
import { type Batch, type SpeakerIdentity, speakerOf } from '#domain';
import type { Steps } from '#loop';
import { batchItemSsmlInSteps, type BatchVoice, type OutputFormat } from '#speech';
import { type BatchItem, speechHash } from '#storage';

/** How a voice speaks the items of a batch: the same in each attempt. */
export function batchVoice(
  { locale, rate, disclosure }: Pick<Batch, 'locale' | 'rate' | 'disclosure'>,
  voice: SpeakerIdentity,
): BatchVoice {
  return { ...speakerOf(voice), locale, rate, disclosure };
}

/** What is asked of Azure for each item. @throws as `batchItemSsmlInSteps` does */
export function* ssmlInSteps(items: readonly BatchItem[], settings: BatchVoice): Steps<readonly string[]> {
  const ssml: string[] = [];
  for (const item of items) {
    ssml.push(yield* batchItemSsmlInSteps(item, settings));
    yield;
  }
  return ssml;
}

/**
 * The name of a format in the hashes of files that batches share. Files with a tag have another than those that earlier releases have stored, which
 * have none. See ADR 169.
 */
export function sharedAs({ name, batchFormat }: OutputFormat): string {
  return isTaggedContainer(name) ? `${batchFormat} tagged` : batchFormat;
}

/** What the speech of each item is stored by. @param format `sharedAs` */
export function* hashesInSteps(ssml: readonly string[], format: string): Steps<readonly string[]> {
  const hashes: string[] = [];
  for (const each of ssml) {
    hashes.push(speechHash(each, format));
    yield;
  }
  return hashes;
}
