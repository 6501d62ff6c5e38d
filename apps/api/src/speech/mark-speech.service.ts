import { Inject, Injectable } from '@nestjs/common';
import { isTaggedContainer, SpeechTagger, taggedSpeech, taggedWavHeader } from '#audio';
import { type Logger, LOGGER } from '#observability';
import { type OutputFormat, wavHeader } from '#speech';

/** Marks live speech as made by a model, while it is spoken. See ADR 168. */
@Injectable()
export class MarkSpeech {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  /**
   * The audio with the tag in its first piece, and with a header where the format has one that Azure does not send. Raw formats stay as they are.
   */
  mark(format: OutputFormat, provenanceId: string, audio: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    const { name, sampleRateHz } = format;
    if (name === 'wav') {
      const header = wavHeader({ sampleRateHz, channels: 1, bitsPerSample: 16 });
      return withHeader(taggedWavHeader(header, provenanceId), audio);
    }
    return isTaggedContainer(name) ? this.tagged(new SpeechTagger(name, provenanceId), name, audio) : audio;
  }

  private async *tagged(
    tagger: SpeechTagger,
    format: string,
    audio: AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    yield* taggedSpeech(audio, tagger);
    if (!tagger.place) this.logger.error({ format }, 'speech has no tag, because its container is not as expected');
  }
}

async function* withHeader(header: Uint8Array, audio: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const chunk of audio) {
    yield isFirst ? Buffer.concat([header, chunk]) : chunk;
    isFirst = false;
  }
}
