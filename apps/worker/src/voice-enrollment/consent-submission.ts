import { type Consent, providerConsentId, providerProjectId } from '#domain';
import type { CustomVoiceClient } from '#speech';
import { BLOB_CONTAINERS, type BlobStore } from '#storage';
import { SAS_FOR_AZURE_MS, unlessItExists } from './provider-resources.ts';

/** Gives the consent to Azure, in a project of its own; what is there from an earlier run stays. */
export async function submitToAzure(
  customVoice: CustomVoiceClient,
  blobs: BlobStore,
  consent: Consent,
  signal: AbortSignal,
): Promise<void> {
  const projectId = providerProjectId(consent.id);
  const id = providerConsentId(consent.id);
  const { voiceTalentName, companyName, locale } = consent;
  await unlessItExists(
    () => customVoice.getProject(projectId, { signal }),
    () => customVoice.createProject(projectId, {}, { signal }),
  );
  await unlessItExists(
    () => customVoice.getConsent(id, { signal }),
    async () => {
      const address = { container: BLOB_CONTAINERS.consents, name: consent.evidence?.blobName ?? '' };
      const audioUrl = await blobs.readUrl(address, new Date(Date.now() + SAS_FOR_AZURE_MS));
      const body = { projectId, voiceTalentName, companyName, locale, audioUrl };
      return customVoice.createConsent(id, body, `create-${id}`, { signal });
    },
  );
}
