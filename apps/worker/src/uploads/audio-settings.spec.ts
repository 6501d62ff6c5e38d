import { describe, expect, it } from 'vitest';
import { defaultAudioProfiles, resolveAudioProfiles } from '#audio';
import { loadConfig } from '#config';
import { REQUIRED_VARIABLES } from '#config/testing';

function profilesOf(overrides: object) {
  return resolveAudioProfiles(
    loadConfig({ ...REQUIRED_VARIABLES, AUDIO_PROFILE_OVERRIDES: JSON.stringify(overrides) }).audio.profiles,
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
