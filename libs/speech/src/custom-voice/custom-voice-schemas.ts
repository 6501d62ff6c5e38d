import { z } from 'zod';

/** A string with known values that may grow (`modelAsString` in the OpenAPI file). */
export type OpenEnum<Known extends string> = Known | (string & {});

function openEnum<Known extends string>(): z.ZodType<OpenEnum<Known>> {
  return z.string();
}

/** Of consents and personal voices; `Disabling` and `Disabled` occur for endpoints only. */
export type CustomVoiceStatus = OpenEnum<'NotStarted' | 'Running' | 'Succeeded' | 'Failed' | 'Disabling' | 'Disabled'>;
export type ConsentFailureReason = OpenEnum<'AudioAndScriptNotMatch' | 'Internal'>;
export type ModelFailureReason = OpenEnum<
  | 'InaccessibleCustomerStorage'
  | 'SpeakerVerificationFailed'
  | 'TerminateByUser'
  | 'Internal'
  | 'DataNotReady'
  | 'DataNotEnough'
>;

const times = { createdDateTime: z.string().optional(), lastActionDateTime: z.string().optional() };

export const projectSchema = z.object({
  id: z.string(),
  displayName: z.string().optional(),
  description: z.string().optional(),
  kind: openEnum<'ProfessionalVoice' | 'PersonalVoice'>(),
  locale: z.string().optional(),
  createdDateTime: z.string().optional(),
});
export type Project = z.infer<typeof projectSchema>;

export const consentSchema = z.object({
  id: z.string(),
  displayName: z.string().optional(),
  description: z.string().optional(),
  voiceTalentName: z.string(),
  companyName: z.string(),
  locale: z.string(),
  projectId: z.string(),
  properties: z.object({ failureReason: openEnum<ConsentFailureReason>().optional() }).optional(),
  status: openEnum<CustomVoiceStatus>().optional(),
  ...times,
});
export type CustomVoiceConsent = z.infer<typeof consentSchema>;

export const personalVoiceSchema = z.object({
  id: z.string(),
  /** UUID. Present before the operation has succeeded: not to be spoken with until `status` is `Succeeded`. */
  speakerProfileId: z.string().optional(),
  displayName: z.string().optional(),
  description: z.string().optional(),
  projectId: z.string(),
  consentId: z.string(),
  properties: z.object({ failureReason: openEnum<ModelFailureReason>().optional() }).optional(),
  status: openEnum<CustomVoiceStatus>().optional(),
  ...times,
});
export type PersonalVoice = z.infer<typeof personalVoiceSchema>;

export interface CreateConsent {
  readonly projectId: string;
  /** As spoken in the recording, in its language; cannot be changed afterwards. So are the company name and the locale. */
  readonly voiceTalentName: string;
  readonly companyName: string;
  /** BCP-47, for example `en-US`. */
  readonly locale: string;
  /** Where the service reads the recording: a blob URL with a read SAS. */
  readonly audioUrl: string;
}

/** The same with the recording itself. */
export interface PostConsent extends Omit<CreateConsent, 'audioUrl'> {
  /** A WAV file. */
  readonly audio: Uint8Array;
}

export interface CreatePersonalVoice {
  readonly projectId: string;
  readonly consentId: string;
  readonly audios: {
    /** Container URL with a SAS that allows read and list. */
    readonly containerUrl: string;
    /** Folder (`jessica/`) or beginning of the blob names. */
    readonly prefix?: string;
    /** With the dot: `.wav`. */
    readonly extensions: readonly string[];
  };
}

/** The same with the recordings themselves. */
export interface PostPersonalVoice extends Omit<CreatePersonalVoice, 'audios'> {
  /** WAV files. */
  readonly audios: readonly Uint8Array[];
}

export const baseModelSchema = z.object({
  /** For example `DragonLatestNeural`. */
  name: z.string(),
  /** When Azure stops to serve it; none: no end is announced. */
  expirationDateTime: z.string().optional(),
});
export type BaseModel = z.infer<typeof baseModelSchema>;
export const baseModelListSchema = z.object({ value: z.array(baseModelSchema) });

/**
 * Collections that can be listed; `id` and `description` are what all of them have. In the order in which what is in them can be deleted: what costs
 * first, and nothing before what uses it.
 */
export const CUSTOM_VOICE_COLLECTIONS = [
  'endpoints',
  'models',
  'trainingsets',
  'personalvoices',
  'consents',
  'projects',
] as const;
export type CustomVoiceCollection = (typeof CUSTOM_VOICE_COLLECTIONS)[number];

export const listedResourceSchema = z.object({
  id: z.string(),
  description: z.string().optional(),
  createdDateTime: z.string().optional(),
  /** Of an endpoint. */
  modelId: z.string().optional(),
});
export type ListedResource = z.infer<typeof listedResourceSchema>;

export const resourceListSchema = z.object({ value: z.array(listedResourceSchema), nextLink: z.string().optional() });
