/**
 * What the audio processor says about one recording. Everything here is plain JSON: it crosses a process boundary and is
 * stored in a document. A unit is part of a name; `null` means "not measurable" (no speech, no signal), never "zero".
 */
import type { AudioRejection } from './rejection.ts';

export type AudioProfileName = 'consent' | 'personal-voice' | 'professional-voice';

/** Ordered from good to bad; the report's result is the worst of its checks. */
export type AudioVerdict = 'accepted' | 'autoFixed' | 'needsReview' | 'autoRejected';

/** Result of one check. `notMeasured`: the recording does not allow the measurement, so the check was neither passed nor failed. */
export type CheckVerdict = AudioVerdict | 'notMeasured';

export type CheckUnit = 'ms' | 'Hz' | 'dB' | 'dBFS' | 'dBTP' | 'LUFS' | 'percent' | 'count' | 'distance';

/** Names of the rules a recording is judged by; docs/audio-measurements.md explains each. */
export type CheckName =
  | 'min-duration'
  | 'max-duration'
  | 'sample-rate'
  | 'loudness'
  | 'net-speech'
  | 'speech-likeness'
  | 'silence'
  | 'clipping'
  | 'signal-to-noise'
  | 'unsteady-noise'
  | 'bandwidth'
  | 'completeness'
  | 'noise-floor'
  | 'single-speaker'
  | 'hum'
  | 'longest-gap'
  | 'edge-silence'
  | 'dc-offset'
  | 'true-peak'
  | 'prompt-length'
  | 'channel-balance'
  | 'synthetic-speech';

/** What the file is, read from its content; its name and declared type play no part. */
export interface AudioFormatInfo {
  readonly container: string;
  readonly codec: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Bits of one stored sample; absent for lossy codecs, which have none. */
  readonly bitsPerSample?: number;
  readonly bitRateBps?: number;
  /** Length of what was decoded. */
  readonly durationMs: number;
  /** Length the container states, longer than `durationMs` where a file was cut off; absent where it states none. */
  readonly declaredDurationMs?: number;
  readonly lossy: boolean;
}

export interface TimeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

export interface ClippingRun extends TimeSpan {
  readonly channel: number;
  readonly samples: number;
}

/** Definitions and their sources: docs/audio-measurements.md. */
export interface AudioMeasurements {
  readonly durationMs: number;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Upper edge of what the voice really holds; at most 12 000. Null without speech. */
  readonly effectiveBandwidthHz: number | null;
  readonly integratedLoudnessLufs: number | null;
  readonly loudnessRangeLu: number | null;
  readonly maxMomentaryLoudnessLufs: number | null;
  readonly maxShortTermLoudnessLufs: number | null;
  readonly truePeakDbtp: number;
  readonly samplePeakDbfs: number;
  readonly rmsDbfs: number;
  /** Mean of the worst channel relative to full scale. */
  readonly dcOffsetPercent: number;
  readonly clippedSamplesPercent: number;
  /** Level at which the waveform is cut off; null when it is not. */
  readonly clippingLevelDbfs: number | null;
  readonly clippingRunCount: number;
  /** The first runs, at most 200; the count above is of all. */
  readonly clippingRuns: readonly ClippingRun[];
  /** The lower of two estimates: the one below, and one from the distribution of the waveform that sees unsteady noise too. */
  readonly signalToNoiseDb: number | null;
  /** From the noise floor: sees only noise that is always there. */
  readonly steadySignalToNoiseDb: number | null;
  /** Null when the pauses are digitally silent. */
  readonly noiseFloorDbfs: number | null;
  readonly speechLevelDbfs: number | null;
  /** Null when there is no hum, or it was not measured. */
  readonly humFrequencyHz: number | null;
  /** −120 where no hum was found; null below 2 s of sound. */
  readonly humLevelDbfs: number | null;
  /** At most 1000; the count is of all. */
  readonly speechSegments: readonly TimeSpan[];
  readonly speechSegmentCount: number;
  readonly netSpeechMs: number;
  readonly silencePercent: number;
  /** Longest pause between two speech segments. */
  readonly longestGapMs: number;
  readonly longestGapAtMs: number | null;
  readonly leadingSilenceMs: number;
  readonly trailingSilenceMs: number;
  readonly medianPitchHz: number | null;
  /** 10 % and 90 % quantile. */
  readonly lowPitchHz: number | null;
  readonly highPitchHz: number | null;
  readonly syllablesPerSecond: number | null;
  /** 0 to 100: how much it sounds like someone speaking; null below about a second of activity. */
  readonly speechLikenessPercent: number | null;
  /** Squared Mahalanobis distance between the two most different groups of 2 s stretches; null below about 8 s of speech. */
  readonly speakerDistance: number | null;
  /** Where the recording passes from one group to the other; meaningful when the distance is large. */
  readonly speakerChangesMs: readonly number[];
  /** Correlation of left and right, −1 to 1; null for other than two channels. */
  readonly channelCorrelation: number | null;
  /** Level difference between the loudest and the quietest channel; 0 for mono. */
  readonly channelImbalanceDb: number;
  readonly decodeErrorCount: number;
  /** Sound that the container announces and that is not there, or that could not be decoded. */
  readonly missingMs: number;
}

