import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isVoiceUnauthorized } from '#documents';
import { errorCodeOf } from '#domain';
import { LOGGER, type Logger, objectiveMet, OBJECTIVES, recordMetric } from '#observability';
import { provenanceHeaders } from '../platform/answers/provenance-headers.ts';
import { correlationOf } from '../platform/request-correlation.ts';
import type { LiveSpeech } from './speak-live.service.ts';

/** Answers with speech while it is being spoken. See ADR 67. */
@Injectable()
export class SpeechAnswer {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  /**
   * Sends the headers with the first of `chunks`, each chunk as it comes, and no faster than the listener reads. When they break off,
   * the connection is cut without the end of the body: nobody takes a part for the whole.
   * Resolves a turn of the loop later, with the first chunk gone: what the framework does when a handler has ended would go first.
   */
  async send(
    speech: LiveSpeech,
    contentType: string,
    chunks: AsyncIterable<Uint8Array | string>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const body = Readable.from(chunks, { objectMode: false });
    // Asks for the first chunk, so that it is there when Fastify begins to read.
    body.read(0);
    body.once('error', (error) => {
      // What lies in the buffers of the connection is not to be heard either.
      if (isVoiceUnauthorized(error)) request.raw.socket.resetAndDestroy();
      if (!reply.raw.destroyed) this.logger.warn({ code: errorCodeOf(error) }, 'live speech was cut off');
    });
    const startedAt = correlationOf(request.raw)?.startedAt;
    const ttfa = startedAt === undefined ? speech.providerMs : performance.now() - startedAt;
    recordMetric('voice.speech.first_audio.duration', ttfa / 1_000, {
      'voice.objective': objectiveMet(ttfa / 1_000, OBJECTIVES.firstAudio),
    });
    void reply
      .status(200)
      .headers({
        ...provenanceHeaders(speech.provenanceId),
        'content-type': contentType,
        'cache-control': 'no-store',
        // Proxies of the nginx kind would otherwise collect it first.
        'x-accel-buffering': 'no',
        'server-timing': [
          metric('ttfa', ttfa),
          metric('wait', speech.waitedMs),
          metric('provider', speech.providerMs),
        ].join(', '),
      })
      .send(body);
    await nextTurn();
  }
}

function metric(name: string, ms: number): string {
  return `${name};dur=${ms.toFixed(1)}`;
}
