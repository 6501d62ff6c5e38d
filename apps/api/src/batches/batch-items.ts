import { Injectable } from '@nestjs/common';
import type { Page } from '#documents';
import {
  type Batch,
  type BatchChunk,
  batchCounts,
  type BatchItemStatus,
  invalidCursor,
  isChunkSettled,
  pendingItemStatus,
} from '#domain';
import { outputFormat, type OutputFormatName } from '#speech';
import { BatchFiles, type BatchItemState } from '#storage';
import { type BatchItemsQuery, type BatchItemView, fileNameOf } from './batches.schema.ts';
import { itemIdOf, itemStates, itemStatus } from './item-states.ts';
import { markedSizeBytes } from './marked-item.ts';

/** Pages through the items of a batch. */
@Injectable()
export class BatchItems {
  constructor(private readonly files: BatchFiles) {}

  /** @throws ServiceError `invalid-request` for a cursor that is not one of this list */
  async list(batch: Batch, { limit, after, status }: BatchItemsQuery): Promise<Page<BatchItemView>> {
    const from = after === undefined ? 0 : indexOfCursor(after) + 1;
    const found: BatchItemView[] = [];
    if (status === undefined || batchCounts(batch)[status] > 0) {
      for (const chunk of batch.chunks) {
        if (chunk.first + chunk.count <= from || !mayHold(batch, chunk, status)) continue;
        const items = await this.itemsOf(batch, chunk);
        found.push(...items.filter((item) => item.index >= from && (status === undefined || item.status === status)));
        if (found.length > limit) break;
      }
    }
    const data = found.slice(0, limit);
    return { data, next: found.length > limit ? cursorOf(data.at(-1)?.index ?? 0) : undefined };
  }

  /** The items of one chunk, by their states as far as there are any. */
  async itemsOf(batch: Batch, chunk: BatchChunk): Promise<BatchItemView[]> {
    const states = await itemStates(this.files, batch, chunk);
    return states.map((state, offset) => itemView(batch, chunk, offset, state));
  }
}

function itemView(batch: Batch, chunk: BatchChunk, offset: number, state: BatchItemState): BatchItemView {
  const index = chunk.first + offset;
  const { key, characters, speech, reused } = state;
  const { status, failure } = itemStatus(batch, chunk, state);
  const format = outputFormat(batch.format as OutputFormatName);
  const provenanceId = itemIdOf(chunk, index);
  return {
    index,
    ...(key !== undefined && { key }),
    status,
    characters,
    ...(speech && {
      file: fileNameOf(batch.format, index, key),
      sizeBytes: markedSizeBytes(format, speech, provenanceId !== undefined),
      durationMs: speech.durationMs,
      ...(provenanceId !== undefined && { provenanceId }),
    }),
    ...(reused === true && { reused }),
    ...(failure && { failure }),
  };
}

/** Whether an item of this status can be in the chunk: saves reading the others' files. */
function mayHold(batch: Batch, chunk: BatchChunk, status: BatchItemStatus | undefined): boolean {
  if (status === undefined) return true;
  if (status === 'succeeded') return chunk.succeeded > 0;
  if (status === 'failed') return isChunkSettled(batch, chunk) && chunk.succeeded < chunk.count;
  return chunk.status !== 'done' && pendingItemStatus(batch, chunk) === status;
}

function cursorOf(index: number): string {
  return Buffer.from(String(index)).toString('base64url');
}

function indexOfCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw invalidCursor();
}
