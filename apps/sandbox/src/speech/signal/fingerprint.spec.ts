import { beforeAll, describe, expect, it } from 'vitest';
import { SpeechMemory } from '../hearing/speech-memory.ts';
import { Espeak } from '../voice/espeak.ts';
import { Impersonator } from '../voice/impersonator.ts';
import { fingerprint } from './fingerprint.ts';
import { resample } from './resample.ts';
import { decodeWav, encodeWav16, type Pcm } from './wav.ts';

const RATE = 24_000;
const WOMAN = { medianHz: 212, rangeSemitones: 5, syllablesPerSecond: 4.5 };
const MAN = { medianHz: 110, rangeSemitones: 3, syllablesPerSecond: 4 };
const STATEMENT = 'I Anna Maria am aware that recordings of my voice will be used by Contoso.';
const SAID = [STATEMENT, 'The birch canoe slid on the smooth planks.', 'Good morning.', 'Yes.'];
const NOT_SAID = [
  'I Peter Hill am aware that recordings of my voice will be used by Contoso.',
  'Glue the sheet to the dark blue background.',
  'Good evening.',
  'No.',
];

const CHANGES: Record<string, (pcm: Pcm) => Pcm> = {
  'a lower gain': (pcm) => ({ ...pcm, samples: pcm.samples.map((x) => x * 0.2) }),
  'a gain that clips': (pcm) => ({ ...pcm, samples: pcm.samples.map((x) => Math.max(-1, Math.min(1, x * 2))) }),
  'resampling to 16 kHz and back': (pcm) => ({
    ...pcm,
    samples: resample(resample(pcm.samples, RATE, 16_000), 16_000, RATE),
  }),
  'resampling to 8 kHz': (pcm) => ({ samples: resample(pcm.samples, RATE, 8000), sampleRate: 8000 }),
  '100 ms cut from both ends': (pcm) => ({ ...pcm, samples: pcm.samples.slice(RATE / 10, -RATE / 10) }),
  '300 ms of silence before it': (pcm) => ({
    ...pcm,
    samples: Float32Array.of(...new Float32Array(RATE * 0.3), ...pcm.samples),
  }),
  'being written as 16-bit WAV': (pcm) => decodeWav(encodeWav16(pcm)),
};

describe('the memory of what the sandbox voice said', () => {
  const memory = new SpeechMemory();
  const recordings = new Map<string, Pcm>();
  let impersonator: Impersonator;

  beforeAll(async () => {
    impersonator = new Impersonator(await Espeak.load());
    for (const text of SAID) {
      const { pcm } = impersonator.speak(text, WOMAN, { locale: 'en-US', rate: 1 }, RATE);
      recordings.set(text, pcm);
      memory.remember({ fingerprint: fingerprint(pcm), text, locale: 'en-US', words: [] });
    }
  });

  it.each(Object.entries(CHANGES))('recognizes a recording after %s', (_, change) => {
    for (const [text, pcm] of recordings) expect(memory.recognise(fingerprint(change(pcm)))?.text).toBe(text);
  });

  it('does not recognize other sentences, in the same or another voice', () => {
    for (const text of NOT_SAID) {
      for (const traits of [WOMAN, MAN]) {
        const { pcm } = impersonator.speak(text, traits, { locale: 'en-US', rate: 1 }, RATE);
        expect(memory.recognise(fingerprint(pcm))?.text).toBeUndefined();
      }
    }
  });

  it('does not recognize the statement with another name in it', () => {
    const { pcm } = impersonator.speak(
      STATEMENT.replace('Anna Maria', 'John Smith'),
      WOMAN,
      { locale: 'en-US', rate: 1 },
      RATE,
    );
    expect(memory.recognise(fingerprint(pcm))).toBeUndefined();
  });

  it('recognizes nothing in silence and in recordings too short to compare', () => {
    expect(memory.recognise(fingerprint({ samples: new Float32Array(RATE), sampleRate: RATE }))).toBeUndefined();
    expect(memory.recognise(fingerprint({ samples: new Float32Array(10), sampleRate: RATE }))).toBeUndefined();
  });
});
