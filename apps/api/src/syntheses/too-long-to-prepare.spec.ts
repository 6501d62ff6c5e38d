import { describe, expect, it } from 'vitest';
import type { Principal } from '#auth';
import type { Budgets, RequestIds, Commit } from '#documents';
import { stub } from '#domain/testing';
import {
  ComposeSpeech,
  CreateSynthesis,
  createSynthesisSchema,
  type Disclosures,
  type VoicesToSpeak,
  type VoiceUse,
} from '#intake';
import {
  FairSemaphore,
  outputFormat,
  PREPARATION_MAX_CHARACTERS,
  SpeakableTexts,
  SpeechSynthesizerPool,
} from '#speech';
import type { LiveUsage } from '../usage/live-usage.service.ts';
import { EstimateSpeech } from '../speech/estimate-speech.service.ts';
import type { LiveRecords } from '../speech/live-records.service.ts';
import type { MarkSpeech } from '../speech/mark-speech.service.ts';
import { SpeakLive } from '../speech/speak-live.service.ts';

/** No dependency is called: any call throws a TypeError. */
const NOTHING = {};
const PRINCIPAL = { tenantId: 'contoso', objectId: 'ada' } as Principal;

describe('a text that is longer than what is prepared', () => {
  const texts = new SpeakableTexts(undefined, { prepare: () => Promise.reject(new Error('asked')) });
  const request = createSynthesisSchema.parse({
    voiceId: 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
    text: 'a'.repeat(PREPARATION_MAX_CHARACTERS + 1),
    prepare: 'speakable',
  });
  const refused = { code: 'text-too-long' };

  it('is refused before it is queued', async () => {
    const commit = stub<Commit>({ earlier: () => Promise.resolve(undefined) });
    const createSynthesis = new CreateSynthesis(
      new ComposeSpeech(NOTHING as VoicesToSpeak, texts, NOTHING as Disclosures),
      commit,
      NOTHING as VoiceUse,
      NOTHING as Budgets,
    );
    await expect(createSynthesis.execute(PRINCIPAL, request, NOTHING as RequestIds)).rejects.toMatchObject(refused);
  });

  it('is refused in an estimate', async () => {
    const estimateSpeech = new EstimateSpeech(
      new ComposeSpeech(NOTHING as VoicesToSpeak, texts, NOTHING as Disclosures),
    );
    await expect(estimateSpeech.execute(PRINCIPAL, request)).rejects.toMatchObject(refused);
  });

  it('is refused before a slot for live speech is taken', async () => {
    const parts = [NOTHING as FairSemaphore, NOTHING as SpeechSynthesizerPool, NOTHING as VoiceUse] as const;
    const speakLive = new SpeakLive(
      NOTHING as VoicesToSpeak,
      texts,
      NOTHING as Disclosures,
      ...parts,
      NOTHING as LiveUsage,
      NOTHING as MarkSpeech,
      NOTHING as LiveRecords,
      NOTHING as Budgets,
      stub({}),
    );
    const listener = { ended: new AbortController().signal, cut: () => undefined, closed: Promise.resolve() };
    const live = { ...request, format: outputFormat('pcm') };
    await expect(speakLive.execute(PRINCIPAL, live, listener)).rejects.toMatchObject(refused);
  });
});
