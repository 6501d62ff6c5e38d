/** What is known of the training of a professional voice. See ADR 206. */
export interface ProfessionalTraining {
  /** Of the person, as Azure's training sets have it. */
  readonly gender?: VoiceGender | undefined;
  /** How the model is trained; known when Azure has received it. */
  readonly recipe?: { readonly kind: string; readonly version?: string | undefined } | undefined;
  /** When Azure received the model, RFC 3339: the training set is complete. */
  readonly modelSubmittedAt?: string | undefined;
  /** What SSML names the voice, as the model's answer says. */
  readonly voiceName?: string | undefined;
}

export const VOICE_GENDERS = ['female', 'male'] as const;
export type VoiceGender = (typeof VOICE_GENDERS)[number];

/** Recordings of one professional voice, at most: more than three hours of sentences. */
export const MAX_PROFESSIONAL_SAMPLES = 2_000;
/** All scripts of a voice together, in UTF-16 code units: they stay in its document, which may have 2 MB, until Azure has them. */
export const MAX_SCRIPTS_CHARACTERS = 256_000;

/** Ids of Azure's resources for a professional voice, chosen by us, so that creating one again after a crash finds the first. */
export interface ProfessionalIds {
  readonly project: string;
  readonly consent: string;
  readonly trainingSet: string;
  readonly model: string;
  /** A UUID. */
  readonly endpoint: string;
}

export function professionalIds(voiceId: string): ProfessionalIds {
  return {
    project: professionalProjectId(voiceId),
    consent: professionalConsentId(voiceId),
    trainingSet: trainingSetId(voiceId),
    model: modelId(voiceId),
    endpoint: endpointIdOf(voiceId),
  };
}

/** A project of its own: that of a consent is one of personal voices. */
export function professionalProjectId(voiceId: string): string {
  return `professional-${voiceId}`;
}

/** The consent again, in that project. */
export function professionalConsentId(voiceId: string): string {
  return `agreement-${voiceId}`;
}

export function trainingSetId(voiceId: string): string {
  return `recordings-${voiceId}`;
}

export function modelId(voiceId: string): string {
  return `model-${voiceId}`;
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const UUID_DIGITS = 32;
const BITS_OF_CHARACTER = 5n;
const PREFIX = 'vce_';

/** The same 128 bits as the voice's ULID, written as a UUID. */
export function endpointIdOf(voiceId: string): string {
  const ulid = voiceId.slice(PREFIX.length).toUpperCase();
  let value = 0n;
  for (const character of ulid) value = (value << BITS_OF_CHARACTER) | BigInt(CROCKFORD.indexOf(character));
  const hex = value.toString(16).padStart(UUID_DIGITS, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
