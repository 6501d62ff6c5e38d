import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#auth';
import { ServiceError, type Voice } from '#domain';
import { DocumentStore } from '#storage';

/** A voice that Azure can speak with. */
export type ReadyVoice = Voice & { readonly speakerProfileId: string };

/** Finds the voice that a request wants to speak with. */
@Injectable()
export class ReadyVoices {
  constructor(@Inject(DocumentStore) private readonly documents: DocumentStore) {}

  /**
   * The worker checks again when it speaks; here only so that the caller hears of it at once.
   * @throws ServiceError `invalid-request` (no such voice), `state-conflict`, `voice-not-ready`, `consent-not-active`
   */
  async get({ tenantId }: Principal, voiceId: string): Promise<ReadyVoice> {
    const voice = await this.documents.find('voice', tenantId, voiceId);
    if (!voice) {
      throw new ServiceError('invalid-request', `There is no voice ${voiceId}.`, {
        fields: [{ pointer: '/voiceId', code: 'not-found', detail: 'names no voice' }],
      });
    }
    if (voice.status === 'failed' || voice.status === 'deleting' || voice.status === 'deleted') {
      throw new ServiceError('state-conflict', `The voice is ${voice.status} and will not speak. Enrol another.`);
    }
    const { speakerProfileId } = voice;
    if (voice.status !== 'ready' || speakerProfileId === undefined) {
      throw new ServiceError(
        'voice-not-ready',
        `The voice is ${voice.status}. Watch its operation ${voice.operationId}.`,
      );
    }
    const consent = await this.documents.find('consent', tenantId, voice.consentId);
    if (consent?.status === 'active') return { ...voice, speakerProfileId };
    throw new ServiceError('consent-not-active', `The consent for this voice is ${consent?.status ?? 'gone'}.`);
  }
}
