import type { Config } from '#config';
import { type CanonicalAudio, providerConsentId, providerProjectId, providerVoiceId, type Voice } from '#domain';
import type { CustomVoiceClient, PersonalVoice } from '#speech';
import type { BlobStore } from '#storage';
import { samplesByUrl, samplesInMemory, whileUploading } from '../platform/azure-audio.ts';
import { unlessItExists } from '../platform/provider-resources.ts';

/** Where the samples come from, and how Azure gets them. */
export interface PersonalVoiceSubmission {
  readonly customVoice: CustomVoiceClient;
  readonly blobs: BlobStore;
  readonly audioTransfer: Config['speech']['audioTransfer'];
}

/**
 * Has Azure make a personal voice of these samples; what is there from an earlier run stays.
 * @throws ServiceError `audio-too-large`, when the samples are uploaded to Azure
 */
export async function createPersonalVoice(
  { customVoice, blobs, audioTransfer }: PersonalVoiceSubmission,
  voice: Voice,
  samples: readonly CanonicalAudio[],
  signal: AbortSignal,
): Promise<PersonalVoice> {
  const id = providerVoiceId(voice.id);
  const of = { projectId: providerProjectId(voice.consentId), consentId: providerConsentId(voice.consentId) };
  return unlessItExists(
    () => customVoice.getPersonalVoice(id, { signal }),
    async () => {
      if (audioTransfer === 'upload') {
        return whileUploading(voice.tenantId, signal, async () => {
          const body = { ...of, audios: await samplesInMemory(blobs, samples) };
          return customVoice.postPersonalVoice(id, body, `create-${id}`, { signal });
        });
      }
      const containerUrl = await samplesByUrl(blobs, voice.id, samples);
      const body = { ...of, audios: { containerUrl, extensions: ['.wav'] } };
      return customVoice.createPersonalVoice(id, body, `create-${id}`, { signal });
    },
  );
}
