import type { Aggregate, Failure } from './aggregate.ts';
import type { Charged } from './budget.ts';
import { lifecycle, type StateRule, statusesOf, transitionsOf } from './lifecycle.ts';
import type { MovedTiers } from './retention-tier.ts';
import { ServiceError } from './errors.ts';
import { canTransition, transition } from './state-machine.ts';
import type { SpeechManifest } from './synthesis.ts';
import { toBeAnnouncedAgain } from './webhook-events.ts';

/** Items of one batch. */
export const BATCH_MAX_ITEMS = 10_000;

export type BatchStatus = 'queued' | 'submitted' | 'running' | 'collecting' | 'succeeded' | 'failed' | 'canceled';

/** Chunks of one batch are at different steps: which one it is follows from them. */
const CHUNK_STEPS = ['submit', 'poll', 'collect'] as const;

/** A batch that has ended with failed items begins again when these are retried. */
export const BATCH_LIFECYCLE = lifecycle<BatchStatus>({
  queued: {
    next: ['submitted', 'running', 'collecting', 'succeeded', 'failed', 'canceled'],
    steps: CHUNK_STEPS,
    operation: 'queued',
    open: true,
  },
  submitted: {
    next: ['running', 'collecting', 'succeeded', 'failed', 'canceled'],
    steps: CHUNK_STEPS,
    operation: 'running',
    open: true,
  },
  running: {
    next: ['collecting', 'succeeded', 'failed', 'canceled'],
    steps: CHUNK_STEPS,
    operation: 'running',
    open: true,
  },
  collecting: {
    next: ['succeeded', 'failed', 'canceled'],
    steps: CHUNK_STEPS,
    operation: 'running',
    open: true,
  },
  succeeded: { next: ['queued'], operation: 'succeeded', event: 'batch.succeeded' },
  failed: { next: ['queued'], operation: 'failed', event: 'batch.failed' },
  canceled: { next: [], operation: 'canceled' },
});
export const BATCH_STATUSES = statusesOf(BATCH_LIFECYCLE);
export const BATCH_TRANSITIONS = transitionsOf(BATCH_LIFECYCLE);

export const BATCH_ITEM_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'canceled'] as const;
export type BatchItemStatus = (typeof BATCH_ITEM_STATUSES)[number];

export type BatchChunkStatus = 'queued' | 'submitted' | 'running' | 'collecting' | 'done';

interface ChunkRule extends StateRule<BatchChunkStatus> {
  /** What moves the chunk on; none when it is done. */
  readonly step?: (typeof CHUNK_STEPS)[number];
  /** How much of the work is behind it, 0 to 1: an estimate. */
  readonly share: number;
}

/** Of one attempt: retrying the items that failed is a new attempt, which begins at the first status. */
export const BATCH_CHUNK_LIFECYCLE = lifecycle<BatchChunkStatus, ChunkRule>({
  queued: { next: ['submitted', 'running', 'collecting', 'done'], step: 'submit', open: true, share: 0 },
  submitted: { next: ['running', 'collecting', 'done'], step: 'poll', open: true, share: 0.05 },
  running: { next: ['collecting', 'done'], step: 'poll', open: true, share: 0.1 },
  collecting: { next: ['done'], step: 'collect', open: true, share: 0.7 },
  done: { next: [], share: 1 },
});
const CHUNK_TRANSITIONS = transitionsOf(BATCH_CHUNK_LIFECYCLE);

/** A run of items that is spoken as one job at Azure. */
export interface BatchChunk {
  /** Its place among the chunks, from 0. */
  readonly index: number;
  /** The place of its first item in the batch, from 0. */
  readonly first: number;
  readonly count: number;
  /** Counts from 1; retrying failed items is a new attempt. */
  readonly attempt: number;
  readonly status: BatchChunkStatus;
  /** When the job of this attempt was handed to Azure, RFC 3339. */
  readonly submittedAt?: string | undefined;
  /** Whether the job speaks by the endpoint of a professional voice, which is not suspended meanwhile. */
  readonly usesEndpoint?: boolean | undefined;
  /** States of the items after the latest attempt that ended, in the container `results`. */
  readonly statesBlob?: string | undefined;
  /** Items by their state after the latest attempt that ended. */
  readonly succeeded: number;
  readonly failed: number;
  /** Of those that succeeded: taken over from what was spoken before. */
  readonly reused: number;
  /** Of its record; absent where an earlier release has spoken it, which put no tag into files. */
  readonly provenanceId?: string | undefined;
}

