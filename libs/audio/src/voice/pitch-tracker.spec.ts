import { describe, expect, it } from 'vitest';
import { canonicalFilter, Resampler } from '../convert/resampler.ts';
import { hannWindow, RealFft } from '../measure/real-fft.ts';
import { explainSkip, hasRealSpeech, readSpeech, speechFiles } from '../testing/real-speech.ts';
import { concatSamples, seededRandom } from '../testing/test-wav.ts';
import { VoiceMeter } from './voice-meter.ts';

if (!hasRealSpeech) explainSkip('no folder with real speech beside the project: pitch of real voices');

const size = 2_048;
const windowSeconds = 0.06;
const harmonics = 8;

/**
 * The fundamental by another road than the tracker's: the comb whose teeth stand out most from the gaps between them, in the log
 * spectrum of 60 ms. Taking half or twice the pitch puts teeth into gaps, or gaps onto teeth, and shows at once.
 */
function medianPitchByComb(samples: Float32Array, sampleRateHz: number): number {
  const length = Math.round(windowSeconds * sampleRateHz);
  const window = new Float64Array(size);
  window.set(hannWindow(length));
  const fft = new RealFft(size);
  const power = new Float64Array(size / 2 + 1);
  const loudest = samples.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const level = (hz: number): number => {
    const at = (hz * size) / sampleRateHz;
    const below = Math.floor(at);
    const [a, b] = [power[below] as number, power[below + 1] as number];
    return Math.log(a + (at - below) * (b - a) + 1e-9);
  };
  const found: number[] = [];
  for (let from = 0; from + size <= samples.length; from += Math.round(sampleRateHz / 25)) {
    const part = samples.subarray(from, from + length);
    if (Math.sqrt(part.reduce((sum, value) => sum + value * value, 0) / length) < loudest * 0.06) continue;
    fft.powerSpectrum(samples, from, window, power);
    let best = { hz: 0, contrast: 0 };
    for (let hz = 70; hz < 420; hz *= 1.015) {
      let contrast = 0;
      for (let k = 1; k <= harmonics; k++)
        contrast += level(k * hz) - (level((k - 0.5) * hz) + level((k + 0.5) * hz)) / 2;
      if (contrast > best.contrast) best = { hz, contrast };
    }
    // 9 dB on average.
    if (best.contrast / harmonics > 2) found.push(best.hz);
  }
  return found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0;
}

function trackedPitch(samples: Float32Array, sampleRateHz: number) {
  const meter = new VoiceMeter();
  const resampler = new Resampler(sampleRateHz, 24_000, canonicalFilter(sampleRateHz));
  meter.push(concatSamples(resampler.push(samples).slice(), resampler.flush().slice()));
  const { measurements } = meter.finish();
  resampler.close();
  meter.close();
  return measurements.medianPitchHz;
}

describe.runIf(hasRealSpeech)('the median pitch of real voices', () => {
  it.each(speechFiles)('is that of the harmonics in the spectrum: %s', (name) => {
    const { samples, sampleRateHz } = readSpeech(name);
    const byComb = medianPitchByComb(samples, sampleRateHz);
    const tracked = trackedPitch(samples, sampleRateHz) ?? 0;
    expect(Math.abs(tracked / byComb - 1)).toBeLessThan(0.08);
  });
});

/** A pulse train with one strong formant: what makes a third or half of the period look like the period. */
function resonantVoice(pitchHz: number, formantHz: number, quality: number): Float32Array {
  const rate = 24_000;
  const radius = Math.exp((-Math.PI * formantHz) / quality / rate);
  const turn = 2 * radius * Math.cos((2 * Math.PI * formantHz) / rate);
  const random = seededRandom(2);
  let [phase, before, earlier] = [0, 0, 0];
  return Float32Array.from({ length: 5 * rate }, (_, i) => {
    const step = (pitchHz * (1 + 0.06 * Math.sin((2 * Math.PI * 0.9 * i) / rate))) / rate;
    const pulse = Math.floor(phase) === Math.floor(phase + step) ? 0 : 0.9 + 0.2 * random();
    phase += step;
    [before, earlier] = [pulse + 0.003 * random() + turn * before - radius * radius * earlier, before];
    const syllable = Math.max(0, Math.sin((2 * Math.PI * 2 * i) / rate));
    return 0.05 * syllable * (before + 0.3 * pulse);
  });
}

describe('the pitch of a low voice', () => {
  it.each(
    [82, 90, 100, 112].flatMap((pitchHz) =>
      [2, 3, 4, 5].flatMap((harmonic) => [4, 8, 15].map((quality) => ({ pitchHz, harmonic, quality }))),
    ),
  )('of $pitchHz Hz is not $harmonic times as high where that harmonic resonates, quality $quality', (voice) => {
    const { pitchHz, harmonic, quality } = voice;
    const tracked = trackedPitch(resonantVoice(pitchHz, harmonic * pitchHz, quality), 24_000) ?? 0;
    expect(Math.abs(tracked / pitchHz - 1)).toBeLessThan(0.08);
  });
});
