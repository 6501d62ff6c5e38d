import { afterAll, describe, expect, it } from 'vitest';
import { Examiner, resampled } from '../testing/examine.ts';
import { explainSkip, hasRealSpeech, readSpeech, speechFiles } from '../testing/real-speech.ts';
import { soundsWithoutSpeech } from '../testing/sounds-without-speech.ts';
import { TestFolder } from '../testing/test-folder.ts';
import { gaussianNoise } from '../testing/test-wav.ts';
import { VoiceMeter } from './voice-meter.ts';

if (!hasRealSpeech) explainSkip('no folder with real speech beside the project: likeness to speech');

const rate = 24_000;
const folder = new TestFolder();
const examiner = new Examiner(folder);
afterAll(() => folder.dispose());

function likeness(samples: Float32Array): number {
  const meter = new VoiceMeter();
  meter.push(samples);
  const { measurements } = meter.finish();
  meter.close();
  return measurements.speechLikenessPercent ?? 0;
}

describe('a recording that holds no speech', () => {
  const sounds = soundsWithoutSpeech(rate);

  it(`of ${sounds.length} kinds needs review at least, in 19 of 20 cases or more`, () => {
    const passed = sounds.filter(({ samples }) => {
      const { verdict } = examiner.samples(samples, { sampleRateHz: rate }).report;
      return verdict === 'accepted' || verdict === 'autoFixed';
    });
    expect(sounds.length).toBeGreaterThanOrEqual(40);
    expect(
      passed.map(({ name }) => name),
      'not noticed',
    ).toHaveLength(Math.min(passed.length, Math.floor(sounds.length / 20)));
  });

  it('that is too short to tell is not measured', () => {
    const { check } = examiner.samples(gaussianNoise(0.1, 6 * rate), { sampleRateHz: rate });
    expect(check('speech-likeness')?.verdict).toBe('notMeasured');
  });
});

describe.runIf(hasRealSpeech)('speech', () => {
  it.each(speechFiles)('of %s is recognized, also in noise at 15 dB and through a telephone', (name) => {
    const { samples, sampleRateHz } = readSpeech(name);
    const speech = resampled(samples, sampleRateHz, rate);
    const power = speech.reduce((sum, value) => sum + value * value, 0) / speech.length;
    const noise = gaussianNoise(Math.sqrt(power / 10 ** 1.5), speech.length);
    const telephone = resampled(resampled(samples, sampleRateHz, 8_000), 8_000, rate);
    expect(likeness(speech)).toBeGreaterThanOrEqual(75);
    expect(likeness(speech.map((value, i) => value + (noise[i] as number)))).toBeGreaterThanOrEqual(50);
    expect(likeness(telephone)).toBeGreaterThanOrEqual(50);
  });
});
