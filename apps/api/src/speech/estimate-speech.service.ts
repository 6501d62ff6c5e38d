import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { isProfessional } from '#domain';
import { cautiousMs, ComposeSpeech, type SpeechEstimate, type SpokenWords } from '#intake';
import { inTurns } from '#loop';
import { billedPartsInSteps, billedTotal, codePoints, ordinarySpeechMs } from '#speech';

/** Says what speaking a text, before any translation, would cost, with the same refusals as speaking it. */
@Injectable()
export class EstimateSpeech {
  constructor(private readonly compose: ComposeSpeech) {}

  /** @throws ServiceError as CreateSynthesis does, except for what only Azure can say */
  async execute(principal: Principal, request: SpokenWords & { readonly voiceId: string }): Promise<SpeechEstimate> {
    const { text, parts, voices } = await this.compose.execute(principal, request);
    const billedParts = await inTurns(billedPartsInSteps(parts));
    return {
      characters: codePoints(text),
      billedCharacters: billedTotal(billedParts),
      billedParts,
      estimatedDurationMs: ordinarySpeechMs(cautiousMs(parts)),
      costClass: isProfessional(voices[0]) ? 'professionalVoice' : 'personalVoice',
    };
  }
}
