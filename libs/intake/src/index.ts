export { type Audited, auditMessage } from './audit/audit-message.ts';
export { AuditTrail } from './audit/audit-trail.ts';
export { REFUSALS, RefusedRequests } from './audit/refused-requests.ts';
export { VoiceUse } from './audit/voice-use.ts';
export { submissionsOf } from './batches/batch-chunks.ts';
export { type CreateBatchBody, createBatchSchema } from './batches/create-batch.schema.ts';
export { CreateBatch } from './batches/create-batch.usecase.ts';
export { measureItems } from './batches/measure-items.ts';
export {
  type ConsentRecordingBody,
  consentRecordingSchema,
  type CreateConsentBody,
  createConsentSchema,
} from './consents/create-consent.schema.ts';
export { CreateConsent } from './consents/create-consent.usecase.ts';
export { SubmitConsentRecording } from './consents/submit-consent-recording.usecase.ts';
export { fingerprintInSteps } from './idempotency/fingerprint.ts';
export {
  IdempotentRequests,
  type KeyedRequest,
  keyReused,
  type RepeatableRequest,
} from './idempotency/idempotent-requests.ts';
export { CancelOperation } from './operations/cancel-operation.usecase.ts';
export { consentPartiesSchema } from './resources/consent-parties.schema.ts';
export { consentLocaleSchema, consentStatusSchema, voiceStatusSchema } from './resources/enums.schema.ts';
export { assertOwner, isGranted } from './resources/ownership.ts';
export {
  bytesSchema,
  described,
  eitherOf,
  failureSchema,
  idParamsSchema,
  idSchema,
  lineSchema,
  type ListQuery,
  listQuerySchema,
  localeSchema,
  ownIdSchema,
  pageSchema,
  sourceUrlSchema,
  timeSchema,
  timesShape,
  viewOf,
  voiceNameSchema,
} from './resources/resource.schema.ts';
export {
  checkSpeech,
  costClassSchema,
  type CreateSpeechBody,
  createSpeechSchema,
  disclosureSchema,
  MAX_TEXT_CHARACTERS,
  shownDisclosure,
  type SpeechEstimate,
  speechEstimateSchema,
  spokenWordsIn,
  tooLongText,
} from './resources/speech.schema.ts';
export { ComposeSpeech } from './speech/compose-speech.ts';
export { Disclosures } from './speech/disclosures.ts';
export { cautiousMs, isToBeMade, liveWords, madeSpeakable, scriptOf, type SpokenWords } from './speech/spoken-words.ts';
export { VoicesToSpeak } from './speech/voices-to-speak.ts';
export { type CreateSynthesisBody, createSynthesisSchema } from './syntheses/create-synthesis.schema.ts';
export { CreateSynthesis } from './syntheses/create-synthesis.usecase.ts';
export { FetchUpload } from './uploads/fetch-upload.ts';
export { UsableUploads } from './uploads/usable-uploads.ts';
export {
  type AcceptedRequest,
  AcceptProducerRequest,
  type ReceivedRequest,
} from './producers/accept-producer-request.usecase.ts';
export {
  type AcceptedWork,
  cancelSpeechSchema,
  eraseVoiceSchema,
  ProducerRequests,
  REQUEST_SCHEMAS,
} from './producers/producer-requests.ts';
export { type Problem, PROBLEM_MEDIA_TYPE, problemOf, problemSchema, problemType } from './problems/problem.ts';
export { PROBLEM_STATUS } from './problems/problem-status.ts';
export { dropAbsentNulls, mergePatch } from './validation/absent-nulls.ts';
export {
  FORBIDDEN_NAME,
  MAX_BODY_DEPTH,
  MAX_BODY_MEMBERS,
  MAX_BODY_VALUES,
  overLimit,
} from './validation/body-shape.ts';
export { exampleOf } from './validation/examples.ts';
export { countOf, fieldErrors, type InputPlace, invalidRequest, type Issue } from './validation/field-errors.ts';
export { didYouMean } from './validation/suggestion.ts';
export { bodyIssues, validatedBody, type Validated } from './validation/validate-body.ts';
export { overfullArrays, validatorInSteps, withItemsInSteps } from './validation/validation-steps.ts';
export { inWords, inWordsOfQuery, mustBe, repeated } from './validation/words.ts';
export { type CreateVoiceBody, createVoiceSchema, voiceKindSchema } from './voices/create-voice.schema.ts';
export { CreateVoice } from './voices/create-voice.usecase.ts';
export { DeleteVoice } from './voices/delete-voice.usecase.ts';
export { IntakeModule } from './intake.module.ts';
