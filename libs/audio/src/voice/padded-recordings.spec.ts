import { afterAll, describe, expect, it } from 'vitest';
import type { AudioMeasurements } from '../report/audio-report.ts';
import { Examiner, resampled } from '../testing/examine.ts';
import { explainSkip, hasRealSpeech, readSpeech, type SpeechFile } from '../testing/real-speech.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { concatSamples, gaussianNoise, seededRandom } from '../testing/test-wav.ts';
import { syntheticVoice } from '../worker/synthetic-voice.ts';

if (!hasRealSpeech) explainSkip('no folder with real speech beside the project: padded recordings');

const rate = 24_000;
const folder = new TestFolder();
const examiner = new Examiner(folder);
afterAll(() => folder.dispose());

/** Speech at 24 kHz with noise `snrDb` below its mean power; `noise` is of the same level. */
function noisy(speech: Float32Array, snrDb: number) {
  const power = speech.reduce((sum, value) => sum + value * value, 0) / speech.length;
  const deviation = Math.sqrt(power / 10 ** (snrDb / 10));
  const noise = gaussianNoise(deviation, speech.length, 7);
  return {
    plain: speech.map((value, i) => 0.5 * (value + (noise[i] as number))),
    noise: (length: number) => gaussianNoise(0.5 * deviation, length, 8),
  };
}

function partOf(name: SpeechFile, fromSeconds: number, seconds: number): Float32Array {
  const { samples, sampleRateHz } = readSpeech(name);
  return resampled(samples, sampleRateHz, rate).slice(fromSeconds * rate, (fromSeconds + seconds) * rate);
}

/** What stands at an edge, outermost sample first. */
type Padding = (length: number, noise: (length: number) => Float32Array) => Float32Array;

const random = seededRandom(3);
const paddings: Readonly<Record<string, Padding>> = {
  'digital silence': (length) => new Float32Array(length),
  'triangular dither of one step': (length) => Float32Array.from({ length }, () => (random() - random()) / 32_768),
  'steps of one': (length) => Float32Array.from({ length }, () => Math.round(2 * random() - 1) / 32_768),
  'a faint hiss': (length) => gaussianNoise(1e-4, length, 4),
  'a gate that lets 1 % through': (length, noise) => noise(length).map((value) => 0.01 * value),
  'a linear fade of the noise': (length, noise) => noise(length).map((value, i) => (value * i) / length),
  'a fade by the square': (length, noise) => noise(length).map((value, i) => value * (i / length) ** 2),
};

const other = noisy(
  hasRealSpeech
    ? partOf('librispeech-2414-128291-0002.flac', 2, 5)
    : syntheticVoice({ sampleRateHz: rate, seconds: 5, pitchHz: 180 }),
  7,
);
const recordings = [
  ['a made-up voice at 10 dB', noisy(syntheticVoice({ sampleRateHz: rate, seconds: 5 }), 10)],
  ['5 s at 7 dB', other],
  ...(hasRealSpeech ? ([['2 s at 10 dB', noisy(partOf('ljspeech-LJ001-0003.wav', 0.5, 2.1), 10)]] as const) : []),
] as const;

function padded({ plain, noise }: typeof other, padding: Padding, seconds: number, edges: string): Float32Array {
  const pad = padding(Math.round(seconds * rate), noise);
  const none = new Float32Array(0);
  return concatSamples(edges === 'end' ? none : pad, plain, edges === 'start' ? none : pad.toReversed());
}

describe('a noisy recording is as noisy with something around it', () => {
  const around = [
    [0.1, 'both'],
    [0.45, 'start'],
    [1, 'end'],
    [5, 'both'],
  ] as const;
  const plainOf = new Map<Float32Array, AudioMeasurements | undefined>();
  const measuredPlain = ({ plain }: typeof other): AudioMeasurements | undefined => {
    if (!plainOf.has(plain)) plainOf.set(plain, examiner.samples(plain, { sampleRateHz: rate }).report.measurements);
    return plainOf.get(plain);
  };
  const cases = recordings.flatMap(([name, recording]) =>
    Object.entries(paddings).flatMap(([kind, padding]) =>
      around.map(([seconds, edges]) => ({ name, recording, kind, padding, seconds, edges })),
    ),
  );

  it.each(recordings)('%s, plain, is found to be noisy', (_, recording) => {
    expect(measuredPlain(recording)?.signalToNoiseDb).toBeLessThan(13);
  });

  it.each(cases)('$name, $seconds s of $kind at $edges', ({ recording, padding, seconds, edges }) => {
    const plain = measuredPlain(recording);
    const { report } = examiner.samples(padded(recording, padding, seconds, edges), { sampleRateHz: rate });
    const difference = (report.measurements?.signalToNoiseDb ?? 99) - (plain?.signalToNoiseDb ?? 0);
    expect(Math.abs(difference)).toBeLessThanOrEqual(1.5);
    expect(Math.abs((report.measurements?.netSpeechMs ?? 0) - (plain?.netSpeechMs ?? 0))).toBeLessThan(600);
  });
});

describe.runIf(hasRealSpeech)('a noisy recording is as noisy with', () => {
  it.each([
    { container: 'ogg', encoder: 'libopus', sampleRateHz: 48_000, bitRateBps: 48_000 },
    { container: 'mp4', encoder: 'aac', sampleRateHz: 24_000, bitRateBps: 64_000 },
    { container: 'mp3', encoder: 'libmp3lame', sampleRateHz: 24_000, bitRateBps: 64_000 },
    { container: 'ogg', encoder: 'libvorbis', sampleRateHz: 48_000 },
  ] as const)('a second of silence at both edges, encoded by $encoder', (encoding) => {
    const encoded = (samples: Float32Array) =>
      examiner.encoded(resampled(samples, rate, encoding.sampleRateHz), encoding);
    const plain = encoded(other.plain);
    const { report, check } = encoded(padded(other, () => new Float32Array(rate), 1, 'both'));
    const snr = (of: typeof report | undefined) => of?.measurements?.signalToNoiseDb ?? 99;
    expect(Math.abs(snr(report) - snr(plain.report))).toBeLessThanOrEqual(1.5);
    expect(check('signal-to-noise')?.verdict).toBe('autoRejected');
    expect(plain.check('signal-to-noise')?.verdict).toBe('autoRejected');
  });
});

describe.runIf(hasRealSpeech)('a clean recording is as clean with something around it', () => {
  it.each(
    (['ljspeech-LJ001-0003.wav', 'ljspeech-LJ001-0004.wav', 'librispeech-2414-128291-0002.flac'] as const).flatMap(
      (name) =>
        (['digital silence', 'triangular dither of one step', 'steps of one'] as const).map((kind) => ({ name, kind })),
    ),
  )('$name, which is clean, is as clean with $kind around it', ({ name, kind }) => {
    const { samples, sampleRateHz } = readSpeech(name);
    const plain = examiner.samples(samples, { sampleRateHz }).report.measurements?.signalToNoiseDb ?? 0;
    const pad = (paddings[kind] as Padding)(sampleRateHz, () => new Float32Array(0));
    const { report } = examiner.samples(concatSamples(pad, samples, pad), { sampleRateHz });
    expect(Math.abs((report.measurements?.signalToNoiseDb ?? 0) - plain)).toBeLessThanOrEqual(1.5);
  });
});
