import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { DocumentStore } from '#documents';
import { ServiceError, type SpeechTimings, subRipInSteps, captionCuesInSteps, webVttInSteps } from '#domain';
import { inTurns, parseJson } from '#loop';
import { BLOB_CONTAINERS, BlobStore } from '#storage';
import { VoicesToSpeak } from '../speech/voices-to-speak.service.ts';
import { resultOf } from './read-audio.usecase.ts';
import type { TimingsFormat } from './timings-format.ts';

/**
 * Reads what is said when in the audio of a synthesis, and writes it as JSON or as subtitles.
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
  async execute(principal: Principal, id: string, format: TimingsFormat): Promise<string> {
    const synthesis = await this.documents.get('synthesis', principal.tenantId, id);
    await this.voices.checkSpoken(principal, synthesis);
    const result = resultOf(synthesis);
    if (result.timingsBlobName === undefined)
      throw new ServiceError('not-found', `The synthesis ${id} has no timings.`);
    const { stream } = await this.blobs.read({ container: BLOB_CONTAINERS.results, name: result.timingsBlobName });
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
    const json = Buffer.concat(chunks).toString('utf8');
    if (format === 'json') return json;
    const timings = (await inTurns(parseJson(json))) as SpeechTimings;
    const cues = await inTurns(captionCuesInSteps(timings));
    return inTurns(format === 'vtt' ? webVttInSteps(cues) : subRipInSteps(cues));
  }
}
