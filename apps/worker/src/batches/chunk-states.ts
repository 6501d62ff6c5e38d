import { Injectable } from '@nestjs/common';
import type { Batch, Failure, JoinedFile, ServiceError } from '#domain';
import { outputFormat, type OutputFormatName } from '#speech';
import { BatchFiles, type BatchItem, type BatchItemState, type BatchPlan, type StoredSpeech } from '#storage';
import { BatchWriter, type OpenChunk } from './batch-writer.ts';
import type { ChunkAttempt } from './chunk-attempt.ts';
import { ChunkRecord, recordIdOf } from './chunk-record.ts';
import { type EndingRun, JoinItems } from './join-items.ts';

/** What happened to each text that was sent to Azure, by its hash. */
export type Spoken = ReadonlyMap<string, StoredSpeech | Failure>;

/** How the items ended that were sent to Azure. */
export interface ChunkOutcome {
  readonly spoken: Spoken;
  /** Why an item failed that `spoken` says nothing about. */
  readonly otherwise: Failure;
}

/** Ends chunks: writes how each item ended, then commits that. See ADR 40. */
@Injectable()
export class ChunkStates {
  constructor(
    private readonly files: BatchFiles,
    private readonly writer: BatchWriter,
    private readonly record: ChunkRecord,
    private readonly join: JoinItems,
  ) {}

  /** The last chunk of a batch also makes the file of all items, if the batch has one. */
  async end(
    target: ChunkAttempt,
    open: OpenChunk,
    plan: BatchPlan,
    { spoken, otherwise }: ChunkOutcome,
    run: EndingRun,
  ): Promise<void> {
    const items = await this.files.items(open.batch, open.chunk);
    const asked = new Set(plan.inputs);
    const states = plan.items.map(({ hash, speech, reused }, offset): BatchItemState => {
      const base = baseOf(items[offset]);
      if (speech) return { ...base, speech, ...(reused === true && { reused }) };
      const outcome = spoken.get(hash) ?? otherwise;
      if ('code' in outcome) return { ...base, failure: outcome };
      return { ...base, speech: outcome, ...(!asked.has(offset) && { reused: true }) };
    });
    await this.commit(target, open, states, run);
  }

  /** Ends a chunk that can be worked on no further: what is stored of it stays, the rest has failed. */
  async fail(target: ChunkAttempt, { code, detail }: ServiceError): Promise<void> {
    const open = await this.writer.open(target);
    if (!open) return;
    const failure: Failure = { code, detail };
    const plan = await this.files.findPlan(open.batch, open.chunk);
    if (plan) {
      const spoken = await this.storedOf(open, plan);
      await this.end(target, open, plan, { spoken, otherwise: failure }, {});
      return;
    }
    const items = await this.files.items(open.batch, open.chunk);
    const earlier = await this.files.states(open.chunk);
    const states = items.map((item, offset): BatchItemState => {
      const before = earlier?.[offset];
      return before?.speech ? before : { ...baseOf(item), failure };
    });
    await this.commit(target, open, states, {});
  }

  /** What earlier runs have stored: the message may have failed after that. */
  private async storedOf({ batch }: OpenChunk, { items }: BatchPlan): Promise<ReadonlyMap<string, StoredSpeech>> {
    const { tenantId, voiceId } = batch;
    const { fileExtension } = outputFormat(batch.format as OutputFormatName);
    const hashes = new Set(items.flatMap(({ hash, speech }) => (speech ? [] : [hash])));
    if (hashes.size === 0) return new Map();
    return this.files.findAllSpeech({ tenantId, voiceId, fileExtension }, hashes);
  }

  private async commit(
    target: ChunkAttempt,
    { batch, chunk }: OpenChunk,
    states: readonly BatchItemState[],
    run: EndingRun,
  ): Promise<void> {
    const speaker = await this.record.keep({ batch, chunk }, states, run.voice);
    const statesBlob = await this.files.writeStates(batch, chunk, states);
    const succeeded = states.filter(({ speech }) => speech).length;
    const reused = states.filter(({ reused }) => reused === true).length;
    const failed = states.length - succeeded;
    const provenanceId = recordIdOf(batch, chunk);
    const change = { status: 'done', statesBlob, succeeded, failed, reused, provenanceId } as const;
    let made: { readonly of: string; readonly joined: JoinedFile | undefined } | undefined;
    const joinedOf = async (ended: Batch): Promise<JoinedFile | undefined> => {
      const of = ended.chunks.map(({ statesBlob }) => statesBlob).join('\n');
      if (made?.of !== of) made = { of, joined: await this.join.execute(ended, speaker, run) };
      return made.joined;
    };
    await this.writer.change(target, change, [], {
      // No other chunk can have changed it: it is not read again.
      found: batch.chunks.length === 1 ? batch : undefined,
      // The write is retried when the batch has changed meanwhile. Of the same speech, the file is made once.
      ending: async (ended) => ({ ...ended, joined: await joinedOf(ended) }),
    });
  }
}

function baseOf(item: BatchItem | undefined): Pick<BatchItemState, 'key' | 'characters'> {
  if (!item) return { characters: 0 };
  const characters = 'text' in item ? item.text.length : item.ssml.length;
  return { ...(item.key !== undefined && { key: item.key }), characters };
}
