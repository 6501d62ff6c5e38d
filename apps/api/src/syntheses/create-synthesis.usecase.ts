import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { type Operation, ServiceError, type Synthesis, type Voice } from '#domain';
import { createMessage } from '#messaging';
import { composeSpeech, outputFormat, type OutputFormat, splitSpeech } from '#speech';
import { DocumentStore, type RequestIds } from '#storage';
import { AcceptWork } from '../operations/accept-work.ts';
import type { CreateSynthesisBody } from './syntheses.schema.ts';

/** A text of 200,000 characters is within it, in most languages: it is about what a WAV file and a run of a worker can hold. */
const LONGEST_SPEECH_MS = 8 * 3_600_000;

/** Queues a text to be spoken by a voice. */
@Injectable()
export class CreateSynthesis {
  constructor(
    @Inject(DocumentStore) private readonly documents: DocumentStore,
    @Inject(AcceptWork) private readonly acceptWork: AcceptWork,
  ) {}

  /** @throws ServiceError `text-too-long`, `invalid-ssml` (422), `voice-not-ready`, `consent-not-active` (409) */
  async execute(principal: Principal, body: CreateSynthesisBody, ids: RequestIds): Promise<Operation> {
    const earlier = await this.acceptWork.earlier(principal, ids, 'synthesis');
    if (earlier) return earlier;
    const voice = await this.readyVoice(principal, body.voiceId);
    const format = outputFormat(body.format, body.sampleRateHz);
    const text = spokenText(body, voice);
    return this.acceptWork.create(newSynthesis(principal, { ...body, text }, voice, format, ids));
  }

  private async readyVoice({ tenantId }: Principal, voiceId: string): Promise<Voice> {
    const voice = await this.documents.find('voice', tenantId, voiceId);
    if (!voice) {
      throw new ServiceError('invalid-request', `There is no voice ${voiceId}.`, {
        fields: [{ pointer: '/voiceId', code: 'not-found', detail: 'names no voice' }],
      });
    }
    if (voice.status === 'failed' || voice.status === 'deleting' || voice.status === 'deleted') {
      throw new ServiceError('state-conflict', `The voice is ${voice.status} and will not speak. Enrol another.`);
    }
    if (voice.status !== 'ready') {
      throw new ServiceError(
        'voice-not-ready',
        `The voice is ${voice.status}. Watch its operation ${voice.operationId}.`,
      );
    }
    // Checked again by the worker when it speaks; here only so that the caller hears of it at once.
    const consent = await this.documents.find('consent', tenantId, voice.consentId);
    if (consent?.status === 'active') return voice;
    throw new ServiceError('consent-not-active', `The consent for this voice is ${consent?.status ?? 'gone'}.`);
  }
}

/**
 * The text that will be spoken; what cannot be spoken ends here, before anything is queued.
 * @throws SsmlError, ServiceError `invalid-request`, `text-too-long`
 */
function spokenText({ text, ssml, lexicon, locale, rate }: CreateSynthesisBody, voice: Voice): string {
  const { id, baseModel, speakerProfileId = '' } = voice;
  const order = {
    voice: { baseModel, speakerProfileId, aliases: [id] },
    locale: locale ?? voice.locale,
    rate,
    lexicon,
  };
  const parts = splitSpeech(composeSpeech(ssml === undefined ? { ...order, text: text ?? '' } : { ...order, ssml }));
  const speechMs = parts.reduce((sum, { estimatedMs }) => sum + estimatedMs, 0);
  if (speechMs > LONGEST_SPEECH_MS) {
    throw new ServiceError(
      'text-too-long',
      `The text may take about ${Math.ceil(speechMs / 3_600_000)} hours to speak, and ${LONGEST_SPEECH_MS / 3_600_000} are possible. Split it.`,
    );
  }
  return ssml === undefined ? (text ?? '') : parts.map((part) => part.text).join('');
}

function newSynthesis(
  principal: Principal,
  body: CreateSynthesisBody & { readonly text: string },
  voice: Voice,
  { name, sampleRateHz }: OutputFormat,
  ids: RequestIds,
): Synthesis {
  const id = ids.id('synthesis');
  const now = new Date().toISOString();
  const { tenantId } = principal;
  return {
    id,
    kind: 'synthesis',
    tenantId,
    ownerId: principal.objectId,
    status: 'queued',
    voiceId: voice.id,
    text: body.text,
    ...(body.ssml !== undefined && { ssml: body.ssml }),
    ...(body.lexicon !== undefined && { lexicon: body.lexicon }),
    format: { name, sampleRateHz },
    locale: body.locale ?? voice.locale,
    rate: body.rate,
    operationId: ids.id('operation'),
    createdAt: now,
    updatedAt: now,
    outbox: [createMessage('synthesis.run', { tenantId, subjectId: id, data: {} })],
  };
}
