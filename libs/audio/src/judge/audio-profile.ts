import type { AudioProfileName } from '../report/audio-report.ts';

/**
 * A value worse than `reject` ends the upload, one worse than `review` asks for a human decision, one worse than `fix` is
 * repaired in the canonical file. What is absent never happens.
 */
export interface Limit {
  readonly fix?: number;
  readonly review?: number;
  readonly reject?: number;
}

/**
 * The limits of one use of a recording. `min…`: lower is worse; `max…`: higher is worse. Speech longer than `maxPromptMs.fix` is cut to the best
 * window of at most that length.
 */
export type AudioProfileLimits = { readonly [Name in keyof typeof consentLimits]: Limit };

/** What the canonical file should be like. */
export interface AudioProfileOutput {
  /** Loudness reached by linear gain where the true peak allows. */
  readonly targetLoudnessLufs: number;
  /** Loudness this far from the target is left alone. */
  readonly loudnessToleranceLu: number;
  readonly maxTruePeakDbtp: number;
  /** Silence left at the start and the end when it is trimmed. */
  readonly edgePadMs: number;
  /** Length of a pause after it was collapsed. */
  readonly collapsedGapMs: number;
}

export interface AudioProfile extends AudioProfileLimits {
  readonly output: AudioProfileOutput;
}

export type AudioProfiles = Readonly<Record<AudioProfileName, AudioProfile>>;

/** Overrides by profile; a limit given here replaces the default limit whole, output values one by one. */
export type AudioProfileOverrides = Readonly<
  Partial<Record<AudioProfileName, Partial<AudioProfileLimits> & { readonly output?: Partial<AudioProfileOutput> }>>
>;

const minute = 60_000;
const hour = 60 * minute;

const output: AudioProfileOutput = {
  targetLoudnessLufs: -21,
  loudnessToleranceLu: 3,
  maxTruePeakDbtp: -3,
  edgePadMs: 200,
  collapsedGapMs: 800,
};

const consentLimits = {
  minDurationMs: { reject: 2_000 },
  maxDurationMs: { reject: 2 * minute },
  minSampleRateHz: { reject: 16_000 },
  minIntegratedLoudnessLufs: { reject: -40 },
  minNetSpeechMs: { review: 3_000, reject: 1_500 },
  maxSilencePercent: { review: 70, reject: 90 },
  maxClippedSamplesPercent: { review: 0.01, reject: 1 },
  minSpeechLikenessPercent: { review: 50 },
  minSignalToNoiseDb: { review: 15, reject: 10 },
  minUnsteadySignalToNoiseDb: { review: 10 },
  minEffectiveBandwidthHz: { review: 4_400 },
  maxMissingMs: { review: 500 },
  maxNoiseFloorDbfs: {},
  maxSpeakerDistance: { review: 3.2 },
  maxHumLevelDbfs: { fix: -60, review: -35 },
  maxLongestGapMs: { review: 5_000 },
  maxEdgeSilenceMs: {},
  maxDcOffsetPercent: { fix: 0.5 },
  maxTruePeakDbtp: { fix: -3 },
  maxChannelImbalanceDb: { fix: 15 },
  maxPromptMs: {},
};

/** Sources and reasons: docs/audio-measurements.md, "Profiles". */
export const defaultAudioProfiles: AudioProfiles = {
  consent: { ...consentLimits, output },
  'personal-voice': {
    minDurationMs: { reject: 5_000 },
    maxDurationMs: { reject: hour },
    minSampleRateHz: { fix: 24_000, reject: 16_000 },
    minIntegratedLoudnessLufs: { reject: -40 },
    minNetSpeechMs: { review: 7_000, reject: 5_000 },
    maxSilencePercent: { fix: 40, reject: 70 },
    maxClippedSamplesPercent: { review: 0, reject: 0.1 },
    minSpeechLikenessPercent: { review: 50 },
    minSignalToNoiseDb: { review: 20, reject: 15 },
    minUnsteadySignalToNoiseDb: { review: 16, reject: 5 },
    minEffectiveBandwidthHz: { review: 7_000, reject: 4_400 },
    maxMissingMs: { review: 500 },
    maxNoiseFloorDbfs: { review: -45 },
    maxSpeakerDistance: { review: 3.2 },
    maxHumLevelDbfs: { fix: -65, review: -45 },
    maxLongestGapMs: { fix: 2_000 },
    maxEdgeSilenceMs: { fix: 1_000 },
    maxDcOffsetPercent: { fix: 0.5 },
    maxTruePeakDbtp: { fix: -3 },
    maxChannelImbalanceDb: { fix: 15 },
    maxPromptMs: { fix: 90_000 },
    output,
  },
  'professional-voice': {
    minDurationMs: { reject: 1_000 },
    maxDurationMs: { reject: 3 * hour },
    minSampleRateHz: { fix: 24_000, reject: 16_000 },
    minIntegratedLoudnessLufs: { reject: -40 },
    minNetSpeechMs: { reject: 500 },
    maxSilencePercent: { fix: 40, reject: 70 },
    maxClippedSamplesPercent: { review: 0, reject: 0.1 },
    minSpeechLikenessPercent: { review: 50 },
    minSignalToNoiseDb: { review: 35, reject: 20 },
    minUnsteadySignalToNoiseDb: { review: 16, reject: 5 },
    minEffectiveBandwidthHz: { review: 7_000, reject: 4_400 },
    maxMissingMs: { review: 500 },
    maxNoiseFloorDbfs: { review: -60 },
    maxSpeakerDistance: { review: 3.2 },
    maxHumLevelDbfs: { fix: -65, review: -55 },
    maxLongestGapMs: { fix: 2_000 },
    maxEdgeSilenceMs: { fix: 1_000 },
    maxDcOffsetPercent: { fix: 0.5 },
    maxTruePeakDbtp: { fix: -3 },
    maxChannelImbalanceDb: { fix: 15 },
    maxPromptMs: {},
    output,
  },
};

/** Merges overrides over the defaults. */
export function resolveAudioProfiles(overrides: AudioProfileOverrides = {}): AudioProfiles {
  const merge = (name: AudioProfileName): AudioProfile => {
    const base = defaultAudioProfiles[name];
    const given = overrides[name];
    return { ...base, ...given, output: { ...base.output, ...given?.output } };
  };
  return {
    consent: merge('consent'),
    'personal-voice': merge('personal-voice'),
    'professional-voice': merge('professional-voice'),
  };
}
