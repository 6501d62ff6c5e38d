import { Inject, Injectable } from '@nestjs/common';
import type { Failure, Voice } from '#domain';
import { DocumentStore } from '#storage';

export type UsableVoice = Voice & { readonly speakerProfileId: string };

/** The check of consent at the moment of use. */
@Injectable()
export class UsableVoices {
  constructor(@Inject(DocumentStore) private readonly documents: DocumentStore) {}

  /** The voice, if it may be used now: it is ready and the person's consent is active at this moment. */
  async find({ tenantId, voiceId }: { tenantId: string; voiceId: string }): Promise<UsableVoice | Failure> {
    const voice = await this.documents.find('voice', tenantId, voiceId);
    if (voice?.status !== 'ready' || voice.speakerProfileId === undefined) {
      return { code: 'voice-not-ready', detail: `The voice is ${voice?.status ?? 'gone'}.` };
    }
    const consent = await this.documents.find('consent', tenantId, voice.consentId);
    if (consent?.status !== 'active') {
      return { code: 'consent-not-active', detail: `The consent for this voice is ${consent?.status ?? 'gone'}.` };
    }
    return { ...voice, speakerProfileId: voice.speakerProfileId };
  }
}
