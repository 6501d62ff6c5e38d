import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AudioMeasurements, AudioVerdict, CheckName, CheckVerdict } from '../report/audio-report.ts';
import { rejection, rejectionCodes } from '../report/rejection.ts';
import { defaultAudioProfiles, resolveAudioProfiles, type AudioProfile, type Limit } from './audio-profile.ts';
import { judge, worst } from './judge.ts';
import { rules } from './rules.ts';

const good: AudioMeasurements = {
  durationMs: 20_000,
  sampleRateHz: 48_000,
  channels: 1,
  effectiveBandwidthHz: 11_000,
  integratedLoudnessLufs: -21,
  loudnessRangeLu: 4,
  maxMomentaryLoudnessLufs: -16,
  maxShortTermLoudnessLufs: -19,
  truePeakDbtp: -4,
  samplePeakDbfs: -4.1,
  rmsDbfs: -22,
  dcOffsetPercent: 0,
  clippedSamplesPercent: 0,
  clippingLevelDbfs: null,
  clippingRunCount: 0,
  clippingRuns: [],
  speechLikenessPercent: 100,
  signalToNoiseDb: 45,
  steadySignalToNoiseDb: 45,
  noiseFloorDbfs: -68,
  speechLevelDbfs: -22,
  humFrequencyHz: null,
  humLevelDbfs: -120,
  speechSegments: [{ startMs: 100, endMs: 19_000 }],
  speechSegmentCount: 1,
  netSpeechMs: 18_900,
  silencePercent: 5,
  longestGapMs: 400,
  longestGapAtMs: 5_000,
  leadingSilenceMs: 100,
  trailingSilenceMs: 100,
  medianPitchHz: 200,
  lowPitchHz: 150,
  highPitchHz: 280,
  syllablesPerSecond: 4,
  speakerDistance: 1,
  speakerChangesMs: [4_000],
  channelCorrelation: null,
  channelImbalanceDb: 0,
  decodeErrorCount: 0,
  missingMs: 0,
};

const personal = defaultAudioProfiles['personal-voice'];

function verdictOf(
  check: CheckName,
  changes: Partial<AudioMeasurements>,
  profile: AudioProfile = personal,
): CheckVerdict | undefined {
  return judge({ ...good, ...changes }, profile).checks.find((entry) => entry.check === check)?.verdict;
}

