import { Injectable } from '@nestjs/common';
import {
  bindingOf,
  type Consent,
  type ConsentBinding,
  type Failure,
  hasConsentEnded,
  providerConsentId,
} from '#domain';
import { CustomVoiceClient } from '#speech';
import { BLOB_CONTAINERS, BlobStore } from '#storage';
import { blobHash } from '../platform/blob-hash.ts';

const MISMATCH = 'consent-mismatch' as const;

/** Checks, before a voice is made, that the person agreed to it: that the proof is there, and that it is the one Azure was given. */
@Injectable()
export class ConsentProof {
  constructor(
    private readonly blobs: BlobStore,
    private readonly customVoice: CustomVoiceClient,
  ) {}

  /** @returns what the person agreed to, or why the voice must not be made */
  async check(consent: Consent | undefined, signal: AbortSignal): Promise<ConsentBinding | Failure> {
    if (consent && hasConsentEnded(consent, Date.now())) {
      return { code: 'consent-revoked', detail: 'The consent was revoked or has expired.' };
    }
    if (consent?.status !== 'active') {
      const why = consent?.failure ? ` ${consent.failure.detail}` : '';
      return { code: 'consent-not-active', detail: `The consent is not active.${why}` };
    }
    const binding = bindingOf(consent);
    const address = { container: BLOB_CONTAINERS.consents, name: consent.evidence?.blobName ?? '' };
    if (!binding || (await blobHash(this.blobs, address)) !== binding.recordingSha256) {
      return { code: MISMATCH, detail: 'The recording of the consent differs from the verified one.' };
    }
    const atAzure = await this.customVoice.getConsent(providerConsentId(consent.id), { signal });
    const isSame =
      atAzure?.voiceTalentName === binding.voiceTalentName &&
      atAzure.companyName === binding.companyName &&
      atAzure.locale === binding.locale;
    if (isSame) return binding;
    return { code: MISMATCH, detail: 'The consent at Azure is for another person, company or language.' };
  }
}
