import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Principal } from '#auth';
import { aConfig } from '#config/testing';
import { disclosureSentence, ServiceError, type SpeakableVoice } from '#domain';
import { stub } from '#domain/testing';
import { ComposeSpeech, createBatchSchema, Disclosures, type VoicesToSpeak } from '#intake';
import { disclosureText, type SpeakableTexts } from '#speech';
import { EstimateSpeech } from '../speech/estimate-speech.service.ts';
import { EstimateBatch } from './estimate-batch.usecase.ts';

const VOICE_ID = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const VOICE = {
  id: VOICE_ID,
  baseModel: 'DragonLatestNeural',
  speakerProfileId: '44444444-4444-4444-8444-444444444444',
  locale: 'en-US',
} as SpeakableVoice;
const principal = { tenantId: 't', objectId: 'o' } as Principal;
const voices = stub<VoicesToSpeak>({
  find: () => Promise.resolve(VOICE),
  others: () => Promise.resolve([]),
});

const SSML = `<speak version="1.0" xml:lang="en-US">It <break time="2s"/> is on.</speak>`;

const disclosures = new Disclosures(aConfig());

function estimate(items: readonly object[], more: object = {}) {
  const body = createBatchSchema.parse({ voiceId: VOICE_ID, items, ...more });
  return new EstimateBatch(voices, disclosures).execute(principal, body);
}

describe(EstimateBatch.name, () => {
  it('says the sum of what each item would cost by itself', async () => {
    const texts = [{ text: 'The kettle is on.' }, { text: '東京' }, { ssml: SSML }];
    const speakable = stub<SpeakableTexts>({ check: () => {} });
    const speech = new EstimateSpeech(new ComposeSpeech(voices, speakable, disclosures));
    const alone = await Promise.all(
      texts.map((words) => speech.execute(principal, { voiceId: VOICE_ID, rate: 1, ...words })),
    );
    const sum = (of: 'characters' | 'billedCharacters' | 'estimatedDurationMs') =>
      alone.reduce((total, each) => total + each[of], 0);
    const { estimatedDurationMs, ...counted } = await estimate(texts);
    expect(counted).toEqual({
      items: 3,
      characters: sum('characters'),
      billedCharacters: sum('billedCharacters'),
      billedParts: {
        text: 17 + 2 + 'It  is on.'.length,
        chinese: 2,
        markup: sum('billedCharacters') - (17 + 2 + 'It  is on.'.length) - 2,
      },
      costClass: 'personalVoice',
    });
    // Each is rounded by itself.
    expect(Math.abs(estimatedDurationMs - sum('estimatedDurationMs'))).toBeLessThan(texts.length);
    expect(estimatedDurationMs).toBeGreaterThan(2_000);
  });

  it('counts what is said before each item as billed, not as characters of its text', async () => {
    const items = [{ text: 'One.' }, { text: 'Two.' }];
    const [plain, said] = [await estimate(items), await estimate(items, { disclosure: 'prefix' })];
    const sentence = disclosureText(disclosureSentence('en', {})).length;
    expect(said.characters).toBe(plain.characters);
    expect(said.billedParts).toEqual({ ...plain.billedParts, text: plain.billedParts.text + 2 * sentence });
    expect(said.estimatedDurationMs).toBeGreaterThan(plain.estimatedDurationMs);
  });

  it('refuses what a batch refuses, and says which items', async () => {
    const refused: unknown = await estimate([
      { text: 'Good.' },
      { ssml: '<speak' },
      { text: 'x'.repeat(70_000) },
    ]).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ServiceError);
    const { code, fields } = refused as ServiceError;
    expect(code).toBe('invalid-ssml');
    expect(fields.map(({ pointer }) => pointer)).toEqual(['/items/1/ssml', '/items/2/text']);
  });

  it('lets others have their turn while it looks at many items', async () => {
    const state = { ended: false };
    let turns = 0;
    const estimated = estimate(Array.from({ length: 1_000 }, (_, index) => ({ text: `${index} word `.repeat(100) })));
    void estimated.finally(() => (state.ended = true));
    while (!state.ended) {
      await setImmediate();
      turns++;
    }
    expect(await estimated).toMatchObject({ items: 1_000 });
    expect(turns).toBeGreaterThan(3);
  });
});
