import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf } from '#domain';
import { aConsent, anId, aVoice, TENANT } from '#domain/testing';
import { SpeakableTexts } from '#speech';
import { ComposeSpeech } from './compose-speech.service.ts';
import { EstimateSpeech } from './estimate-speech.service.ts';
import { voicesOf } from './testing/voices-of.ts';

const REQUEST = { voiceId: anId('voice'), text: 'The kettle is on.', rate: 1 };

let documents: TestDocuments;
let estimate: EstimateSpeech;

beforeEach(async () => {
  documents = new TestDocuments();
  await documents.store.create(aConsent());
  await documents.store.create(aVoice());
  estimate = new EstimateSpeech(new ComposeSpeech(voicesOf(documents), new SpeakableTexts(undefined, undefined)));
});

describe(EstimateSpeech.name, () => {
  it.each(['live', 'queued'] as const)('says what speaking %s would cost, and writes nothing', async (way) => {
    const before = documents.container.stored.size;
    const found = await estimate.execute(aPrincipal(), REQUEST, way);
    expect(found).toMatchObject({ characters: 17, costClass: 'personalVoice' });
    expect(found.billedCharacters).toBeGreaterThanOrEqual(17);
    expect(found.estimatedDurationMs).toBeGreaterThan(0);
    expect(documents.container.stored.size).toBe(before);
  });

  it('refuses what speaking would refuse', async () => {
    const live = (request: Parameters<EstimateSpeech['execute']>[1], principal = aPrincipal()) =>
      estimate.execute(principal, request, 'live').catch(errorCodeOf);
    expect(await live({ ...REQUEST, translateTo: 'de-DE' })).toBe('translation-not-configured');
    expect(await live({ ...REQUEST, text: 'word '.repeat(20_000) })).toBe('text-too-long');
    expect(await live(REQUEST, aPrincipal({ objectId: 'another' }))).toBe('voice-not-granted');
    const consent = await documents.store.get('consent', TENANT, anId('consent'));
    await documents.store.replace({ ...consent, status: 'revoked' });
    expect(await live(REQUEST)).toBe('consent-revoked');
  });
});
