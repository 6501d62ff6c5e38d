export * from './batch/batch-results.ts';
export * from './batch/batch-synthesis-client.ts';
export {
  type BatchSynthesis,
  type BatchSynthesisStatus,
  type CreateBatchSynthesis,
} from './batch/batch-synthesis-schemas.ts';
export * from './batch/item-ssml.ts';
export * from './batch/stored-audio.ts';
export { CustomVoiceClient } from './custom-voice/custom-voice-client.ts';
export {
  CUSTOM_VOICE_API_VERSION,
  type CustomVoiceOptions,
  MAX_AUDIO_UPLOAD_BYTES,
} from './custom-voice/custom-voice-rest.ts';
export { ProfessionalVoiceClient } from './custom-voice/professional-voice-client.ts';
export {
  type CreateEndpoint,
  type CreateModel,
  type CreateTrainingSet,
  type CustomVoiceOperation,
  type Endpoint,
  type EndpointKind,
  type Model,
  type Recipe,
  type TrainingSet,
  type UploadDataset,
} from './custom-voice/professional-voice-schemas.ts';
export {
  type BaseModel,
  type ConsentFailureReason,
  type CreateConsent,
  type CreatePersonalVoice,
  CUSTOM_VOICE_COLLECTIONS,
  type CustomVoiceCollection,
  type CustomVoiceConsent,
  type CustomVoiceStatus,
  type ListedResource,
  type ModelFailureReason,
  type PersonalVoice,
  type PostConsent,
  type PostPersonalVoice,
  type Project,
} from './custom-voice/custom-voice-schemas.ts';
export * from './diagnosis/speech-access.ts';
export * from './diagnosis/speech-connections-detail.ts';
export * from './diagnosis/speech-indicators.ts';
export { type SpeechLogger } from './logger.ts';
export * from './preparation/create-speakable-texts.ts';
export {
  OPENAI_API_VERSION,
  PREPARATION_MAX_CHARACTERS,
  PreparationClient,
  type PreparationOptions,
} from './preparation/preparation-client.ts';
export * from './preparation/speakable-texts.ts';
export { COGNITIVE_SERVICES_SCOPE } from './provider/bearer-token-cache.ts';
export { type SpeechAuthOptions } from './provider/speech-auth.ts';
export { type CallOptions, type RequestLimit, type SpeechRestOptions } from './provider/speech-rest-client.ts';
export { assertNotCutOff } from './synthesis/cut-off.ts';
export * from './synthesis/fair-semaphore.ts';
export * from './synthesis/output-formats.ts';
export * from './synthesis/speech-synthesizer-pool.ts';
export {
  type SpeakRequest,
  type SpeechBoundary,
  type SpeechSummary,
  type SpeechTurn,
  type WordBoundary,
} from './synthesis/speech-turn.ts';
export * from './ssml/billed-characters.ts';
export * from './ssml/compose-speech.ts';
export { disclosed, disclosureText } from './ssml/disclosure.ts';
export {
  LEXICON_MAX_CHARACTERS,
  LEXICON_MAX_ENTRIES,
  LEXICON_MAX_MATCHES,
  LEXICON_MAX_SAID_CHARACTERS,
  type LexiconEntry,
  PHONEME_ALPHABETS,
  type PhonemeAlphabet,
} from './ssml/lexicon.ts';
export { sentencesInSteps, sentencesOf, type Sentence } from './sentences/sentences.ts';
export {
  atRate,
  deploymentOf,
  inLanguage,
  isSpeakable,
  MAX_RATE,
  MIN_RATE,
  scriptText,
  type SpeechElement,
  type SpeechNode,
  type SpeechSegment,
  type SpeechScript,
  type VoiceName,
} from './ssml/speech-script.ts';
export { estimateSpeechMs, estimateSpeechMsInSteps, ordinarySpeechMs } from './ssml/speech-estimate.ts';
export * from './ssml/split-speech.ts';
export { SSML_REASONS, SsmlError, type SsmlPosition, type SsmlReason } from './ssml/ssml-error.ts';
export {
  parseSsml,
  SSML_MAX_CHARACTERS,
  type ParsedSsml,
  type SsmlSpeakers,
  type SsmlVoice,
} from './ssml/ssml-parser.ts';
export { SSML_MAX_SPEAKERS, voicesNamedInSteps } from './ssml/named-voices.ts';
export { SSML_MAX_BYTES, SSML_MAX_VOICES, writeSsml } from './ssml/ssml-writer.ts';
export { escapeXml, speakableText } from './ssml/xml-text.ts';
export { type TurnLimits } from './synthesis/turn-deadlines.ts';
export * from './synthesis/wav-header.ts';
export * from './translation/translator-client.ts';
export * from './transcription/fast-transcription-client.ts';
