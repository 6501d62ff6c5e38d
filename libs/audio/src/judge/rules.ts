import type { AudioMeasurements, CheckName, CheckUnit, CheckVerdict } from '../report/audio-report.ts';
import type { RejectionCode } from '../report/rejection.ts';
import type { AudioProfileLimits } from './audio-profile.ts';

/** How one measurement is compared with one limit of a profile, and what is said about it. */
export interface Rule {
  readonly check: CheckName;
  readonly unit: CheckUnit;
  readonly limit: keyof AudioProfileLimits;
  readonly code: RejectionCode | ((measured: AudioMeasurements) => RejectionCode);
  readonly value: (measured: AudioMeasurements) => number | null;
  /** Result where the value is null; default notMeasured. */
  readonly whenUnmeasured?: CheckVerdict;
  /** Positions to name when the result is not accepted. */
  readonly atMs?: (measured: AudioMeasurements) => readonly number[];
  readonly passed: string;
  readonly fixed?: string;
  readonly review?: string;
  /** What to do where the value is null; required of every rule whose value can be. */
  readonly notMeasured?: string;
}

/** Below this it is fair to say that there is no speech at all. */
const someSpeechMs = 500;

/** In order of importance: the first that rejects names the rejection. */
export const rules: readonly Rule[] = [
  {
    check: 'min-duration',
    unit: 'ms',
    limit: 'minDurationMs',
    code: 'audio-too-short',
    value: (measured) => measured.durationMs,
    passed: 'Long enough.',
    review: 'Record for longer: it gives a better voice.',
  },
  {
    check: 'max-duration',
    unit: 'ms',
    limit: 'maxDurationMs',
    code: 'audio-too-long',
    value: (measured) => measured.durationMs,
    passed: 'The length is fine.',
    review: 'Send a shorter recording: the best part is enough.',
  },
  {
    check: 'sample-rate',
    unit: 'Hz',
    limit: 'minSampleRateHz',
    code: 'audio-low-sample-rate',
    value: (measured) => measured.sampleRateHz,
    passed: 'The sample rate is sufficient.',
    fixed: 'Raised to 24 kHz, which cannot bring back treble. Record at 24 kHz or more for a fuller voice.',
    review: 'Record at 24 kHz or more for a fuller voice.',
  },
  {
    check: 'loudness',
    unit: 'LUFS',
    limit: 'minIntegratedLoudnessLufs',
    code: 'audio-too-quiet',
    value: (measured) => measured.integratedLoudnessLufs,
    whenUnmeasured: 'autoRejected',
    passed: 'Loud enough.',
    review: 'Record closer to the microphone.',
  },
  {
    check: 'net-speech',
    unit: 'ms',
    limit: 'minNetSpeechMs',
    code: (measured) => (measured.netSpeechMs < someSpeechMs ? 'audio-no-speech' : 'audio-too-short'),
    value: (measured) => measured.netSpeechMs,
    passed: 'Enough speech.',
    review: 'Usable, but more speech gives a better voice. Record 10 s of speech or more in total.',
  },
  {
    check: 'speech-likeness',
    unit: 'percent',
    limit: 'minSpeechLikenessPercent',
    code: 'audio-no-speech',
    value: (measured) => measured.speechLikenessPercent,
    passed: 'Sounds like someone speaking.',
    review: 'It may hold music, noise or an animal instead of speech. Listen to it, or record someone speaking.',
    notMeasured:
      'Not measured: this takes a second of sound that stands out. Check that the right microphone was recorded.',
  },
  {
    check: 'silence',
    unit: 'percent',
    limit: 'maxSilencePercent',
    code: 'audio-mostly-silent',
    value: (measured) => measured.silencePercent,
    atMs: (measured) => (measured.longestGapAtMs === null ? [] : [measured.longestGapAtMs]),
    passed: 'Little silence.',
    fixed: 'Long pauses were shortened; the speech itself is untouched.',
    review: 'Most of the recording is silence: check that the right part was recorded.',
  },
  {
    check: 'clipping',
    unit: 'percent',
    limit: 'maxClippedSamplesPercent',
    code: 'audio-clipped',
    value: (measured) => measured.clippedSamplesPercent,
    atMs: (measured) => measured.clippingRuns.map((run) => run.startMs),
    passed: 'No significant clipping.',
    review: 'Listen at the positions listed; if you hear distortion, record again with less input gain.',
  },
  {
    check: 'signal-to-noise',
    unit: 'dB',
    limit: 'minSignalToNoiseDb',
    code: 'audio-too-noisy',
    value: (measured) => measured.steadySignalToNoiseDb,
    passed: 'The speech is well above the noise.',
    review: 'Noise is audible. Record in a quieter room, or closer to the microphone.',
    notMeasured:
      'Not measured: there is no speech, or its pauses hold no noise at all. Send what the microphone gave, without a noise gate.',
  },
  {
    check: 'unsteady-noise',
    unit: 'dB',
    limit: 'minUnsteadySignalToNoiseDb',
    code: 'audio-too-noisy',
    value: (measured) => measured.signalToNoiseDb,
    passed: 'No loud sounds beside the speech.',
    review: 'Other voices, music or sudden sounds seem to be audible. Listen, and record again without them.',
    notMeasured:
      'Not measured: there is no speech, or its pauses hold no noise at all. Send what the microphone gave, without a noise gate.',
  },
  {
    check: 'bandwidth',
    unit: 'Hz',
    limit: 'minEffectiveBandwidthHz',
    code: 'audio-low-bandwidth',
    value: (measured) => measured.effectiveBandwidthHz,
    passed: 'The bandwidth is sufficient.',
    review: 'The treble is missing: send the original recording, not one that went through a telephone or headset.',
    notMeasured: 'Not measured: no speech was found. Check that the right microphone was recorded.',
  },
  {
    check: 'completeness',
    unit: 'ms',
    limit: 'maxMissingMs',
    code: 'audio-undecodable',
    value: (measured) => measured.missingMs,
    passed: 'Complete.',
    review: 'The file is cut off or damaged. Upload it again and compare its length.',
  },
  {
    check: 'noise-floor',
    unit: 'dBFS',
    limit: 'maxNoiseFloorDbfs',
    code: 'audio-too-noisy',
    value: (measured) => measured.noiseFloorDbfs,
    passed: 'The background is quiet.',
    review: 'The background is audible in the pauses. Turn off fans and air conditioning.',
    notMeasured:
      'Not measured: the pauses are digitally silent. Send what the microphone gave, without a noise gate or cut pauses.',
  },
  {
    check: 'single-speaker',
    unit: 'distance',
    limit: 'maxSpeakerDistance',
    code: 'audio-several-speakers',
    value: (measured) => measured.speakerDistance,
    atMs: (measured) => measured.speakerChangesMs,
    passed:
      'No second voice was noticed. About half of all recordings with two voices are: listen if you are not sure.',
    review:
      'Parts sound like another voice or another room. Listen at the positions listed; cut the recording to one person, or record again.',
    notMeasured:
      'Not measured: this takes about 8 s of speech. Listen whether only one person is heard, or record for longer.',
  },
  {
    check: 'hum',
    unit: 'dBFS',
    limit: 'maxHumLevelDbfs',
    code: 'audio-too-noisy',
    value: (measured) => measured.humLevelDbfs,
    passed: 'No significant mains hum.',
    fixed: 'Low hum was reduced by a high-pass filter.',
    review: 'Mains hum is audible. Use a battery, another socket, or a balanced cable.',
    notMeasured: 'Not measured: this takes 2 s of sound. Listen for a low hum, or record for longer.',
  },
  {
    check: 'longest-gap',
    unit: 'ms',
    limit: 'maxLongestGapMs',
    code: 'audio-mostly-silent',
    value: (measured) => measured.longestGapMs,
    atMs: (measured) => (measured.longestGapAtMs === null ? [] : [measured.longestGapAtMs]),
    passed: 'No long pause.',
    fixed: 'Long pauses were shortened.',
    review: 'There is a long pause: check that nothing is missing.',
  },
  {
    check: 'edge-silence',
    unit: 'ms',
    limit: 'maxEdgeSilenceMs',
    code: 'audio-mostly-silent',
    value: (measured) => Math.max(measured.leadingSilenceMs, measured.trailingSilenceMs),
    passed: 'Starts and ends promptly.',
    fixed: 'Silence at the start or the end was cut.',
    review: 'Cut the silence at the start and the end.',
  },
  {
    check: 'dc-offset',
    unit: 'percent',
    limit: 'maxDcOffsetPercent',
    code: 'audio-too-noisy',
    value: (measured) => measured.dcOffsetPercent,
    passed: 'No constant offset.',
    fixed: 'A constant offset was removed.',
    review: 'The sound card adds a constant offset. Record with another input or device.',
  },
  {
    check: 'true-peak',
    unit: 'dBTP',
    limit: 'maxTruePeakDbtp',
    code: 'audio-clipped',
    value: (measured) => measured.truePeakDbtp,
    passed: 'Enough headroom.',
    fixed: 'Lowered by linear gain; aim for peaks between -6 and -3 dBFS.',
    review: 'Record with peaks between -6 and -3 dBFS.',
  },
  {
    check: 'channel-balance',
    unit: 'dB',
    limit: 'maxChannelImbalanceDb',
    code: 'audio-undecodable',
    value: (measured) => measured.channelImbalanceDb,
    passed: 'The channels match.',
    fixed: 'Only the louder channel was used.',
    review:
      'One channel is much quieter than the other. Check the cable and the balance, or send only the louder channel.',
  },
  {
    check: 'prompt-length',
    unit: 'ms',
    limit: 'maxPromptMs',
    code: 'audio-too-long',
    value: (measured) => measured.durationMs,
    passed: 'Short enough to use in full.',
    fixed: 'The best part was chosen automatically.',
    review: 'Choose the best part.',
  },
];
