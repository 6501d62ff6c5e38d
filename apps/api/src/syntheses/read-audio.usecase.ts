import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { DocumentStore } from '#documents';
import { isExpired, isUnsuccessful, ServiceError, type Synthesis } from '#domain';
import { VoicesToSpeak } from '#intake';
import { BLOB_CONTAINERS, BlobStore } from '#storage';
import type { Download } from '../platform/answers/download.ts';
import { provenanceHeaders } from '../platform/answers/provenance-headers.ts';
import { whileAuthorized } from '../platform/answers/while-authorized.ts';
import { NoteSent } from './note-sent.ts';

/** Hands out the audio of a synthesis, as long as its voices may be heard. */
@Injectable()
export class ReadAudio {
  constructor(
    private readonly documents: DocumentStore,
    private readonly voices: VoicesToSpeak,
    private readonly blobs: BlobStore,
    private readonly noteSent: NoteSent,
  ) {}

  /** @throws ServiceError `not-found`, `state-conflict`, `synthesis-not-ready`, those of `VoicesToSpeak.checkSpoken` */
  async execute(principal: Principal, id: string): Promise<Download> {
    const synthesis = await this.documents.get('synthesis', principal.tenantId, id);
    const { sha256: tag, sizeBytes, contentType, blobName, provenanceId } = resultOf(synthesis);
    const checkedAt = performance.now();
    await this.voices.checkSpoken(principal, synthesis);
    return {
      tag,
      sizeBytes,
      contentType,
      fileName: `${id}${blobName.slice(blobName.lastIndexOf('.'))}`,
      headers: provenanceHeaders(...(provenanceId === undefined ? [] : [provenanceId])),
      ...(synthesis.store === false && { onSent: () => this.noteSent.execute(synthesis) }),
      read: async (range, cut) => {
        const address = { container: BLOB_CONTAINERS.results, name: blobName };
        const part = range && { offset: range.first, count: range.last - range.first + 1 };
        const { stream } = await this.blobs.read(address, part);
        return whileAuthorized(stream, () => this.voices.watch(principal, synthesis, checkedAt), cut);
      },
    };
  }
}

/** @throws ServiceError `state-conflict`, `synthesis-not-ready`; `not-found` from the moment when it has expired */
export function resultOf(synthesis: Synthesis): NonNullable<Synthesis['result']> {
  const { status, result, id, expiresAt } = synthesis;
  if (isExpired(synthesis, Date.now())) {
    throw new ServiceError(
      'not-found',
      `The audio of the synthesis ${id} was kept until ${expiresAt}. Create a new one.`,
    );
  }
  if (isUnsuccessful(synthesis)) {
    throw new ServiceError('state-conflict', `The synthesis is ${status} and has no audio. Create a new one.`);
  }
  if (result) return result;
  throw new ServiceError('synthesis-not-ready', `The synthesis is ${status}; it has no audio.`, {
    retryAfterMs: 1_000,
  });
}
