import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import {
  billedCharacters,
  codePoints,
  estimateScriptMsInSteps,
  ordinarySpeechMs,
  scriptText,
  writeSsml,
} from '#speech';
import { VoicesToSpeak } from '../speech/voices-to-speak.service.ts';
import type { BatchEstimate, CreateBatchBody } from './batches.schema.ts';
import { measureItems } from './measure-items.ts';

/** Says what speaking all items of a batch would cost, with the same refusals as speaking them. */
@Injectable()
export class EstimateBatch {
  constructor(private readonly voices: VoicesToSpeak) {}

  /** @throws ServiceError as CreateBatch does */
  async execute(principal: Principal, body: CreateBatchBody): Promise<BatchEstimate> {
    const voice = await this.voices.find(principal, body.voiceId);
    const estimates = await measureItems(body, voice, function* (script) {
      return {
        characters: codePoints(scriptText(script)),
        billed: billedCharacters(writeSsml(script)),
        cautiousMs: yield* estimateScriptMsInSteps(script),
      };
    });
    const sum = (of: (estimate: (typeof estimates)[number]) => number): number =>
      estimates.reduce((total, estimate) => total + of(estimate), 0);
    return {
      items: estimates.length,
      characters: sum(({ characters }) => characters),
      billedCharacters: sum(({ billed }) => billed),
      estimatedDurationMs: ordinarySpeechMs(sum(({ cautiousMs }) => cautiousMs)),
      // The only kind of voice that can be enrolled.
      costClass: 'personalVoice',
    };
  }
}
