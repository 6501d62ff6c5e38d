import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { DocumentStore } from '#documents';
import { ServiceError } from '#domain';
import { VoicesToSpeak } from '#intake';
import { BLOB_CONTAINERS, BlobStore } from '#storage';
import { resultOf } from './read-audio.usecase.ts';

/**
 * Reads what is said when in the audio of a synthesis, as the JSON that was stored.
 * See ADR 37.
 */
@Injectable()
export class ReadTimings {
  constructor(
    private readonly documents: DocumentStore,
    private readonly voices: VoicesToSpeak,
    private readonly blobs: BlobStore,
  ) {}

  /**
   * @throws ServiceError `synthesis-not-ready`, `state-conflict`, `not-found` (also for audio that was made before timings were kept), those of
   *   `VoicesToSpeak.checkSpoken`
   */
  async execute(principal: Principal, id: string): Promise<string> {
    const synthesis = await this.documents.get('synthesis', principal.tenantId, id);
    await this.voices.checkSpoken(principal, synthesis);
    const result = resultOf(synthesis);
    if (result.timingsBlobName === undefined)
      throw new ServiceError('not-found', `The synthesis ${id} has no timings.`);
    const { stream } = await this.blobs.read({ container: BLOB_CONTAINERS.results, name: result.timingsBlobName });
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  }
}
