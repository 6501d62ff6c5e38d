import { describe, expect, it } from 'vitest';
import { resampled } from '../testing/examine.ts';
import { explainSkip, hasRealSpeech, readSpeech, type SpeechFile, speechFiles } from '../testing/real-speech.ts';
import { gaussianNoise, seededRandom } from '../testing/test-wav.ts';
import { VoiceMeter } from './voice-meter.ts';

if (!hasRealSpeech) explainSkip('no folder with real speech beside the project: unsteady noise');

const rate = 24_000;

function measure(samples: Float32Array) {
  const meter = new VoiceMeter();
  meter.push(samples);
  const { measurements } = meter.finish();
  meter.close();
  return measurements;
}

function speech(name: SpeechFile): Float32Array {
  const { samples, sampleRateHz } = readSpeech(name);
  return resampled(samples, sampleRateHz, rate);
}

function meanPower(samples: Float32Array): number {
  return samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
}

/** `noise`, repeated where it is shorter, `snrDb` below the speech. */
function mixed(voice: Float32Array, noise: Float32Array, snrDb: number): Float32Array {
  const gain = Math.sqrt(meanPower(voice) / meanPower(noise) / 10 ** (snrDb / 10));
  return voice.map((value, i) => value + gain * (noise[i % noise.length] as number));
}

const seconds = 15;

/** Other voices, each begun elsewhere. */
function babble(names: readonly SpeechFile[]): Float32Array {
  const voices = hasRealSpeech ? names.map((name) => speech(name)) : [];
  const loudness = voices.map((voice) => Math.sqrt(meanPower(voice)));
  return Float32Array.from({ length: seconds * rate }, (_, i) =>
    voices.reduce(
      (sum, voice, k) => sum + (voice[(i + k * 29_000) % voice.length] as number) / (loudness[k] as number),
      0,
    ),
  );
}

/** Many sources, each with a rhythm of its own, as in a henhouse. */
function flock(count: number, call: (phase: number, source: number) => number): Float32Array {
  const random = seededRandom(count);
  const sources = Array.from({ length: count }, () => ({ periodS: 0.3 + 0.7 * random(), offset: random() }));
  return Float32Array.from({ length: seconds * rate }, (_, i) =>
    sources.reduce((sum, { periodS, offset }, k) => sum + call((i / rate / periodS + offset) % 1, k), 0),
  );
}

const white = gaussianNoise(1, seconds * rate, 12);

/** Noise whose level swings `perSecond` times, down to `least` of the highest amplitude. */
function swelling(perSecond: number, least: number, smoothing: number): Float32Array {
  let low = 0;
  return white.map((value, i) => {
    low += smoothing * (value - low);
    return low * (least + (1 - least) * 0.5 * (1 + Math.sin((2 * Math.PI * perSecond * i) / rate)));
  });
}

describe.runIf(hasRealSpeech)('noise that changes all the time', () => {
  const voices = [
    'ljspeech-LJ001-0001.wav',
    'ljspeech-LJ001-0003.wav',
    'librispeech-1688-142285-0001.flac',
    'jfk.wav',
  ] as const;
  const noises = [
    ['babble of four', babble(speechFiles.slice(4, 8))],
    ['babble of six', babble(speechFiles.slice(4, 10))],
    ['babble of eight', babble(speechFiles.slice(2, 10))],
    [
      'a henhouse',
      flock(14, (at, k) =>
        at < 0.6 ? Math.sin(Math.PI * (at / 0.6)) * Math.sin(2 * Math.PI * (300 + 60 * k) * (at + at * at)) : 0,
      ),
    ],
    [
      'an orchard full of birds',
      flock(20, (at, k) => (at < 0.5 ? Math.sin(2 * Math.PI * at) * Math.sin(2 * Math.PI * (800 + 90 * k) * at) : 0)),
    ],
    ['rain on a roof', flock(60, (at, k) => Math.exp(-30 * at) * (white[Math.floor(9_000 * at) + 997 * k] as number))],
    ['waves', swelling(0.3, 0.3, 0.2)],
    ['an engine that idles unevenly', swelling(2, 0.4, 0.05)],
    ['a fan that rattles', swelling(9, 0.3, 0.5)],
    ['a street', swelling(0.15, 0.35, 0.08)],
  ] as const;
  const cases = noises.flatMap(([name, samples], i) =>
    [0, 1].flatMap((k) =>
      [0, 10].map((snrDb) => ({ voice: voices[(2 * k + i) % voices.length] as SpeechFile, name, samples, snrDb })),
    ),
  );

  it.each(cases)('$name $snrDb dB below $voice is reported as at most 6 dB less', ({ voice, samples, snrDb }) => {
    const { signalToNoiseDb } = measure(mixed(speech(voice), samples, snrDb));
    expect(signalToNoiseDb).toBeLessThanOrEqual(snrDb + 6);
  });

  it.each(speechFiles)('is not heard in %s', (name) => {
    const { signalToNoiseDb, steadySignalToNoiseDb } = measure(speech(name));
    expect(signalToNoiseDb).toBe(steadySignalToNoiseDb);
  });
});
