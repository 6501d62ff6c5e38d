import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { ssmlOf } from './speak-live.usecase.ts';
import { assertSpeakableLength, billedCharacters, codePoints, estimatedDurationMs } from './speech-length.ts';
import type { SpeechEstimate } from './speech.schema.ts';
import { VoicesToSpeak } from './voices-to-speak.ts';

/** Says what speaking a text would cost, with the same refusals as speaking it. */
@Injectable()
export class EstimateSpeech {
  constructor(@Inject(VoicesToSpeak) private readonly voices: VoicesToSpeak) {}

  /** @throws ServiceError as SpeakLive does, but for what only Azure can say */
  async execute(
    { tenantId }: Principal,
    request: {
      readonly voiceId: string;
      readonly text: string;
      readonly locale?: string | undefined;
      readonly rate: number;
    },
  ): Promise<SpeechEstimate> {
    assertSpeakableLength(request.text, request.rate);
    const voice = await this.voices.find(tenantId, request.voiceId);
    return {
      characters: codePoints(request.text),
      billedCharacters: billedCharacters(ssmlOf(voice, request)),
      estimatedDurationMs: estimatedDurationMs(request.text, request.rate),
      // The only kind of voice that can be enrolled.
      costClass: 'personalVoice',
    };
  }
}
