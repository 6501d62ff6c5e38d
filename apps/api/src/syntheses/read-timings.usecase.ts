import { Injectable } from '@nestjs/common';
import {
  ServiceError,
  type SpeechTimings,
  subRipInSteps,
  subtitleCuesInSteps,
  type Synthesis,
  webVttInSteps,
} from '#domain';
import { inTurns, parseJson } from '#loop';
import { BLOB_CONTAINERS, BlobStore } from '#storage';
import type { TimingsFormat } from './timings-format.ts';

/**
 * Reads what is said when in the audio of a synthesis, and writes it as JSON or as subtitles.
 * See ADR 37.
 */
@Injectable()
export class ReadTimings {
  constructor(private readonly blobs: BlobStore) {}

  /** @throws ServiceError `synthesis-not-ready`, `state-conflict`, `not-found` (audio that was made before timings were kept) */
  async execute({ id, status, result }: Synthesis, format: TimingsFormat): Promise<string> {
    if (status === 'failed' || status === 'canceled') {
      throw new ServiceError('state-conflict', `The synthesis is ${status} and has no audio. Create a new one.`);
    }
    if (!result) {
      throw new ServiceError('synthesis-not-ready', `The synthesis is ${status}; it has no audio.`, {
        retryAfterMs: 1_000,
      });
    }
    if (result.timingsBlobName === undefined)
      throw new ServiceError('not-found', `The synthesis ${id} has no timings.`);
    const { stream } = await this.blobs.read({ container: BLOB_CONTAINERS.results, name: result.timingsBlobName });
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
    const json = Buffer.concat(chunks).toString('utf8');
    if (format === 'json') return json;
    const timings = (await inTurns(parseJson(json))) as SpeechTimings;
    const cues = await inTurns(subtitleCuesInSteps(timings));
    return inTurns(format === 'vtt' ? webVttInSteps(cues) : subRipInSteps(cues));
  }
}
