import type { Config } from '#config';
import { type Consent, providerConsentId, providerProjectId } from '#domain';
import type { CustomVoiceClient } from '#speech';
import { BLOB_CONTAINERS, type BlobStore } from '#storage';
import { consentInMemory, whileUploading } from '../platform/azure-audio.ts';
import { SAS_FOR_AZURE_MS, unlessItExists } from '../platform/provider-resources.ts';

/** Where the recording comes from, and how Azure gets it. */
export interface ConsentSubmission {
  readonly customVoice: CustomVoiceClient;
  readonly blobs: BlobStore;
  readonly audioTransfer: Config['speech']['audioTransfer'];
}

/**
 * Gives the consent to Azure, in a project of its own; what is there from an earlier run stays.
 * @throws ServiceError `audio-too-large`, when the recording is uploaded to Azure
 */
export async function submitToAzure(
  { customVoice, blobs, audioTransfer }: ConsentSubmission,
  consent: Consent,
  signal: AbortSignal,
): Promise<void> {
  const projectId = providerProjectId(consent.id);
  const id = providerConsentId(consent.id);
  const { voiceTalentName, companyName, locale } = consent;
  await unlessItExists(
    () => customVoice.getProject(projectId, { signal }),
    () => customVoice.createProject(projectId, { signal }),
  );
  await unlessItExists(
    () => customVoice.getConsent(id, { signal }),
    async () => {
      const fields = { projectId, voiceTalentName, companyName, locale };
      const name = consent.evidence?.blobName ?? '';
      if (audioTransfer === 'upload') {
        return whileUploading(consent.tenantId, signal, async () => {
          const audio = await consentInMemory(blobs, name);
          return customVoice.postConsent(id, { ...fields, audio }, `create-${id}`, { signal });
        });
      }
      const address = { container: BLOB_CONTAINERS.consents, name };
      const audioUrl = await blobs.readUrl(address, new Date(Date.now() + SAS_FOR_AZURE_MS));
      return customVoice.createConsent(id, { ...fields, audioUrl }, `create-${id}`, { signal });
    },
  );
}