/** One rule of the profile applied to this recording. */
export interface AudioCheck {
  readonly check: CheckName;
  readonly value: number | null;
  readonly unit: CheckUnit;
  /** The limit that decided: the one crossed, or the nearest one that was kept; null when the profile sets none. */
  readonly limit: number | null;
  readonly verdict: CheckVerdict;
  /** Positions in the original, in milliseconds; empty where the finding concerns the whole recording. */
  readonly atMs: readonly number[];
  readonly advice: string;
}

export type FixName =
  | 'downmix'
  | 'select-channel'
  | 'resample'
  | 'remove-dc'
  | 'high-pass'
  | 'gain'
  | 'trim-silence'
  | 'collapse-silence'
  | 'select-window';

/** One change made on the way from the original to the canonical file. */
export interface AudioFix {
  readonly fix: FixName;
  readonly detail: string;
}

/** The file every later step works on: 24 kHz, mono, 16-bit PCM WAV. */
export interface CanonicalAudio {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly bitsPerSample: number;
  readonly durationMs: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly integratedLoudnessLufs: number | null;
  readonly truePeakDbtp: number;
  /** Which stretches of the original it holds, in order. */
  readonly keptSpans: readonly TimeSpan[];
}

/** The waveform as a picture needs it: up to 1600 equal stretches. */
export interface WaveformData {
  readonly bucketMs: number;
  readonly bucketCount: number;
  /** Amplitude (full scale = 1) that 127 stands for. */
  readonly scaleAmplitude: number;
  /** Base64 of signed bytes: lowest, highest and effective (RMS) amplitude of each stretch in turn. */
  readonly data: string;
}

/** What the file says about itself, without what names or locates a person or a device. */
export interface AudioMetadata {
  /** Tags that describe the file technically. */
  readonly tags: Readonly<Record<string, string>>;
  /** Well-known tags that were present and left out, by name only. */
  readonly strippedTags: readonly string[];
  /** Other tags left out; their names are not kept either. */
  readonly strippedOtherTagCount: number;
  /** Bytes of ID3v2 tags before the sound; never read. */
  readonly id3Bytes: number;
  readonly hasVideo: boolean;
}

export interface AudioReport {
  readonly verdict: AudioVerdict;
  readonly rejection?: AudioRejection;
  readonly profile: AudioProfileName;
  /** Absent when the content could not be opened. */
  readonly format?: AudioFormatInfo;
  /** Lower-case hexadecimal SHA-256 of the bytes submitted. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Absent when nothing was decoded. */
  readonly measurements?: AudioMeasurements;
  readonly checks: readonly AudioCheck[];
  readonly fixes: readonly AudioFix[];
  /** Present when the recording was not rejected and an output path was given. */
  readonly canonical?: CanonicalAudio;
  readonly waveform?: WaveformData;
  readonly metadata?: AudioMetadata;
}
