import { describe, expect, it } from 'vitest';
import { audioProfileOverrides } from './audio-profiles.ts';

function problemOf(value: unknown): string {
  const { error } = audioProfileOverrides.safeParse(typeof value === 'string' ? value : JSON.stringify(value));
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');
}

describe('AUDIO_PROFILE_OVERRIDES', () => {
  it('takes limits and output values of the profiles it names', () => {
    const given = {
      consent: { maxSilencePercent: { review: 60 } },
      'personal-voice': { minSignalToNoiseDb: { review: 18, reject: 12 }, output: { targetLoudnessLufs: -20 } },
    };
    expect(audioProfileOverrides.parse(JSON.stringify(given))).toEqual(given);
    expect(audioProfileOverrides.parse('{}')).toEqual({});
  });

  it.each<[string, unknown, string]>([
    ['text', 'louder', 'must be JSON'],
    ['an unknown profile', { radio: {} }, 'radio'],
    ['an unknown limit', { consent: { minLoudness: { reject: -40 } } }, 'minLoudness'],
    ['an unknown bound', { consent: { minNetSpeechMs: { warn: 1 } } }, 'consent.minNetSpeechMs'],
    ['what is no number', { consent: { minNetSpeechMs: { reject: '5 s' } } }, 'consent.minNetSpeechMs.reject'],
    [
      'a lower limit that rejects before it warns',
      { consent: { minSignalToNoiseDb: { review: 10, reject: 15 } } },
      'mildest',
    ],
    [
      'an upper limit that rejects before it warns',
      { consent: { maxSilencePercent: { review: 90, reject: 70 } } },
      'mildest',
    ],
    ['a target above full scale', { consent: { output: { maxTruePeakDbtp: 3 } } }, 'consent.output.maxTruePeakDbtp'],
  ])('refuses %s', (_, value, problem) => {
    expect(problemOf(value)).toContain(problem);
  });
});
