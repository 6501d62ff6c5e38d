import type { Mutant } from '../mutant.ts';

const DECIBEL = 'libs/audio/src/measure/decibel.ts';
const DECIBEL_SPEC = 'libs/audio/src/measure/decibel.spec.ts';
const METER = 'libs/audio/src/measure/source-meter.ts';
const METER_SPEC = 'libs/audio/src/measure/source-meter.spec.ts';

/** Recordings: what is measured and what is rejected. */
export const AUDIO: readonly Mutant[] = [
  {
    rule: 'the level of an amplitude is 20 times its logarithm',
    file: DECIBEL,
    anchor: `return amplitude > 1e-6 ? 20 * Math.log10`,
    replacement: `return amplitude > 1e-6 ? 10 * Math.log10`,
    spec: DECIBEL_SPEC,
  },
  {
    rule: 'the level of a power is 10 times its logarithm',
    file: DECIBEL,
    anchor: `return power > 1e-12 ? 10 * Math.log10`,
    replacement: `return power > 1e-12 ? 20 * Math.log10`,
    spec: DECIBEL_SPEC,
  },
  {
    rule: 'a gain in decibels is one of the amplitude',
    file: DECIBEL,
    anchor: `return 10 ** (db / 20);`,
    replacement: `return 10 ** (db / 10);`,
    spec: DECIBEL_SPEC,
  },
  {
    rule: 'the duration of a recording follows from its own sample rate',
    file: METER,
    anchor: `durationMs: Math.round((this.frames * 1000) / sampleRateHz),`,
    replacement: `durationMs: Math.round((this.frames * 1000) / 48_000),`,
    spec: METER_SPEC,
  },
  {
    rule: 'where a recording clips is told in milliseconds of its own sample rate',
    file: METER,
    anchor: `round((frames * 1000) / this.format.sampleRateHz, 1);`,
    replacement: `round((frames * 1000) / 48_000, 1);`,
    spec: METER_SPEC,
  },
  {
    rule: 'the RMS level is that of the mean power of all channels',
    file: METER,
    anchor: `sumOf(powers, (power) => power) / channels)`,
    replacement: `sumOf(powers, (power) => power))`,
    spec: METER_SPEC,
  },
  {
    rule: 'loudness is that of ITU-R BS.1770-4, equation 2',
    file: 'libs/audio/src/measure/loudness-histogram.ts',
    anchor: `-0.691 + 10 * Math.log10(meanSquare)`,
    replacement: `10 * Math.log10(meanSquare)`,
    spec: 'libs/audio/src/measure/loudness-meter.spec.ts',
  },
  {
    rule: 'a recording lasts as long after it was resampled as before',
    file: 'libs/audio/src/convert/resampler.ts',
    anchor: `export const canonicalSampleRateHz = `,
    replacement: `export const canonicalSampleRateHz = 2 * `,
    spec: 'libs/audio/src/convert/resampler.spec.ts',
  },
  {
    rule: 'what could not be measured was not passed',
    file: 'libs/audio/src/judge/judge.ts',
    anchor: `(rule.whenUnmeasured ?? 'notMeasured')`,
    replacement: `(rule.whenUnmeasured ?? 'accepted')`,
    spec: 'libs/audio/src/judge/judge.spec.ts',
  },
  {
    rule: 'silence around the speech does not count as its noise',
    file: 'libs/audio/src/voice/noise-floor.ts',
    anchor: `if (isSteady(powers)) return floor;`,
    replacement: `if (isSteady(powers)) return floorOf(powersByBand(track, all));`,
    spec: 'libs/audio/src/voice/padded-recordings.spec.ts',
  },
  {
    rule: 'float samples beyond full scale are not clipped',
    file: 'libs/audio/src/measure/clipping-detector.ts',
    anchor: `return !this.flatTopsOnly || value === this.top`,
    replacement: `return this.top !== 0 || value === this.top`,
    spec: 'libs/audio/src/measure/flat-tops.spec.ts',
  },
  {
    rule: 'Ogg counts samples that a decoder drops',
    file: 'libs/audio/src/decode/decoder.ts',
    anchor: `const skipped = countsSkipped && `,
    replacement: `const skipped = !countsSkipped && `,
    spec: 'libs/audio/src/decode/stated-length.spec.ts',
  },
  {
    rule: 'within a file, four frames of one kind make a recording',
    file: 'libs/audio/src/decode/sniff-container.ts',
    anchor: `read).frames === 4) return at;`,
    replacement: `read).frames >= 2) return at;`,
    spec: 'libs/audio/src/decode/sniff-container.spec.ts',
  },
  {
    rule: 'the property most unlike speech decides',
    file: 'libs/audio/src/voice/speech-likeness.ts',
    anchor: `return Math.min(`,
    replacement: `return Math.max(`,
    spec: 'libs/audio/src/voice/no-speech.spec.ts',
  },
  {
    rule: 'the canonical file is as long as the recording',
    file: 'libs/audio/src/convert/resampler.ts',
    anchor: `Math.round(this.taken * this.ratio) - this.given;`,
    replacement: `Math.round(this.taken * this.ratio) - this.given - 8;`,
    spec: 'libs/audio/src/convert/resampler.spec.ts',
  },
];