/** The file of all items, as its record tells of it. See ADR 178. */
export interface JoinedFile {
  /** In the tag of the file, and of its record. */
  readonly provenanceId: string;
  /** Of all chunks, in sum, when it was made: it counts as long as no more attempts were begun. */
  readonly attempts: number;
  readonly sizeBytes: number;
  /** Hex, of the file. */
  readonly sha256: string;
  /** Where it is stored, in the container `results`. Absent where the archive joins it while it is sent. */
  readonly stored?: { readonly blobName: string; readonly crc32: number } | undefined;
  /** Absent where the format has no place for one, or nobody signs. */
  readonly manifest?: SpeechManifest | undefined;
}

/** Many texts spoken by one voice, as one job. The items are in blobs; this document says which of them count. */
export interface Batch extends Aggregate {
  readonly kind: 'batch';
  readonly status: BatchStatus;
  readonly voiceId: string;
  readonly locale: string;
  /** Speaking rate of plain texts, 1 is the voice's own. */
  readonly rate: number;
  /** The sentence that is said before each item: that the voice is generated. */
  readonly disclosure?: string | undefined;
  /** A name of `OUTPUT_FORMAT_NAMES` in libs/speech. */
  readonly format: string;
  /** The archive holds one file of all items. */
  readonly concatenate: boolean;
  /** `joinedFileOf`; absent in batches that are canceled, and where an earlier release has ended it. */
  readonly joined?: JoinedFile | undefined;
  /** Where retention has moved its files. */
  readonly tiers?: MovedTiers | undefined;
  readonly itemCount: number;
  readonly chunks: readonly BatchChunk[];
  readonly operationId: string;
  /** What the budgets were charged for it; absent where none was in force. */
  readonly charged?: Charged | undefined;
  readonly failure?: Failure | undefined;
}

export interface BatchCounts {
  readonly total: number;
  readonly queued: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly canceled: number;
  readonly reused: number;
}

export function hasBatchEnded({ status }: Batch): boolean {
  return !BATCH_LIFECYCLE[status].open;
}

/** Attempts at all chunks, in sum. */
export function attemptsOf({ chunks }: Pick<Batch, 'chunks'>): number {
  return chunks.reduce((sum, { attempt }) => sum + attempt, 0);
}

/** The file of all items, if it was made of what the batch has spoken by now: a retry under an earlier release leaves that of the attempt before. */
export function joinedFileOf(batch: Pick<Batch, 'chunks' | 'joined'>): JoinedFile | undefined {
  return batch.joined?.attempts === attemptsOf(batch) ? batch.joined : undefined;
}

/** What an item is that has no state of its own (yet). */
export function pendingItemStatus(batch: Batch, chunk: BatchChunk): BatchItemStatus {
  if (batch.status === 'canceled') return 'canceled';
  if (batch.status === 'failed') return 'failed';
  return chunk.status === 'queued' ? 'queued' : 'running';
}

/** Whether the states in `statesBlob` are the last word on the chunk's items that failed. */
export function isChunkSettled(batch: Batch, chunk: BatchChunk): boolean {
  return chunk.status === 'done' || hasBatchEnded(batch);
}

export function batchCounts(batch: Batch): BatchCounts {
  const counts = { queued: 0, running: 0, succeeded: 0, failed: 0, canceled: 0 };
  let reused = 0;
  for (const chunk of batch.chunks) {
    counts.succeeded += chunk.succeeded;
    reused += chunk.reused;
    const settledFailures = chunk.status === 'done' ? chunk.failed : 0;
    counts.failed += settledFailures;
    counts[pendingItemStatus(batch, chunk)] += chunk.count - chunk.succeeded - settledFailures;
  }
  return { total: batch.itemCount, ...counts, reused };
}

/** 0 to 1, by items. */
export function batchProgress(batch: Batch): number {
  const done = batch.chunks.reduce((sum, { count, status }) => sum + count * BATCH_CHUNK_LIFECYCLE[status].share, 0);
  return batch.itemCount === 0 ? 1 : Math.round((done / batch.itemCount) * 100) / 100;
}

