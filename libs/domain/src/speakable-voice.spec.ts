import { describe, expect, it } from 'vitest';
import { aConsent } from '../testing/index.ts';
import { CONSENT_STATUSES, type Consent } from './consent.ts';
import { errorCodeOf } from './errors.ts';
import { assertSpeakable } from './speakable-voice.ts';
import { type Voice, VOICE_STATUSES } from './voice.ts';

const PARTIES = { voiceTalentName: 'Ada Lovelace', companyName: 'Contoso', locale: 'en-US' };
const EVIDENCE = { blobName: '', sha256: 'aa' };

const voice = (changes: Partial<Voice> = {}): Voice => ({
  id: 'vce_1',
  kind: 'voice',
  tenantId: 't',
  ownerId: 'o',
  status: 'ready',
  stage: 'done',
  name: 'Narration',
  voiceKind: 'personal',
  locale: 'en-US',
  baseModel: 'DragonLatestNeural',
  consentId: 'cns_1',
  sampleUploadIds: [],
  operationId: 'op_1',
  speakerProfileId: 'profile',
  consented: { ...PARTIES, recordingSha256: 'aa' },
  createdAt: '',
  updatedAt: '',
  outbox: [],
  ...changes,
});
const consent = (status: Consent['status']): Consent => aConsent({ ...PARTIES, status, evidence: EVIDENCE });

function codeOf(...args: Parameters<typeof assertSpeakable>): string {
  try {
    assertSpeakable(...args);
    return 'speaks';
  } catch (error) {
    return errorCodeOf(error);
  }
}

describe(assertSpeakable.name, () => {
  it('lets a voice speak only when it is ready and its consent active', () => {
    const allowed = VOICE_STATUSES.flatMap((status) =>
      CONSENT_STATUSES.filter((consented) => codeOf(voice({ status }), consent(consented)) === 'speaks').map(
        (consented) => [status, consented],
      ),
    );
    expect(allowed).toEqual([['ready', 'active']]);
    expect(assertSpeakable(voice(), consent('active')).speakerProfileId).toBe('profile');
  });

  it('says what stands in the way', () => {
    expect(codeOf(undefined, undefined)).toBe('voice-not-ready');
    expect(codeOf(voice({ status: 'training' }), consent('active'))).toBe('voice-not-ready');
    expect(codeOf(voice({ status: 'training' }), consent('revoked'))).toBe('voice-not-ready');
    expect(codeOf(voice({ status: 'deleted' }), consent('active'))).toBe('state-conflict');
    expect(codeOf(voice(), consent('revoked'))).toBe('consent-revoked');
    expect(codeOf(voice(), consent('expired'))).toBe('consent-revoked');
    expect(codeOf(voice(), consent('verifying'))).toBe('consent-not-active');
    expect(codeOf(voice(), undefined)).toBe('consent-not-active');
    expect(codeOf(voice({ status: 'suspended' }), consent('revoked'))).toBe('consent-revoked');
    expect(codeOf(voice({ status: 'suspended' }), consent('active'))).toBe('voice-not-ready');
    expect(codeOf(voice({ speakerProfileId: undefined }), consent('active'))).toBe('voice-not-ready');
  });

  it('takes a consent for lost from the moment on at which it expires, whether or not anybody has written that down', () => {
    const expiring = { ...consent('active'), expiresAt: '2026-11-22T10:00:00.000Z' };
    const at = Date.parse(expiring.expiresAt);
    expect(codeOf(voice(), expiring, at - 1)).toBe('speaks');
    expect(codeOf(voice(), expiring, at)).toBe('consent-revoked');
  });

  it('lets a voice speak only under the very consent that it was enrolled with', () => {
    const given = consent('active');
    const consented = { ...PARTIES, recordingSha256: 'aa' };
    expect(codeOf(voice({ consented }), given)).toBe('speaks');
    for (const change of [
      { voiceTalentName: 'Voice Talent' },
      { companyName: 'Fabrikam' },
      { locale: 'en-GB' },
      { recordingSha256: 'bb' },
    ]) {
      expect(codeOf(voice({ consented: { ...consented, ...change } }), given)).toBe('consent-mismatch');
    }
    expect(codeOf(voice({ consented }), { ...given, evidence: undefined })).toBe('consent-mismatch');
    expect(codeOf(voice({ consented: undefined }), given)).toBe('consent-mismatch');
  });
});
