import { z } from 'zod';
import type { CustomVoiceStatus, ModelFailureReason, OpenEnum } from './custom-voice-schemas.ts';

const status: z.ZodType<CustomVoiceStatus> = z.string();
const times = { createdDateTime: z.string().optional(), lastActionDateTime: z.string().optional() };
const described = { id: z.string(), description: z.string().optional() };

export const trainingSetSchema = z.object({
  ...described,
  projectId: z.string(),
  locale: z.string(),
  voiceKind: z.string().optional(),
  properties: z.object({ utteranceCount: z.int().optional(), durationInSeconds: z.number().optional() }).optional(),
  status: status.optional(),
  ...times,
});
export type TrainingSet = z.infer<typeof trainingSetSchema>;

export const recipeSchema = z.object({
  kind: z.string(),
  version: z.string().optional(),
  minUtteranceCount: z.int().optional(),
  minDurationInSeconds: z.number().optional(),
  datasetLocales: z.array(z.string()).optional(),
  modelLocales: z.array(z.string()).optional(),
});
export type Recipe = z.infer<typeof recipeSchema>;
export const recipeListSchema = z.object({ value: z.array(recipeSchema) });

const failureReason: z.ZodType<ModelFailureReason> = z.string();

export const modelSchema = z.object({
  ...described,
  /** What SSML names the voice. It may differ from what was asked for: some recipes add the name of their base model. */
  voiceName: z.string(),
  recipe: recipeSchema.pick({ kind: true, version: true }),
  locale: z.string().optional(),
  projectId: z.string(),
  consentId: z.string(),
  trainingSetId: z.string(),
  engineVersion: z.string().optional(),
  properties: z
    .object({ failureReason: failureReason.optional(), failedTrainingsets: z.array(z.string()).optional() })
    .optional(),
  status: status.optional(),
  ...times,
});
export type Model = z.infer<typeof modelSchema>;

/** `HighPerformance` takes about 5 minutes to be deployed or resumed, `FastResume` about one ("Deploy your professional voice model"). */
export type EndpointKind = OpenEnum<'HighPerformance' | 'FastResume'>;
const endpointKind: z.ZodType<EndpointKind> = z.string();

export const endpointSchema = z.object({
  /** A UUID: the `deploymentId` of speech. */
  ...described,
  projectId: z.string(),
  modelId: z.string(),
  properties: z.object({ kind: endpointKind.optional() }).optional(),
  /**
   * `NotStarted`: not deployed. `Running`: being deployed or resumed. `Succeeded`: speaks. `Disabling`: being suspended. `Disabled`: suspended, or not
   * resumed.
   */
  status: status.optional(),
  ...times,
});
export type Endpoint = z.infer<typeof endpointSchema>;

export const operationSchema = z.object({ id: z.string(), status });
/** Without a reason: that of a failure is in the resource. */
export type CustomVoiceOperation = z.infer<typeof operationSchema>;

export interface CreateTrainingSet {
  readonly projectId: string;
  /** BCP-47. That of the recordings, which must be that of the consent. */
  readonly locale: string;
  readonly voiceKind?: 'Male' | 'Female';
}

/** Blobs of a container. */
export interface BlobContentSource {
  /** Container URL with a SAS that allows read and list. */
  readonly containerUrl: string;
  /** Folder (`jessica/`) or beginning of the blob names. */
  readonly prefix?: string;
  /** With the dot: `.wav`. */
  readonly extensions: readonly string[];
}

/** Recordings of one utterance each, and their scripts, which have the same names but for the extension. */
export interface UploadDataset {
  readonly kind: 'AudioAndScript';
  readonly audios: BlobContentSource;
  readonly scripts: BlobContentSource;
}

export interface CreateModel {
  readonly voiceName: string;
  readonly recipe: { readonly kind: string; readonly version?: string };
  readonly projectId: string;
  readonly consentId: string;
  readonly trainingSetId: string;
  readonly locale?: string;
}

export interface CreateEndpoint {
  readonly projectId: string;
  readonly modelId: string;
  readonly properties?: { readonly kind: 'HighPerformance' | 'FastResume' };
}
