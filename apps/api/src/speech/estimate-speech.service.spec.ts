import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { aConfig } from '#config/testing';
import { TestDocuments } from '#documents/testing';
import { disclosureSentence, errorCodeOf } from '#domain';
import { aConsent, anId, aVoice, TENANT } from '#domain/testing';
import { ComposeSpeech, createSpeechSchema, Disclosures, validatedBody } from '#intake';
import { voicesOf } from '#intake/testing';
import { disclosureText, estimateSpeechMs, ordinarySpeechMs, SpeakableTexts } from '#speech';
import { EstimateSpeech } from './estimate-speech.service.ts';

const REQUEST = { voiceId: anId('voice'), text: 'The kettle is on.', rate: 1 };

let documents: TestDocuments;
let estimate: EstimateSpeech;

beforeEach(async () => {
  documents = new TestDocuments();
  await documents.store.create(aConsent());
  await documents.store.create(aVoice());
  estimate = new EstimateSpeech(
    new ComposeSpeech(voicesOf(documents), new SpeakableTexts(undefined, undefined), new Disclosures(aConfig())),
  );
});

describe(EstimateSpeech.name, () => {
  it('says what speaking would cost, and writes nothing', async () => {
    const before = documents.container.stored.size;
    const found = await estimate.execute(aPrincipal(), REQUEST);
    expect(found).toMatchObject({ characters: 17, costClass: 'personalVoice' });
    // The element that names the speaker profile: 76 for its opening tag, 21 for the closing one.
    expect(found.billedParts).toEqual({ text: 17, chinese: 0, markup: 97 });
    expect(found.billedCharacters).toBe(114);
    expect(found.estimatedDurationMs).toBeGreaterThan(0);
    expect(documents.container.stored.size).toBe(before);
  });

  it('counts as Azure bills: the element around the text too, and each Chinese character twice', async () => {
    const { billedCharacters } = await estimate.execute(aPrincipal(), { ...REQUEST, text: 'a' });
    const found = await estimate.execute(aPrincipal(), { ...REQUEST, text: '東京 <b>' });
    expect(found).toEqual({
      characters: 6,
      billedCharacters: billedCharacters - 1 + 6 + 2,
      billedParts: { text: 6, chinese: 2, markup: billedCharacters - 1 },
      estimatedDurationMs: ordinarySpeechMs(estimateSpeechMs('東京 <b>', 'en-US')),
      costClass: 'personalVoice',
    });
    expect(billedCharacters).toBeGreaterThan('<mstts:ttsembedding></mstts:ttsembedding>'.length);
  });

  it('counts the sentence of a disclosure as billed, not as text', async () => {
    const plain = await estimate.execute(aPrincipal(), REQUEST);
    const said = await estimate.execute(aPrincipal(), { ...REQUEST, disclosure: 'prefix' });
    const sentence = disclosureText(disclosureSentence('en', {})).length;
    expect(said).toMatchObject({ characters: 17, billedCharacters: plain.billedCharacters + sentence });
    expect(said.billedParts).toEqual({ ...plain.billedParts, text: 17 + sentence });
    expect(said.estimatedDurationMs).toBeGreaterThan(plain.estimatedDurationMs + 1_000);
  });

  it.each([
    ['dot leaders', (n: number) => `Part ${n} ${'.'.repeat(58)} ${n * 7 + 4}`],
    ['spaced dots', (n: number) => `Part ${n} ${'. '.repeat(29)} ${n * 7 + 4}`],
  ])('counts each row of a table of contents with %s as one pause', async (_, lineOf) => {
    const text = Array.from({ length: 30 }, (__, n) => lineOf(n + 1)).join('\n');
    const body = await validatedBody(createSpeechSchema, { voiceId: REQUEST.voiceId, text });
    const { estimatedDurationMs } = await estimate.execute(aPrincipal(), body);
    expect(estimatedDurationMs).toBeLessThan(30 * 6_000);
  });

  it('refuses what speaking would refuse', async () => {
    const refusal = (request: Parameters<EstimateSpeech['execute']>[1], principal = aPrincipal()) =>
      estimate.execute(principal, request).catch(errorCodeOf);
    expect(await refusal({ ...REQUEST, translateTo: 'de-DE' })).toBe('translation-not-configured');
    expect(await refusal(REQUEST, aPrincipal({ objectId: 'another' }))).toBe('voice-not-granted');
    const consent = await documents.store.get('consent', TENANT, anId('consent'));
    await documents.store.replace({ ...consent, status: 'revoked' });
    expect(await refusal(REQUEST)).toBe('consent-revoked');
  });
});
