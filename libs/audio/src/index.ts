export { type EncodeJob, SPEECH_ENCODINGS, type SpeechEncoding } from './encode/encode-job.ts';
export { SpeechEncoder } from './encode/speech-encoder.ts';
export { joinedPcm, type OpenPart } from './join/joined-pcm.ts';
export { type JoinPart, type JoinPlan, type JoinSpan, planJoin } from './join/plan-join.ts';
export {
  findSpeechEdges,
  findSpeechEdgesInSteps,
  samplesOf,
  type SampleStretch,
  type SpeechEdges,
} from './join/speech-edges.ts';
export {
  type AudioJob,
  type AudioPoolLogger,
  type AudioPoolOptions,
  AudioProcessingError,
  defaultAudioLimits,
} from './pool/audio-pool-options.ts';
export { AudioProcessor } from './pool/audio-processor.ts';
export { AudioProcessorPool } from './pool/audio-processor-pool.ts';
export {
  type AudioProfile,
  type AudioProfileLimits,
  type AudioProfileOutput,
  type AudioProfileOverrides,
  type AudioProfiles,
  defaultAudioProfiles,
  type Limit,
  resolveAudioProfiles,
} from './judge/audio-profile.ts';
export type {
  AudioCheck,
  AudioFix,
  AudioFormatInfo,
  AudioMeasurements,
  AudioMetadata,
  AudioProfileName,
  AudioReport,
  AudioVerdict,
  CanonicalAudio,
  CheckName,
  CheckUnit,
  ClippingRun,
  FixName,
  TimeSpan,
  WaveformData,
} from './report/audio-report.ts';
export { type AudioRejection, type RejectionCode, rejectionCodes } from './report/rejection.ts';
export type { AudioLimits } from './worker/messages.ts';
export type { WaveformSize } from './waveform/waveform-picture.ts';
export { renderWaveformPng } from './waveform/waveform-png.ts';
export { renderWaveformSvg } from './waveform/waveform-svg.ts';
