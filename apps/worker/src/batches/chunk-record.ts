import { Injectable } from '@nestjs/common';
import { DocumentStore } from '#documents';
import type { Batch, BatchChunk, Voice } from '#domain';
import { ProvenanceRecorder } from '#provenance';
import { outputFormat, type OutputFormatName } from '#speech';
import { type BatchItem, type BatchItemState, provenanceIdOf } from '#storage';
import type { OpenChunk } from './batch-writer.ts';

/** The id of the record of a chunk: the same for each attempt at it. */
export function recordIdOf(batch: Pick<Batch, 'id'>, chunk: Pick<BatchChunk, 'index'>): string {
  return provenanceIdOf(batch.id, String(chunk.index));
}

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
   */
  async keep(
    { batch, chunk }: OpenChunk,
    items: readonly BatchItem[],
    states: readonly BatchItemState[],
    voice?: Pick<Voice, 'id' | 'consentId' | 'voiceKind'>,
  ): Promise<void> {
    const spoken = states.flatMap(({ speech }, offset) => {
      const item = items[offset];
      if (!speech || !item) return [];
      const text = 'text' in item ? item.text : item.ssml;
      return [{ index: chunk.first + offset, audioSha256: speech.audioSha256, text }];
    });
    if (spoken.length === 0) return;
    const { tenantId, voiceId, id: subjectId, ownerId: actorId } = batch;
    const speaker = voice ?? (await this.documents.find('voice', tenantId, voiceId));
    await this.recorder.chunk({
      id: recordIdOf(batch, chunk),
      tenantId,
      kind: 'batch',
      format: outputFormat(batch.format as OutputFormatName),
      speakers: [speaker ?? { id: voiceId, voiceKind: 'personal' }],
      subjectId,
      actorId,
      items: spoken,
    });
  }
}
