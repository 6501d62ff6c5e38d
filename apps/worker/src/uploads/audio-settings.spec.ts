import { describe, expect, it } from 'vitest';
import { defaultAudioProfiles, resolveAudioProfiles } from '#audio';
import { loadConfig } from '#config';

const COMPLETE = {
  ENTRA_TENANT_ID: '8d1f0f2e-0c7a-4b8e-9a39-2f5d6a1c0001',
  ENTRA_CLIENT_ID: '8d1f0f2e-0c7a-4b8e-9a39-2f5d6a1c0002',
  SERVICE_BUS_NAMESPACE: 'contoso.servicebus.windows.net',
  COSMOS_ENDPOINT: 'https://contoso.documents.azure.com/',
  BLOB_ENDPOINT: 'https://contoso.blob.core.windows.net',
  SPEECH_ENDPOINT: 'https://contoso.cognitiveservices.azure.com/',
  SPEECH_WEBSOCKET_URL: 'wss://contoso.cognitiveservices.azure.com/tts/cognitiveservices/websocket/v1',
};

function profilesOf(overrides: object) {
  return resolveAudioProfiles(
    loadConfig({ ...COMPLETE, AUDIO_PROFILE_OVERRIDES: JSON.stringify(overrides) }).audio.profiles,
  );
}

describe('audio profiles from the configuration', () => {
  it('may set everything that a profile has', () => {
    expect(profilesOf(defaultAudioProfiles)).toEqual(defaultAudioProfiles);
  });

  it('replace what they name and nothing else', () => {
    const profiles = profilesOf({ 'personal-voice': { minSignalToNoiseDb: { review: 18, reject: 12 } } });
    expect(profiles['personal-voice']).toEqual({
      ...defaultAudioProfiles['personal-voice'],
      minSignalToNoiseDb: { review: 18, reject: 12 },
    });
    expect(profiles.consent).toEqual(defaultAudioProfiles.consent);
  });
});
