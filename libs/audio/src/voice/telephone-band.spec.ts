import { describe, expect, it } from 'vitest';
import { resampled } from '../testing/examine.ts';
import { explainSkip, hasRealSpeech, readSpeech, type SpeechFile } from '../testing/real-speech.ts';
import { concatSamples } from '../testing/test-wav.ts';
import { VoiceMeter } from './voice-meter.ts';

if (!hasRealSpeech) explainSkip('no folder with real speech beside the project: telephone speech');

const rate = 24_000;
/** The last band edge below the limit of the profiles, 4400 Hz. */
const highestHz = 4_219;

function bandwidthHz(samples: Float32Array): number {
  const meter = new VoiceMeter();
  meter.push(samples);
  const { measurements } = meter.finish();
  meter.close();
  return measurements.effectiveBandwidthHz ?? Number.NaN;
}

/** As a telephone leaves it: 8 kHz, 16 bits, then raised to 24 kHz. */
function telephone(name: SpeechFile): Float32Array {
  const { samples, sampleRateHz } = readSpeech(name);
  const narrow = resampled(samples, sampleRateHz, 8_000).map((value) => Math.round(value * 32_768) / 32_768);
  return resampled(narrow, 8_000, rate);
}

/** Where the waveform is largest between two times: the middle of a vowel. */
function vowelAt(samples: Float32Array, fromSeconds: number, toSeconds: number): number {
  const part = samples.subarray(fromSeconds * rate, toSeconds * rate);
  const peak = part.reduce((best, value, i) => (Math.abs(value) > Math.abs(part[best] ?? 0) ? i : best), 0);
  return Math.round(fromSeconds * rate) + peak;
}

describe.runIf(hasRealSpeech)('telephone speech is found out', () => {
  const names = [
    'ljspeech-LJ001-0003.wav',
    'jfk.wav',
    'librispeech-1688-142285-0001.flac',
    'librispeech-2414-128291-0002.flac',
  ] as const;

  describe.each(names)('%s', (name) => {
    const whole = hasRealSpeech ? telephone(name) : new Float32Array(0);

    it('whole', () => {
      expect(bandwidthHz(whole)).toBeLessThanOrEqual(highestHz);
    });

    it.each([1, 2, 3, 4, 5])('begun and ended in a vowel, cut %i', (second) => {
      const from = vowelAt(whole, second, second + 0.7);
      const to = vowelAt(whole, second + 2.5, second + 3.2);
      expect(bandwidthHz(whole.subarray(from, to))).toBeLessThanOrEqual(highestHz);
    });

    it.each([1, 2, 3])('spliced from vowel to vowel, in %i places', (places) => {
      const parts = Array.from({ length: places + 1 }, (_, i) =>
        whole.subarray(vowelAt(whole, 1.5 * i, 1.5 * i + 0.4), vowelAt(whole, 1.5 * i + 1.7, 1.5 * i + 2.3)),
      );
      expect(bandwidthHz(concatSamples(...parts))).toBeLessThanOrEqual(highestHz);
    });
  });

  it.each(['ljspeech-LJ001-0001.wav', 'ljspeech-LJ001-0002.wav', 'ljspeech-LJ001-0004.wav'] as const)(
    'and %s, recorded at 22 kHz, keeps its treble',
    (name) => {
      const { samples, sampleRateHz } = readSpeech(name);
      expect(bandwidthHz(resampled(samples, sampleRateHz, rate))).toBeGreaterThan(10_000);
    },
  );
});
