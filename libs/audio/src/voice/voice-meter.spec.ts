import { describe, expect, it } from 'vitest';
import { canonicalFilter, Resampler } from '../convert/resampler.ts';
import { explainSkip, hasRealSpeech, readSpeech, type SpeechFile, speechFiles } from '../testing/real-speech.ts';
import { concatSamples, gaussianNoise, sine } from '../testing/test-wav.ts';
import { syntheticVoice } from '../worker/synthetic-voice.ts';
import { voiceSampleRateHz as rate } from './frame-analyzer.ts';
import { VoiceMeter, type VoiceMeasurements } from './voice-meter.ts';

if (!hasRealSpeech) explainSkip('no folder with real speech beside the project');

function measure(samples: Float32Array, block = 8_192): VoiceMeasurements {
  const meter = new VoiceMeter();
  for (let from = 0; from < samples.length; from += block) meter.push(samples.slice(from, from + block));
  const { measurements } = meter.finish();
  meter.close();
  return measurements;
}

function at24kHz(samples: Float32Array, sampleRateHz: number): Float32Array {
  const resampler = new Resampler(sampleRateHz, rate, canonicalFilter(sampleRateHz));
  const converted = concatSamples(resampler.push(samples).slice(), resampler.flush().slice());
  resampler.close();
  return converted;
}

function speech(name: SpeechFile): Float32Array {
  const { samples, sampleRateHz } = readSpeech(name);
  return at24kHz(samples, sampleRateHz);
}

function mix(a: Float32Array, b: Float32Array, gain: number): Float32Array {
  return a.map((value, i) => value + gain * (b[i % b.length] as number));
}

/** Mean square inside the speech segments of a clean recording: what a noise level is set against. */
function activePower(samples: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (const { startMs, endMs } of measure(samples).speechSegments) {
    for (let i = Math.round((startMs * rate) / 1000); i < Math.round((endMs * rate) / 1000); i++) {
      sum += (samples[i] ?? 0) ** 2;
      count++;
    }
  }
  return sum / count;
}

describe('a made-up voice', () => {
  it('is found where it is', () => {
    const silence = gaussianNoise(1e-4, rate * 2);
    const voice = syntheticVoice({ sampleRateHz: rate, seconds: 2, noiseDb: -70 });
    const measured = measure(concatSamples(silence, voice, silence, silence, voice, silence));
    expect(measured.speechSegmentCount).toBe(2);
    const [first, second] = measured.speechSegments;
    expect(Math.abs((first?.startMs ?? 0) - 2_000)).toBeLessThan(60);
    expect(Math.abs((second?.startMs ?? 0) - 8_000)).toBeLessThan(60);
    expect(Math.abs(measured.longestGapMs - 4_000)).toBeLessThan(200);
    expect(Math.abs(measured.leadingSilenceMs - 2_000)).toBeLessThan(60);
    expect(Math.abs(measured.netSpeechMs - 4_000)).toBeLessThan(300);
  });

  it.each([85, 110, 131, 180, 240, 330])('at %i Hz has that pitch within 2 %%', (pitchHz) => {
    const measured = measure(syntheticVoice({ sampleRateHz: rate, seconds: 6, pitchHz }));
    expect(Math.abs((measured.medianPitchHz ?? 0) / pitchHz - 1)).toBeLessThan(0.02);
  });

  it('has four syllables a second while it speaks', () => {
    const rateOf = measure(syntheticVoice({ sampleRateHz: rate, seconds: 12 })).syllablesPerSecond ?? 0;
    expect(Math.abs(rateOf - 4)).toBeLessThan(0.6);
  });

  it('gives the same numbers however the samples are cut', () => {
    const voice = syntheticVoice({ sampleRateHz: rate, seconds: 5 });
    expect(measure(voice, 997)).toEqual(measure(voice, voice.length));
  });
});

describe('what is not a voice', () => {
  it.each<[string, () => Float32Array]>([
    ['digital silence', () => new Float32Array(rate * 5)],
    ['steady noise', () => gaussianNoise(0.05, rate * 5)],
    ['nothing at all', () => new Float32Array(0)],
    ['less than a frame', () => gaussianNoise(0.1, 100)],
  ])('%s holds no speech', (_, make) => {
    const measured = measure(make());
    expect(measured).toMatchObject({
      netSpeechMs: 0,
      speechSegmentCount: 0,
      steadySignalToNoiseDb: null,
      medianPitchHz: null,
      silencePercent: 100,
    });
  });
});