describe('judge', () => {
  it.each(['consent', 'personal-voice', 'professional-voice'] as const)('accepts a good recording as %s', (name) => {
    const { verdict, rejection, checks } = judge(good, defaultAudioProfiles[name]);
    expect(verdict).toBe('accepted');
    expect(rejection).toBeUndefined();
    expect(checks.map((check) => check.check)).toEqual(rules.map((rule) => rule.check));
    for (const check of checks) expect(check.atMs).toEqual([]);
  });

  it.each<[CheckName, keyof AudioMeasurements, number, number, AudioVerdict]>([
    ['min-duration', 'durationMs', 5_000, 4_999, 'autoRejected'],
    ['max-duration', 'durationMs', 3_600_000, 3_600_001, 'autoRejected'],
    ['sample-rate', 'sampleRateHz', 24_000, 23_999, 'autoFixed'],
    ['sample-rate', 'sampleRateHz', 16_000, 15_999, 'autoRejected'],
    ['loudness', 'integratedLoudnessLufs', -40, -40.01, 'autoRejected'],
    ['net-speech', 'netSpeechMs', 7_000, 6_999, 'needsReview'],
    ['net-speech', 'netSpeechMs', 5_000, 4_999, 'autoRejected'],
    ['silence', 'silencePercent', 40, 40.1, 'autoFixed'],
    ['silence', 'silencePercent', 70, 70.1, 'autoRejected'],
    ['clipping', 'clippedSamplesPercent', 0, 0.0001, 'needsReview'],
    ['clipping', 'clippedSamplesPercent', 0.1, 0.1001, 'autoRejected'],
    ['signal-to-noise', 'steadySignalToNoiseDb', 20, 19.9, 'needsReview'],
    ['signal-to-noise', 'steadySignalToNoiseDb', 15, 14.9, 'autoRejected'],
    ['unsteady-noise', 'signalToNoiseDb', 16, 15.9, 'needsReview'],
    ['unsteady-noise', 'signalToNoiseDb', 5, 4.9, 'autoRejected'],
    ['speech-likeness', 'speechLikenessPercent', 50, 49, 'needsReview'],
    ['bandwidth', 'effectiveBandwidthHz', 7_000, 6_999, 'needsReview'],
    ['bandwidth', 'effectiveBandwidthHz', 4_400, 4_399, 'autoRejected'],
    ['completeness', 'missingMs', 500, 501, 'needsReview'],
    ['noise-floor', 'noiseFloorDbfs', -45, -44.9, 'needsReview'],
    ['single-speaker', 'speakerDistance', 3.2, 3.21, 'needsReview'],
    ['hum', 'humLevelDbfs', -65, -64.9, 'autoFixed'],
    ['hum', 'humLevelDbfs', -45, -44.9, 'needsReview'],
    ['longest-gap', 'longestGapMs', 2_000, 2_001, 'autoFixed'],
    ['edge-silence', 'trailingSilenceMs', 1_000, 1_001, 'autoFixed'],
    ['dc-offset', 'dcOffsetPercent', 0.5, 0.501, 'autoFixed'],
    ['true-peak', 'truePeakDbtp', -3, -2.99, 'autoFixed'],
    ['channel-balance', 'channelImbalanceDb', 15, 15.1, 'autoFixed'],
    ['prompt-length', 'durationMs', 90_000, 90_001, 'autoFixed'],
  ])('%s turns exactly at its limit: %s of %d passes, %d does not', (check, measurement, kept, crossed, verdict) => {
    expect(verdictOf(check, { [measurement]: kept })).not.toBe(verdict);
    expect(verdictOf(check, { [measurement]: crossed })).toBe(verdict);
  });

  it('names value, unit, limit, position and advice of what it found', () => {
    const runs = [{ channel: 0, startMs: 1_234.5, endMs: 1_236, samples: 70 }];
    const { checks } = judge(
      { ...good, clippedSamplesPercent: 0.05, clippingRunCount: 1, clippingRuns: runs },
      personal,
    );
    const clipping = checks.find((check) => check.check === 'clipping');
    expect(clipping).toMatchObject({ value: 0.05, unit: 'percent', limit: 0, verdict: 'needsReview', atMs: [1_234.5] });
    expect(clipping?.advice).toMatch(/less input gain/);
  });

  it('rejects for the most important of several reasons', () => {
    const { rejection, verdict } = judge({ ...good, durationMs: 1_000, steadySignalToNoiseDb: 3 }, personal);
    expect(verdict).toBe('autoRejected');
    expect(rejection?.code).toBe('audio-too-short');
    expect(rejection?.detail).toBe('min-duration is 1000 ms; the limit is 5000 ms.');
  });

  it('says that there is no speech only where there is none', () => {
    expect(judge({ ...good, netSpeechMs: 0 }, personal).rejection?.code).toBe('audio-no-speech');
    expect(judge({ ...good, netSpeechMs: 4_000 }, personal).rejection?.code).toBe('audio-too-short');
  });

  it('rejects what has no loudness at all', () => {
    expect(judge({ ...good, integratedLoudnessLufs: null }, personal).rejection?.code).toBe('audio-too-quiet');
  });

  it.each<[CheckName, keyof AudioMeasurements]>([
    ['signal-to-noise', 'steadySignalToNoiseDb'],
    ['unsteady-noise', 'signalToNoiseDb'],
    ['speech-likeness', 'speechLikenessPercent'],
    ['bandwidth', 'effectiveBandwidthHz'],
    ['noise-floor', 'noiseFloorDbfs'],
    ['single-speaker', 'speakerDistance'],
    ['hum', 'humLevelDbfs'],
  ])('%s without a %s is notMeasured in every profile, says what to do, and decides nothing', (name, measurement) => {
    for (const profile of Object.values(defaultAudioProfiles)) {
      const { verdict, checks } = judge({ ...good, [measurement]: null }, profile);
      const check = checks.find((entry) => entry.check === name);
      expect(check).toMatchObject({ verdict: 'notMeasured', value: null, atMs: [] });
      expect(check?.advice).toMatch(/^Not measured: .+\. \w.+\.$/);
      expect(verdict).toBe('accepted');
    }
  });

  it('never lets a worse measurement end in a better result', () => {
    const order: readonly CheckVerdict[] = ['accepted', 'autoFixed', 'needsReview', 'autoRejected'];
    fc.assert(
      fc.property(
        fc.double({ min: -120, max: 120, noNaN: true }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (value, step) => {
          const before = verdictOf('signal-to-noise', { steadySignalToNoiseDb: value });
          const after = verdictOf('signal-to-noise', { steadySignalToNoiseDb: value - step });
          expect(order.indexOf(after ?? 'accepted')).toBeGreaterThanOrEqual(order.indexOf(before ?? 'accepted'));
        },
      ),
    );
  });

  it('takes the worst result of all', () => {
    expect(worst([])).toBe('accepted');
    expect(worst(['autoFixed', 'accepted'])).toBe('autoFixed');
    expect(worst(['needsReview', 'autoFixed', 'autoRejected'])).toBe('autoRejected');
  });
});

describe('profiles', () => {
  it('can be overridden limit by limit', () => {
    const profiles = resolveAudioProfiles({
      'personal-voice': { minDurationMs: { reject: 1_000 }, output: { targetLoudnessLufs: -18 } },
    });
    expect(profiles['personal-voice'].minDurationMs).toEqual({ reject: 1_000 });
    expect(profiles['personal-voice'].output).toEqual({ ...personal.output, targetLoudnessLufs: -18 });
    expect(profiles['personal-voice'].minSignalToNoiseDb).toEqual(personal.minSignalToNoiseDb);
    expect(profiles.consent).toEqual(defaultAudioProfiles.consent);
  });

  it.each(['consent', 'personal-voice', 'professional-voice'] as const)(
    '%s sets its limits in the right order',
    (name) => {
      const profile = defaultAudioProfiles[name];
      for (const { limit } of rules) {
        const { fix, review, reject }: Limit = profile[limit];
        const bounds = [fix, review, reject].filter((bound) => bound !== undefined);
        const sorted = bounds.toSorted((a, b) => (limit.startsWith('min') ? b - a : a - b));
        expect(bounds, limit).toEqual(sorted);
      }
    },
  );

  it('rejects only with codes that have advice', () => {
    for (const rule of rules) {
      const code = typeof rule.code === 'string' ? rule.code : rule.code({ ...good, netSpeechMs: 0 });
      expect(rejectionCodes).toContain(code);
    }
  });

  it.each(rules.map((rule) => [rule.check, rule] as const))('of %s say what to do next', (_, rule) => {
    const next = /\b(Record|Send|Listen|Check|Cut|Choose|Turn|Use|Upload|Export|Only one person)\b/i;
    for (const advice of [rule.review, rule.notMeasured]) if (advice !== undefined) expect(advice).toMatch(next);
    const code = typeof rule.code === 'string' ? rule.code : rule.code({ ...good, netSpeechMs: 0 });
    expect(rejection(code, '').advice).toMatch(next);
  });
});
