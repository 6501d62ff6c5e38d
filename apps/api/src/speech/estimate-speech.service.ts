import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { inTurns } from '#loop';
import { billedCharactersInSteps, codePoints, ordinarySpeechMs, scriptText, SpeakableTexts } from '#speech';
import type { SpeechEstimate } from './speech.schema.ts';
import { cautiousMs, queuedParts, scriptOf, type SpokenWords } from './spoken-words.ts';
import { VoicesToSpeak } from './voices-to-speak.ts';

/** Says what speaking a text, before any translation, would cost, with the same refusals as speaking it. */
@Injectable()
export class EstimateSpeech {
  constructor(
    private readonly voices: VoicesToSpeak,
    private readonly texts: SpeakableTexts,
  ) {}

  /** @throws ServiceError as CreateSynthesis does, except for what only Azure can say */
  async execute(principal: Principal, request: SpokenWords & { readonly voiceId: string }): Promise<SpeechEstimate> {
    this.texts.check(request);
    const voice = await this.voices.find(principal, request.voiceId);
    const script = await scriptOf(voice, request, await this.voices.others(principal, request.voiceId, request.ssml));
    const parts = await queuedParts(script);
    return {
      characters: codePoints(scriptText(script)),
      billedCharacters: await inTurns(billedCharactersInSteps(parts)),
      estimatedDurationMs: ordinarySpeechMs(cautiousMs(parts)),
      // The only kind of voice that can be enrolled.
      costClass: 'personalVoice',
    };
  }
}