describe('mains hum', () => {
  const voice = syntheticVoice({ sampleRateHz: rate, seconds: 8 });

  it.each([
    [50, -50],
    [60, -40],
    [50, -62],
  ])('at %i Hz and %i dBFS is found with its level', (hz, levelDb) => {
    const measured = measure(mix(voice, sine(hz, Math.SQRT2 * 10 ** (levelDb / 20), 8, rate), 1));
    expect(measured.humFrequencyHz).toBe(hz);
    expect(Math.abs((measured.humLevelDbfs ?? 0) - levelDb)).toBeLessThan(1);
  });

  it('is found by its multiples when the fundamental was filtered out', () => {
    const buzz = [100, 150, 200, 250].reduce((sum, hz) => mix(sum, sine(hz, 0.004, 8, rate), 1), voice);
    expect(measure(buzz).humFrequencyHz).toBe(50);
  });

  it('is not seen in a monotonous voice at 120 Hz', () => {
    const monotone = Float32Array.from({ length: rate * 6 }, (_, i) => {
      let sum = 0;
      for (let harmonic = 1; harmonic < 20; harmonic++)
        sum += Math.sin((2 * Math.PI * 120 * harmonic * i) / rate) / harmonic;
      return 0.1 * sum;
    });
    expect(measure(monotone)).toMatchObject({ humFrequencyHz: null, humLevelDbfs: -120 });
  });

  it('is not measured below 2 s of sound', () => {
    expect(measure(syntheticVoice({ sampleRateHz: rate, seconds: 1.9 })).humLevelDbfs).toBeNull();
    expect(measure(syntheticVoice({ sampleRateHz: rate, seconds: 2.2 })).humLevelDbfs).toBe(-120);
  });
});

describe.runIf(hasRealSpeech)('real speech', () => {
  const added = [10, 15, 20, 30] as const;

  it.each([
    'ljspeech-LJ001-0001.wav',
    'ljspeech-LJ001-0003.wav',
    'librispeech-1688-142285-0000.flac',
    'librispeech-2414-128291-0002.flac',
  ] as const)('of %s: the measured signal-to-noise ratio is within 2 dB of the noise added', (name) => {
    const clean = speech(name);
    const power = activePower(clean);
    for (const snrDb of added) {
      const noisy = mix(clean, gaussianNoise(1, clean.length, snrDb), Math.sqrt(power / 10 ** (snrDb / 10)));
      expect(Math.abs((measure(noisy).steadySignalToNoiseDb ?? 0) - snrDb), `${snrDb} dB`).toBeLessThanOrEqual(2);
    }
  });

  it.each(speechFiles)('of %s covers most of the recording and has a plausible voice', (name) => {
    const measured = measure(speech(name));
    expect(measured.silencePercent).toBeLessThan(50);
    expect(measured.steadySignalToNoiseDb).toBeGreaterThan(20);
    expect(measured.medianPitchHz).toBeGreaterThan(90);
    expect(measured.medianPitchHz).toBeLessThan(300);
    expect(measured.syllablesPerSecond).toBeGreaterThan(2.5);
    expect(measured.syllablesPerSecond).toBeLessThan(6);
  });

  it.each<[SpeechFile, number]>([
    // Syllables counted in the transcripts.
    ['ljspeech-LJ001-0001.wav', 39],
    ['ljspeech-LJ001-0003.wav', 40],
    ['ljspeech-LJ001-0004.wav', 22],
    ['jfk.wav', 28],
  ])('of %s has about %i syllables', (name, syllables) => {
    const measured = measure(speech(name));
    const counted = ((measured.syllablesPerSecond ?? 0) * measured.netSpeechMs) / 1000;
    expect(Math.abs(counted / syllables - 1)).toBeLessThan(0.15);
  });

  it.each([
    [8_000, 4_000],
    [11_025, 5_600],
    [16_000, 8_000],
  ])('that was once stored at %i Hz is found out', (oldRate, expected) => {
    const { samples, sampleRateHz } = readSpeech('ljspeech-LJ001-0001.wav');
    const down = new Resampler(sampleRateHz, oldRate, canonicalFilter(96_000));
    const stored = concatSamples(down.push(samples).slice(), down.flush().slice());
    down.close();
    const measured = measure(at24kHz(stored, oldRate));
    expect(Math.abs((measured.effectiveBandwidthHz ?? 0) - expected)).toBeLessThan(300);
  });

  it('tells two voices joined from one', () => {
    const one = concatSamples(speech('ljspeech-LJ001-0001.wav'), speech('ljspeech-LJ001-0003.wav'));
    const joined = concatSamples(speech('ljspeech-LJ001-0001.wav'), speech('librispeech-2414-128291-0002.flac'));
    expect(measure(one).speakerDistance).toBeLessThan(3);
    const measured = measure(joined);
    expect(measured.speakerDistance).toBeGreaterThan(3.2);
    expect(measured.speakerChangesMs.some((ms) => Math.abs(ms - 9_655) < 1_500)).toBe(true);
  });
});
