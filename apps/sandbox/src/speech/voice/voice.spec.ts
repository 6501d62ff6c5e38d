import { beforeAll, describe, expect, it } from 'vitest';
import { CONSENT_STATEMENTS } from '#domain';
import { pitchStatistics } from '../signal/pitch.ts';
import { decodeWav } from '../signal/wav.ts';
import { missingRecordings, recording } from '../testing/recordings.ts';
import { decodeRecording } from './decoder.ts';
import { Espeak } from './espeak.ts';
import { Impersonator } from './impersonator.ts';
import { espeakVoiceFor } from './languages.ts';
import { combineTraits, measureTraits, type SpeakerTraits } from './traits.ts';

const TEXT = 'Hello, this is my new voice. I hope that you like the sound of it, because it took a while to make.';
const ENGLISH = { locale: 'en-US', rate: 1 };
const WOMAN: SpeakerTraits = { medianHz: 212, rangeSemitones: 5, syllablesPerSecond: 4.5 };

describe('the impersonated voice', () => {
  let espeak: Espeak;
  let impersonator: Impersonator;

  beforeAll(async () => {
    espeak = await Espeak.load();
    impersonator = new Impersonator(espeak);
  });

  function medianOf(text: string, traits: SpeakerTraits, locale = 'en-US'): number {
    const { pcm } = impersonator.speak(text, traits, { locale, rate: 1 }, 24_000);
    return pitchStatistics(pcm)?.medianHz ?? 0;
  }

  it.each([80, 100, 130, 160, 200, 250, 300])(
    'has the median pitch of a speaker at %i Hz within a tenth',
    (medianHz) => {
      expect(Math.abs(medianOf(TEXT, { ...WOMAN, medianHz }) / medianHz - 1)).toBeLessThan(0.1);
    },
  );

  it('knows an espeak-ng voice for every language of the consent statements', () => {
    for (const locale of Object.keys(CONSENT_STATEMENTS)) {
      expect(espeak.hasVoice(espeakVoiceFor(locale)), locale).toBe(true);
      if (!locale.startsWith('en')) expect(espeakVoiceFor(locale), locale).not.toBe('en-us');
    }
  });

  it.each(['de-DE', 'ar-EG', 'zh-CN', 'vi-VN'] as const)('has the pitch in %s too', (locale) => {
    const text = CONSENT_STATEMENTS[locale].replace('{talent}', 'Anna Maria').replace('{company}', 'Contoso');
    expect(Math.abs(medianOf(text, WOMAN, locale) / WOMAN.medianHz - 1)).toBeLessThan(0.1);
  });

  it('speaks faster for a faster speaker, and by the rate requested', () => {
    const seconds = (syllablesPerSecond: number, rate = 1): number =>
      impersonator.speak(TEXT, { ...WOMAN, syllablesPerSecond }, { locale: 'en-US', rate }, 24_000).pcm.samples.length /
      24_000;
    expect(seconds(6)).toBeLessThan(seconds(4) * 0.85);
    expect(seconds(5, 2)).toBeLessThan(seconds(5) * 0.6);
    expect(seconds(5, 0.5)).toBeGreaterThan(seconds(5) * 1.5);
  });

  it('has a wider pitch range for a livelier speaker', () => {
    const range = (rangeSemitones: number): number =>
      pitchStatistics(impersonator.speak(TEXT, { ...WOMAN, rangeSemitones }, ENGLISH, 24_000).pcm)?.rangeSemitones ?? 0;
    expect(range(12)).toBeGreaterThan(range(6) * 1.3);
  });

  it('says where its words are, in any script', () => {
    const words = (text: string, locale: string): string[] =>
      impersonator
        .speak(text, WOMAN, { locale, rate: 1 }, 24_000)
        .marks.filter(({ kind }) => kind === 'word')
        .map((mark) => mark.text);
    expect(words('It was a <test> & cost 12 €.', 'en-US')).toEqual(['It', 'was', 'a', 'test', '&', 'cost', '12', '€']);
    expect(words('“Grüße”, sagte 🙂 er.', 'de-DE')).toEqual(expect.arrayContaining(['Grüße', 'sagte', 'er']));
    expect(words('我的声音将会被使用。', 'zh-CN').join('')).toBe('我的声音将会被使用');
  });

  it('falls back to English for a language it does not have, and for a tag that is none', () => {
    for (const locale of ['xx-YY', 'not a language'])
      expect(medianOf('Hello there.', WOMAN, locale)).toBeGreaterThan(190);
  });

  it.skipIf(missingRecordings() !== undefined)(
    'takes a real woman’s pitch from her recordings: 217 Hz within 15 %',
    () => {
      const parts = ['ljspeech-LJ001-0001.wav', 'ljspeech-LJ001-0003.wav'].map((name) => {
        const pcm = decodeWav(recording(name));
        return { traits: measureTraits(pcm) ?? WOMAN, durationMs: (pcm.samples.length / pcm.sampleRate) * 1000 };
      });
      const traits = combineTraits(parts);
      expect(Math.abs(medianOf(TEXT, traits ?? WOMAN) / 217 - 1)).toBeLessThan(0.15);
    },
  );

  it.skipIf(missingRecordings() !== undefined)(
    'takes a real man’s pitch from his recording: 118 Hz within 15 %',
    async () => {
      const traits = measureTraits(await decodeRecording(recording('librispeech-2414-128291-0002.flac')));
      expect(Math.abs(medianOf(TEXT, traits ?? WOMAN) / 118 - 1)).toBeLessThan(0.15);
    },
  );

  it.skipIf(missingRecordings() !== undefined)('reads recordings that are not WAV', async () => {
    const pcm = await decodeRecording(recording('librispeech-2414-128291-0003.flac'));
    expect(pcm.sampleRate).toBe(16_000);
    expect(pcm.samples.length).toBe(42_960);
  });
});
