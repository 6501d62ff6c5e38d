import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { inTurns } from '#loop';
import { billedPartsInSteps, billedTotal, codePoints, ordinarySpeechMs } from '#speech';
import type { SpeechEstimate } from '../platform/resources/speech.schema.ts';
import { ComposeSpeech } from './compose-speech.service.ts';
import { cautiousMs, type SpokenWords } from './spoken-words.ts';

/** Says what speaking a text, before any translation, would cost, with the same refusals as speaking it. */
@Injectable()
export class EstimateSpeech {
  constructor(private readonly compose: ComposeSpeech) {}

  /** @throws ServiceError as CreateSynthesis does, except for what only Azure can say */
  async execute(principal: Principal, request: SpokenWords & { readonly voiceId: string }): Promise<SpeechEstimate> {
    const { text, parts } = await this.compose.execute(principal, request);
    const billedParts = await inTurns(billedPartsInSteps(parts));
    return {
      characters: codePoints(text),
      billedCharacters: billedTotal(billedParts),
      billedParts,
      estimatedDurationMs: ordinarySpeechMs(cautiousMs(parts)),
      // The only kind of voice that can be enrolled.
      costClass: 'personalVoice',
    };
  }
}
