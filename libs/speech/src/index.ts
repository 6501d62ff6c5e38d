export { type BatchAudioFile, type BatchInputResult, BatchResults } from './batch/batch-results.ts';
export {
  BATCH_SYNTHESIS_API_VERSION,
  BATCH_SYNTHESIS_MAX_BYTES,
  BATCH_SYNTHESIS_MAX_INPUTS,
  batchSynthesisBody,
  BatchSynthesisClient,
  type BatchSynthesisDownload,
  type DownloadOptions,
} from './batch/batch-synthesis-client.ts';
export {
  type BatchSynthesis,
  type BatchSynthesisStatus,
  type CreateBatchSynthesis,
} from './batch/batch-synthesis-schemas.ts';
export {
  assertFitsOneRequest,
  batchInputBytes,
  batchItemScriptInSteps,
  batchItemSsml,
  batchItemSsmlInSteps,
  type BatchVoice,
} from './batch/item-ssml.ts';
export { sampleBytesOf, storedAudio, UnusableAudioError } from './batch/stored-audio.ts';
export {
  CUSTOM_VOICE_API_VERSION,
  CustomVoiceClient,
  type CustomVoiceOptions,
  MAX_AUDIO_UPLOAD_BYTES,
} from './custom-voice/custom-voice-client.ts';
export {
  type BaseModel,
  type ConsentFailureReason,
  type CreateConsent,
  type CreatePersonalVoice,
  type CreateProject,
  CUSTOM_VOICE_COLLECTIONS,
  type CustomVoiceCollection,
  type CustomVoiceConsent,
  type CustomVoiceOperation,
  type CustomVoiceOperationStatus,
  type CustomVoiceStatus,
  type ListedResource,
  type ModelFailureReason,
  type PersonalVoice,
  type PostConsent,
  type PostPersonalVoice,
  type Project,
} from './custom-voice/custom-voice-schemas.ts';
export { SpeechAccess, speechTroubleOf } from './diagnosis/speech-access.ts';
export { type SpeechLogger } from './logger.ts';
export { createSpeakableTexts } from './preparation/create-speakable-texts.ts';
export {
  OPENAI_API_VERSION,
  PREPARATION_MAX_CHARACTERS,
  PreparationClient,
  type PreparationOptions,
} from './preparation/preparation-client.ts';
export { type SpeakableRequest, type SpeakableText, SpeakableTexts } from './preparation/speakable-texts.ts';
export { COGNITIVE_SERVICES_SCOPE } from './provider/bearer-token-cache.ts';
export { type SpeechAuthOptions } from './provider/speech-auth.ts';
export { type CallOptions, type SpeechRestOptions } from './provider/speech-rest-client.ts';
export { assertNotCutOff } from './synthesis/cut-off.ts';
export { FairSemaphore, type FairSemaphoreOptions } from './synthesis/fair-semaphore.ts';
export {
  type OutputFormat,
  outputFormat,
  OUTPUT_FORMAT_NAMES,
  type OutputFormatName,
  sampleRatesOf,
} from './synthesis/output-formats.ts';
export {
  SpeechSynthesizerPool,
  type SpeechSynthesizerPoolOptions,
  type SpeechSynthesizerPoolStats,
} from './synthesis/speech-synthesizer-pool.ts';
export {
  type SpeakRequest,
  type SpeechBoundary,
  type SpeechSummary,
  type SpeechTurn,
  type WordBoundary,
} from './synthesis/speech-turn.ts';
export { billedCharacters, billedCharactersInSteps, billedCharactersOf, codePoints } from './ssml/billed-characters.ts';
export {
  composeDialogue,
  composeSpeech,
  composeSpeechInSteps,
  type DialogueTurn,
  type SpeechOrder,
  type SpeechSource,
} from './ssml/compose-speech.ts';
export {
  LEXICON_MAX_CHARACTERS,
  LEXICON_MAX_ENTRIES,
  LEXICON_MAX_MATCHES,
  LEXICON_MAX_SAID_CHARACTERS,
  type LexiconEntry,
  PHONEME_ALPHABETS,
  type PhonemeAlphabet,
} from './ssml/lexicon.ts';
export { buildPersonalVoiceSsml, type PersonalVoiceSpeech } from './ssml/personal-voice-ssml.ts';
export { sentencesInSteps, sentencesOf, type Sentence } from './ssml/sentences.ts';
export {
  atRate,
  inLanguage,
  MAX_RATE,
  MIN_RATE,
  pause,
  type PersonalVoiceName,
  scriptText,
  type SpeechElement,
  type SpeechNode,
  type SpeechPassage,
  type SpeechScript,
} from './ssml/speech-script.ts';
export { estimateSpeechMs, estimateSpeechMsInSteps, ordinarySpeechMs } from './ssml/speech-estimate.ts';
export {
  estimateScriptMsInSteps,
  PART_MAX_MS,
  type SpeechCut,
  type SpeechPart,
  type SplitLimits,
  splitSpeech,
  splitSpeechInSteps,
} from './ssml/split-speech.ts';
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
export {
  CANONICAL_PCM,
  type PcmFormat,
  WAV_HEADER_BYTES,
  WAV_MAX_DATA_BYTES,
  wavFile,
  wavHeader,
  wavStream,
} from './synthesis/wav-header.ts';
export {
  type Translation,
  type TranslationRequest,
  TRANSLATOR_API_VERSION,
  TranslatorClient,
  type TranslatorOptions,
} from './translation/translator-client.ts';
export {
  FAST_TRANSCRIPTION_API_VERSION,
  FastTranscriptionClient,
  type TranscribedWord,
  type Transcript,
  type TranscriptionRequest,
} from './transcription/fast-transcription-client.ts';
