import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf } from '#domain';
import { aConsent, anId, aVoice, TENANT } from '#domain/testing';
import { SSML_MAX_SPEAKERS } from '#speech';
import { voicesOf } from '#intake/testing';
import { otherVoiceIdsIn, VoicesToSpeak } from './voices-to-speak.ts';

const VOICE = anId('voice');
const stranger = aPrincipal({ objectId: 'stranger' });
const ssmlOf = (...ids: readonly string[]) =>
  `<speak version="1.0">${ids.map((id) => `<voice name="${id}">Hello.</voice>`).join('')}</speak>`;

let documents: TestDocuments;
let voices: VoicesToSpeak;

beforeEach(async () => {
  documents = new TestDocuments();
  await documents.store.create(aConsent());
  await documents.store.create(aVoice());
  voices = voicesOf(documents);
});

const revoke = async () => {
  const consent = await documents.store.get('consent', TENANT, anId('consent'));
  await documents.store.replace({ ...consent, status: 'revoked' });
};

describe(VoicesToSpeak.name, () => {
  it('finds a voice for its owner, and refuses it to whom it is not granted', async () => {
    expect((await voices.find(aPrincipal(), VOICE)).id).toBe(VOICE);
    expect(await voices.find(stranger, VOICE).catch(errorCodeOf)).toBe('voice-not-granted');
  });

  it('checks each request by itself: a voice that was found a moment ago is refused when its consent is revoked', async () => {
    await voices.authorize(aPrincipal(), VOICE).checked;
    const { recent, checked } = voices.authorize(aPrincipal(), VOICE);
    expect(recent?.id).toBe(VOICE);
    await checked;
    await revoke();
    expect(await voices.authorize(aPrincipal(), VOICE).checked.catch(errorCodeOf)).toBe('consent-revoked');
    const after = voices.authorize(aPrincipal(), VOICE);
    expect(after.recent).toBeUndefined();
    expect(await after.checked.catch(errorCodeOf)).toBe('consent-revoked');
  });

  it('says nothing of a recent check to whom the voice is not granted', async () => {
    await voices.authorize(aPrincipal(), VOICE).checked;
    const { recent, checked } = voices.authorize(stranger, VOICE);
    expect(recent).toBeUndefined();
    expect(await checked.catch(errorCodeOf)).toBe('voice-not-granted');
  });

  it('hands what was spoken to its owner, who may have lost the grant, but not when the consent is revoked', async () => {
    const spoken = { voiceId: VOICE, ownerId: stranger.objectId };
    await voices.checkSpoken(stranger, spoken);
    expect(await voices.checkSpoken(stranger, { ...spoken, ownerId: 'another' }).catch(errorCodeOf)).toBe(
      'voice-not-granted',
    );
    await revoke();
    expect(await voices.checkSpoken(stranger, spoken).catch(errorCodeOf)).toBe('consent-revoked');
  });

  it('leaves a voice out that the tenant does not have, and refuses more than may speak in one request', async () => {
    expect(await voices.others(aPrincipal(), VOICE, ssmlOf(anId('voice', 9)))).toEqual([]);
    const many = Array.from({ length: SSML_MAX_SPEAKERS }, (_, index) => anId('voice', index + 2));
    expect(await voices.others(aPrincipal(), VOICE, ssmlOf(...many)).catch(errorCodeOf)).toBe('invalid-request');
  });
});

describe(otherVoiceIdsIn.name, () => {
  it('reads the ids of voices beside that of the request, and no other names', async () => {
    const ssml = ssmlOf(VOICE, anId('voice', 2), 'en-US-JennyNeural');
    expect(await otherVoiceIdsIn(ssml, VOICE)).toEqual([anId('voice', 2)]);
    expect(await otherVoiceIdsIn(undefined, VOICE)).toEqual([]);
  });
});
