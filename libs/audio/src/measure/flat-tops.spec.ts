import { afterAll, describe, expect, it } from 'vitest';
import { Examiner } from '../testing/examine.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { encodeWav, gaussianNoise, seededRandom, sine } from '../testing/test-wav.ts';
import { syntheticVoice } from '../worker/synthetic-voice.ts';

const folder = new TestFolder();
const examiner = new Examiner(folder);
afterAll(() => folder.dispose());

const rate = 24_000;
const voice = syntheticVoice({ sampleRateHz: rate, seconds: 9, amplitude: 1 });
const peak = voice.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
/** Its largest sample stands this far above full scale. */
const voiceAt = (peakDb: number) => voice.map((value) => (value / peak) * 10 ** (peakDb / 20));

function float32(samples: Float32Array) {
  return examiner.bytes(encodeWav([samples], { sampleRateHz: rate, bits: 32 }));
}

describe('sound beyond full scale', () => {
  const atFullScale = float32(voiceAt(0)).canonical();

  it.each([0.5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 24])(
    'in float by %d dB is not clipped, and is brought back by gain',
    (db) => {
      const { report, check, canonical } = float32(voiceAt(db));
      expect(report.measurements).toMatchObject({
        clippingRunCount: 0,
        clippedSamplesPercent: 0,
        clippingLevelDbfs: null,
      });
      expect(check('clipping')?.verdict).toBe('accepted');
      expect(check('true-peak')?.verdict).toBe('autoFixed');
      const lowered = canonical();
      expect(lowered).toHaveLength(atFullScale.length);
      expect(lowered.every((value, i) => Math.abs(value - (atFullScale[i] as number)) <= 2 / 32_768)).toBe(true);
    },
  );

  it.each([
    { container: 'ogg', encoder: 'libopus', sampleRateHz: 24_000, bitRateBps: 24_000 },
    { container: 'ogg', encoder: 'libvorbis', sampleRateHz: 24_000 },
    { container: 'mp3', encoder: 'libmp3lame', sampleRateHz: 24_000, bitRateBps: 48_000 },
    { container: 'mp4', encoder: 'aac', sampleRateHz: 24_000, bitRateBps: 48_000 },
  ] as const)('as $encoder leaves it is not clipped', (encoding) => {
    const loud = voiceAt(0);
    expect(examiner.encoded(loud, encoding).check('clipping')?.verdict).toBe('accepted');
  });
});

describe('flat tops', () => {
  it.each([1, 1.5, 4])('at %d times full scale in float are clipping, which gain does not repair', (level) => {
    const flattened = voiceAt(6).map((value) => level * Math.max(-1, Math.min(1, value)));
    const { report } = float32(flattened);
    expect(report.rejection?.code).toBe('audio-clipped');
    expect(report.measurements?.clippingLevelDbfs).toBeCloseTo(20 * Math.log10(level), 1);
  });

  it.each([
    ['opus', { container: 'ogg', encoder: 'libopus', sampleRateHz: 24_000, bitRateBps: 24_000 }],
    ['flac', { container: 'flac', encoder: 'flac', sampleRateHz: 24_000 }],
  ] as const)('of integers at full scale are clipping before %s', (codec, encoding) => {
    const { check } = examiner.encoded(voiceAt(6), encoding);
    // A lossy codec rounds them off: what is left of them cannot be told from loud speech.
    expect(check('clipping')?.verdict).toBe(codec === 'flac' ? 'autoRejected' : 'accepted');
  });

  /** ITU-T G.711 µ-law and back: a sign, three bits of exponent, four of mantissa. */
  const muLaw = (value: number): number => {
    const linear = Math.min(32_635, Math.abs(value) * 32_768) + 132;
    const exponent = Math.floor(Math.log2(linear)) - 7;
    const step = 2 ** (exponent + 3);
    return (Math.sign(value) * (Math.floor(linear / step) * step + step / 2 - 132)) / 32_768;
  };
  const random = seededRandom(5);
  const coarse: readonly (readonly [string, Float32Array])[] = [
    ['silence of one step', Float32Array.from({ length: 9 * rate }, () => Math.round(1.2 * (random() - 0.5)) / 32_768)],
    ['silence of three steps', gaussianNoise(1 / 32_768, 9 * rate).map((value) => Math.round(value * 32_768) / 32_768)],
    ...[0.05, 0.2, 0.5, 0.98].map(
      (amplitude) =>
        [
          `µ-law stored in 16 bits, peak ${amplitude}`,
          voice.map((value) => muLaw((amplitude * value) / peak)),
        ] as const,
    ),
    ...[0.1, 0.25, 0.5].map(
      (amplitude) =>
        [
          `8 bits stored in 16, peak ${amplitude}`,
          voice.map((value) => Math.round((128 * amplitude * value) / peak) / 128),
        ] as const,
    ),
    ['µ-law of a low tone', sine(110, 0.5, 9, rate).map(muLaw)],
  ];

  it.each(coarse)('that come from the steps of the samples are no clipping: %s', (_, samples) => {
    const { report } = examiner.bytes(encodeWav([samples], { sampleRateHz: rate }));
    expect(report.measurements?.clippingRunCount).toBe(0);
    expect(report.checks.find(({ check }) => check === 'clipping')?.verdict).toBe('accepted');
  });

  it.each([0.02, 0.1, 0.5, 0.9])('of a recording turned down to %d after it was overdriven are found', (level) => {
    const flattened = voiceAt(6).map((value) => level * Math.max(-1, Math.min(1, value)));
    const { report } = examiner.bytes(encodeWav([flattened], { sampleRateHz: rate, bits: 16 }));
    expect(report.measurements?.clippingRunCount).toBeGreaterThan(10);
  });
});