/** The step that moves a chunk on from where it is; undefined when it is done. */
export function chunkStepOf({ status }: BatchChunk) {
  const { step } = BATCH_CHUNK_LIFECYCLE[status];
  return step && (`batch.${step}` as const);
}

/** Whether a job at Azure speaks it, or has. */
export function isChunkAtAzure({ status }: BatchChunk): boolean {
  const { step } = BATCH_CHUNK_LIFECYCLE[status];
  return step === 'poll' || step === 'collect';
}

/** Whether a chunk with this status has passed the other. */
export function hasChunkPassed(status: BatchChunkStatus, other: BatchChunkStatus): boolean {
  return canTransition(CHUNK_TRANSITIONS, other, status);
}

/** The chunk, if it is still at this attempt and the batch has not ended: a late or repeated message has nothing to do otherwise. */
export function openChunk(batch: Batch, index: number, attempt: number): BatchChunk | undefined {
  const chunk = batch.chunks[index];
  if (hasBatchEnded(batch) || chunk?.attempt !== attempt || chunk.status === 'done') return undefined;
  return chunk;
}

/**
 * The batch after one of its chunks changed: its status is that of its furthest chunk, and it ends with the last one.
 * @throws ServiceError `state-conflict` when the chunk would go back
 */
export function withChunk<B extends Batch>(batch: B, changed: BatchChunk): B {
  const before = batch.chunks[changed.index];
  if (!before || hasChunkPassed(before.status, changed.status)) {
    throw new ServiceError(
      'state-conflict',
      `The chunk ${changed.index} of ${batch.id} has already passed this status.`,
    );
  }
  const chunks = batch.chunks.map((chunk) => (chunk.index === changed.index ? changed : chunk));
  if (chunks.every(({ status }) => status === 'done')) return ended({ ...batch, chunks });
  const furthest = chunks.reduce((most, { status }) => (hasChunkPassed(status, most) ? status : most), changed.status);
  // What is done was collected.
  const next: BatchStatus = furthest === 'done' ? 'collecting' : furthest;
  return next === batch.status ? { ...batch, chunks } : transition(BATCH_TRANSITIONS, { ...batch, chunks }, next);
}

function ended<B extends Batch>(batch: B): B {
  const succeeded = batch.chunks.reduce((sum, chunk) => sum + chunk.succeeded, 0);
  if (succeeded > 0) return transition<BatchStatus, Batch>(BATCH_TRANSITIONS, batch, 'succeeded') as B;
  const failure: Failure = {
    code: 'batch-failed',
    detail: 'No item could be spoken. Each item has its reason.',
  };
  return transition<BatchStatus, Batch>(BATCH_TRANSITIONS, batch, 'failed', { failure }) as B;
}

/**
 * The batch with its failed items to be spoken again, as a new operation; what succeeded stays.
 * @throws ServiceError `state-conflict` when it has not ended, was canceled, or has no failed item
 */
export function retried<B extends Batch>(batch: B, operationId: string, at: string): B {
  if (!canTransition(BATCH_TRANSITIONS, batch.status, 'queued')) {
    throw new ServiceError('state-conflict', `The batch is ${batch.status}. Only an ended batch can be retried.`);
  }
  const chunks = batch.chunks.map((chunk): BatchChunk => {
    if (chunk.succeeded === chunk.count) return chunk;
    const { submittedAt: _, ...rest } = chunk;
    return { ...rest, attempt: chunk.attempt + 1, status: 'queued' };
  });
  if (chunks.every(({ status }) => status === 'done')) {
    throw new ServiceError('state-conflict', 'No item of the batch has failed.');
  }
  const announced = toBeAnnouncedAgain(batch.announced);
  const changes = {
    chunks,
    operationId,
    failure: undefined,
    joined: undefined,
    tiers: undefined,
    announced,
    updatedAt: at,
  };
  return transition<BatchStatus, Batch>(BATCH_TRANSITIONS, batch, 'queued', changes) as B;
}

/** Id of a chunk's job at Azure: chosen by us, so that submitting it again after a crash finds the first. */
export function providerBatchId(batchId: string, { index, attempt }: Pick<BatchChunk, 'index' | 'attempt'>): string {
  return `${batchId}-${index + 1}-${attempt}`;
}
