import { Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { Budgets, Commit, expiryMessage, type RequestIds, shownOperationId } from '#documents';
import type { Operation, SpeakableVoice, Synthesis } from '#domain';
import { inTurns } from '#loop';
import { messages } from '#messaging';
import { billedCharactersInSteps, outputFormat, type OutputFormat } from '#speech';
import { VoiceUse } from '../audit/voice-use.ts';
import { ComposeSpeech } from '../speech/compose-speech.ts';
import { otherVoiceIdsIn } from '../speech/voices-to-speak.ts';
import type { CreateSynthesisBody } from './create-synthesis.schema.ts';

/** Queues a text to be spoken by a voice. */
@Injectable()
export class CreateSynthesis {
  constructor(
    private readonly compose: ComposeSpeech,
    private readonly commit: Commit,
    private readonly voiceUse: VoiceUse,
    private readonly budgets: Budgets,
  ) {}

  /**
   * What cannot be spoken ends here, before anything is queued.
   * @throws SsmlError, ServiceError `invalid-request`, `text-too-long`, `translation-…`, `preparation-…` (422), `budget-exhausted`,
   *   and those of VoicesToSpeak
   */
  async execute(principal: Principal, body: CreateSynthesisBody, ids: RequestIds): Promise<Operation> {
    const operation = await this.accept(principal, body, ids);
    const { voiceId, ssml } = body;
    // By an earlier run's operation too: that run may have died before it recorded this.
    this.voiceUse.record(principal, [voiceId, ...(await otherVoiceIdsIn(ssml, voiceId))], 'queued', ids.at);
    return operation;
  }

  private async accept(principal: Principal, body: CreateSynthesisBody, ids: RequestIds): Promise<Operation> {
    const earlier = await this.commit.earlier(principal.tenantId, ids, 'synthesis');
    if (earlier) return earlier;
    // Checked again by the worker when it speaks; here only so that the caller hears of it at once.
    const { voices, disclosure, ...composed } = await this.compose.execute(principal, body);
    const text = body.ssml === undefined ? (body.text ?? '') : composed.text;
    const format = outputFormat(body.format, body.sampleRateHz);
    await ids.claimed();
    const { tenantId } = principal;
    const charge = await this.budgets.charge(tenantId, body.voiceId, 'queued', () =>
      inTurns(billedCharactersInSteps(composed.parts)),
    );
    const synthesis = newSynthesis(principal, { ...body, text, sentence: disclosure }, voices, format, ids);
    return this.commit.create({ ...synthesis, ...(charge && { charged: charge.charged }) }, charge?.cancelUnless);
  }
}

function newSynthesis(
  principal: Principal,
  body: CreateSynthesisBody & { readonly text: string; readonly sentence: string | undefined },
  [voice, ...others]: readonly [SpeakableVoice, ...SpeakableVoice[]],
  { name, sampleRateHz }: OutputFormat,
  ids: RequestIds,
): Synthesis {
  const id = ids.id('synthesis');
  const now = new Date().toISOString();
  const { tenantId } = principal;
  const expiresAt = body.expiresAt && new Date(body.expiresAt).toISOString();
  const expiry = expiresAt && expiryMessage({ id, tenantId, expiresAt }, Date.now());
  return {
    id,
    kind: 'synthesis',
    tenantId,
    ownerId: principal.objectId,
    status: 'queued',
    voiceId: voice.id,
    ...(others.length > 0 && { otherVoiceIds: others.map((other) => other.id) }),
    text: body.text,
    ...(body.ssml !== undefined && { ssml: body.ssml }),
    ...(body.lexicon !== undefined && { lexicon: body.lexicon }),
    format: { name, sampleRateHz },
    locale: body.locale ?? voice.locale,
    rate: body.rate,
    ...(body.translateTo !== undefined && { translateTo: body.translateTo }),
    ...(body.prepare !== undefined && { prepare: body.prepare }),
    ...(body.sentence !== undefined && { disclosure: body.sentence }),
    ...(body.store === false && { store: false }),
    ...(expiresAt && { expiresAt }),
    operationId: shownOperationId(id),
    operationEvents: [],
    createdAt: now,
    updatedAt: now,
    outbox: [messages.synthesisRun({ tenantId, subjectId: id }), ...(expiry ? [expiry] : [])],
  };
}
