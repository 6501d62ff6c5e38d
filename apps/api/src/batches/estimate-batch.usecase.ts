import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { isProfessional } from '#domain';
import { type CreateBatchBody, Disclosures, measureItems, VoicesToSpeak } from '#intake';
import {
  addBilled,
  billedPartsOf,
  billedTotal,
  codePoints,
  disclosureText,
  estimateScriptMsInSteps,
  NOTHING_BILLED,
  ordinarySpeechMs,
  scriptText,
} from '#speech';
import type { BatchEstimate } from './batches.schema.ts';

/** Says what speaking all items of a batch would cost, with the same refusals as speaking them. */
@Injectable()
export class EstimateBatch {
  constructor(
    private readonly voices: VoicesToSpeak,
    private readonly disclosures: Disclosures,
  ) {}

  /** @throws ServiceError as CreateBatch does */
  async execute(principal: Principal, body: CreateBatchBody): Promise<BatchEstimate> {
    const voice = await this.voices.find(principal, body.voiceId);
    const disclosure = this.disclosures.sentence(body.disclosure, body.locale ?? voice.locale);
    const said = disclosure === undefined ? 0 : disclosureText(disclosure).length;
    const estimates = await measureItems(body, voice, disclosure, function* (script) {
      return {
        characters: codePoints(scriptText(script).slice(said)),
        billed: billedPartsOf(script),
        cautiousMs: yield* estimateScriptMsInSteps(script),
      };
    });
    const billedParts = estimates.reduce((total, { billed }) => addBilled(total, billed), NOTHING_BILLED);
    const sum = (of: (estimate: (typeof estimates)[number]) => number): number =>
      estimates.reduce((total, estimate) => total + of(estimate), 0);
    return {
      items: estimates.length,
      characters: sum(({ characters }) => characters),
      billedCharacters: billedTotal(billedParts),
      billedParts,
      estimatedDurationMs: ordinarySpeechMs(sum(({ cautiousMs }) => cautiousMs)),
      costClass: isProfessional(voice) ? 'professionalVoice' : 'personalVoice',
    };
  }
}
