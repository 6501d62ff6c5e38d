import { Injectable } from '@nestjs/common';
import { DocumentStore } from '#documents';
import type { Batch, BatchChunk } from '#domain';
import { ProvenanceRecorder, type RecordedFile, type RecordedSpeaker } from '#provenance';
import { outputFormat, type OutputFormatName } from '#speech';
import { type BatchItemState, provenanceIdOf } from '#storage';
import type { OpenChunk } from './batch-writer.ts';

/** The id of the record of a chunk: the same for each attempt at it. */
export function recordIdOf(batch: Pick<Batch, 'id'>, chunk: Pick<BatchChunk, 'index'>): string {
  return provenanceIdOf(batch.id, String(chunk.index));
}

/** What is recorded of one file of all items. */
export type JoinedFileFacts = Pick<RecordedFile, 'id' | 'bytes' | 'sha256' | 'audioSha256' | 'manifest'>;

/** Keeps the signed record of what a chunk has spoken, with the hashes of its items in a blob beside it. */
@Injectable()
export class ChunkRecord {
  constructor(
    private readonly recorder: ProvenanceRecorder,
    private readonly documents: DocumentStore,
  ) {}

  /**
   * Before the chunk says how it has ended, so that each chunk that has ended has its record; a run that comes again finds it.
   * @param voice looked up where it is not given
   * @returns who is heard, as far as it is known
   */
  async keep(
    { batch, chunk }: OpenChunk,
    states: readonly BatchItemState[],
    voice?: RecordedSpeaker,
  ): Promise<RecordedSpeaker | undefined> {
    const spoken = states.flatMap(({ speech }, offset) => {
      return speech ? [{ index: chunk.first + offset, audioSha256: speech.audioSha256 }] : [];
    });
    if (spoken.length === 0) return voice;
    const { tenantId, id: subjectId, ownerId: actorId } = batch;
    const speaker = await this.speakerOf(batch, voice);
    await this.recorder.chunk({
      id: recordIdOf(batch, chunk),
      tenantId,
      kind: 'batch',
      format: outputFormat(batch.format as OutputFormatName),
      speakers: [speaker],
      subjectId,
      actorId,
      items: spoken,
    });
    return speaker;
  }

  /** Keeps the signed record of one file of all items. */
  async keepJoined(batch: Batch, file: JoinedFileFacts, voice?: RecordedSpeaker): Promise<void> {
    const { tenantId, id: subjectId, ownerId: actorId } = batch;
    await this.recorder.file({
      tenantId,
      kind: 'batch',
      format: outputFormat(batch.format as OutputFormatName),
      speakers: [await this.speakerOf(batch, voice)],
      subjectId,
      actorId,
      complete: true,
      ...file,
    });
  }

  private async speakerOf({ tenantId, voiceId: id }: Batch, voice?: RecordedSpeaker): Promise<RecordedSpeaker> {
    return voice ?? (await this.documents.find('voice', tenantId, id)) ?? { id, voiceKind: 'personal' };
  }
}
