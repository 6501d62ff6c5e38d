export { type EncodeJob, SPEECH_ENCODINGS, type SpeechEncoding } from './encode/encode-job.ts';
export * from './encode/speech-encoder.ts';
export * from './join/joined-pcm.ts';
export * from './join/plan-join.ts';
export { findSpeechEdgesInSteps, samplesOf, type SampleStretch, type SpeechEdges } from './join/speech-edges.ts';
export * from './pool/audio-pool-options.ts';
export * from './pool/audio-processor.ts';
export * from './pool/audio-processor-pool.ts';
export * from './judge/audio-profile.ts';
export * from './report/audio-report.ts';
export { type AudioRejection, type RejectionCode, rejectionCodes } from './report/rejection.ts';
export type { AudioLimits } from './worker/messages.ts';
export type { WaveformSize } from './waveform/waveform-picture.ts';
export * from './waveform/waveform-png.ts';
export * from './waveform/waveform-svg.ts';
export {
  isTaggedContainer,
  PLACEHOLDER_ID,
  TAGGED_CONTAINERS,
  type TaggedContainer,
  type TagPlace,
} from './tags/speech-tag.ts';
export * from './tags/audio-hash.ts';
export * from './tags/speech-tagger.ts';
export * from './tags/tag-patch.ts';
export * from './tags/wav-tag.ts';
export { type ClaimAlgorithm, certificatesIn, digestOf, isRoot } from './c2pa/claim-algorithm.ts';
export * from './c2pa/claim-signer.ts';
export * from './c2pa/c2pa-processes.ts';
export { isSignedContainer, SIGNED_CONTAINERS, type SignedContainer } from './c2pa/manifest-definition.ts';
export * from './c2pa/manifest-report.ts';
export * from './c2pa/time-stamp.ts';
export { FILE_FORMATS, type FileFormat, type FileMark } from './verify/file-mark.ts';
export * from './verify/file-verdict.ts';
export { isPlayedAs } from './verify/playback.ts';
