import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { aConfig } from '#config/testing';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf } from '#domain';
import { aConsent, anId, aVoice } from '#domain/testing';
import { SpeakableTexts } from '#speech';
import { ComposeSpeech } from './compose-speech.ts';
import { Disclosures } from './disclosures.ts';
import { voicesOf } from '#intake/testing';

const [VOICE, OTHER] = [anId('voice'), anId('voice', 2)];
const REQUEST = { voiceId: VOICE, text: 'The kettle is on.', rate: 1 };
/** Longer than live speech may be, not than queued speech. */
const LONG = { ...REQUEST, text: 'The kettle is on. '.repeat(1_000) };

let documents: TestDocuments;
let compose: ComposeSpeech;

beforeEach(async () => {
  documents = new TestDocuments();
  await documents.store.create(aConsent());
  await documents.store.create(aVoice());
  await documents.store.create(aVoice({ id: OTHER }));
  compose = new ComposeSpeech(
    voicesOf(documents),
    new SpeakableTexts(undefined, undefined),
    new Disclosures(aConfig()),
  );
});

describe(ComposeSpeech.name, () => {
  it('makes one part of a short text', async () => {
    const { voices, parts } = await compose.execute(aPrincipal(), REQUEST);
    expect(voices.map(({ id }) => id)).toEqual([VOICE]);
    expect(parts.map(({ text }) => text)).toEqual([REQUEST.text]);
  });

  it('splits a long text', async () => {
    const { parts } = await compose.execute(aPrincipal(), LONG);
    expect(parts.length).toBeGreaterThan(1);
  });

  it('names the voices that SSML lets speak beside that of the request', async () => {
    const ssml = `<speak version="1.0">On.<voice name="${OTHER}">Off.</voice></speak>`;
    const { voices } = await compose.execute(aPrincipal(), { voiceId: VOICE, ssml, rate: 1 });
    expect(voices.map(({ id }) => id)).toEqual([VOICE, OTHER]);
  });

  it.each([
    ['a voice that is not there', { ...REQUEST, voiceId: anId('voice', 9) }, 'unknown-reference'],
    ['a translation that is not configured', { ...REQUEST, translateTo: 'de-DE' }, 'translation-not-configured'],
  ] as const)('refuses %s', async (_, request, code) => {
    expect(await compose.execute(aPrincipal(), request).catch(errorCodeOf)).toBe(code);
  });
});
