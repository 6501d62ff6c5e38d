import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { type Operation, ServiceError, type Synthesis, type Voice } from '#domain';
import { createMessage } from '#messaging';
import { SpeakableTexts } from '#speech';
import { DocumentStore, type RequestIds } from '#storage';
import { AcceptWork } from '../operations/accept-work.ts';
import type { CreateSynthesisBody } from './syntheses.schema.ts';

/** One request to Azure gives at most 10 minutes of audio and cuts off the rest without an error. */
const LONGEST_SPEECH_S = 540;
/** Slow speakers: about 12 letters, or 3.5 characters of Chinese, Japanese or Korean, a second. */
const LETTERS_PER_S = 12;
const IDEOGRAPHS_PER_S = 3.5;

/** Queues a text to be spoken by a voice. */
@Injectable()
export class CreateSynthesis {
  constructor(
    @Inject(DocumentStore) private readonly documents: DocumentStore,
    @Inject(SpeakableTexts) private readonly texts: SpeakableTexts,
    @Inject(AcceptWork) private readonly acceptWork: AcceptWork,
  ) {}

  /** @throws ServiceError `text-too-long`, `translation-…`, `preparation-…` (422), `voice-not-ready`, `consent-not-active` (409) */
  async execute(principal: Principal, body: CreateSynthesisBody, ids: RequestIds): Promise<Operation> {
    const earlier = await this.acceptWork.earlier(principal, ids, 'synthesis');
    if (earlier) return earlier;
    this.texts.check(body);
    const speechS = longestSpeechS(body.text, body.rate);
    if (speechS > LONGEST_SPEECH_S) {
      throw new ServiceError(
        'text-too-long',
        `The text may take about ${Math.ceil(speechS / 60)} minutes to speak, and ${LONGEST_SPEECH_S / 60} are possible. Split it.`,
      );
    }
    const voice = await this.readyVoice(principal, body.voiceId);
    return this.acceptWork.create(newSynthesis(principal, body, voice, ids));
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

/** A cautious guess of how long the text takes to speak, in seconds. */
function longestSpeechS(text: string, rate: number): number {
  const ideographs =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0;
  return (ideographs / IDEOGRAPHS_PER_S + (text.length - ideographs) / LETTERS_PER_S) / rate;
}

function newSynthesis(principal: Principal, body: CreateSynthesisBody, voice: Voice, ids: RequestIds): Synthesis {
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
    locale: body.locale ?? voice.locale,
    rate: body.rate,
    ...(body.translateTo !== undefined && { translateTo: body.translateTo }),
    ...(body.prepare !== undefined && { prepare: body.prepare }),
    operationId: ids.id('operation'),
    createdAt: now,
    updatedAt: now,
    outbox: [createMessage('synthesis.run', { tenantId, subjectId: id, data: {} })],
  };
}
