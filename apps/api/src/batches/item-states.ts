import {
  type Batch,
  type BatchChunk,
  type BatchItemStatus,
  type Failure,
  isChunkSettled,
  pendingItemStatus,
} from '#domain';
import { type BatchFiles, type BatchItemState, itemProvenanceId } from '#storage';

/** The states of a chunk's items; of a chunk that no attempt has ended, only what they are called and how long they are. */
export async function itemStates(
  files: Pick<BatchFiles, 'states' | 'items'>,
  batch: Batch,
  chunk: BatchChunk,
): Promise<readonly BatchItemState[]> {
  const states = await files.states(chunk);
  if (states) return states;
  const items = await files.items(batch, chunk);
  return items.map((item) => ({
    ...(item.key !== undefined && { key: item.key }),
    characters: ('text' in item ? item.text : item.ssml).length,
  }));
}

/** How an item stands, and why it failed if it did. */
export function itemStatus(
  batch: Batch,
  chunk: BatchChunk,
  { speech, failure }: Pick<BatchItemState, 'speech' | 'failure'>,
): { readonly status: BatchItemStatus; readonly failure?: Failure } {
  if (speech) return { status: 'succeeded' };
  // While it is retried, what failed before waits again.
  const status = failure && isChunkSettled(batch, chunk) ? 'failed' : pendingItemStatus(batch, chunk);
  const why = status === 'failed' ? (failure ?? batch.failure) : undefined;
  return { status, ...(why && { failure: why }) };
}

/** What the tag of an item says; undefined where an earlier release has spoken it. */
export function itemIdOf({ provenanceId }: BatchChunk, index: number): string | undefined {
  return provenanceId === undefined ? undefined : itemProvenanceId(provenanceId, index);
}
