import { z } from 'zod';

/** Known values, and others that the service may add. */
export type BatchSynthesisStatus = 'NotStarted' | 'Running' | 'Succeeded' | 'Failed' | (string & {});
const status: z.ZodType<BatchSynthesisStatus> = z.string();

const count = z.number().optional();

/** A job as the service returns it; `status` `Succeeded` with `properties.failedAudioCount` above 0 is a partial success. */
export const batchSynthesisSchema = z.object({
  id: z.string(),
  status,
  description: z.string().optional(),
  createdDateTime: z.string().optional(),
  lastActionDateTime: z.string().optional(),
  properties: z
    .object({
      timeToLiveInHours: z.number().optional(),
      outputFormat: z.string().optional(),
      concatenateResult: z.boolean().optional(),
      decompressOutputFiles: z.boolean().optional(),
      wordBoundaryEnabled: z.boolean().optional(),
      sentenceBoundaryEnabled: z.boolean().optional(),
      sizeInBytes: count,
      succeededAudioCount: count,
      failedAudioCount: count,
      durationInMilliseconds: count,
      billingDetails: z
        .object({
          neuralCharacters: count,
          customNeuralCharacters: count,
          aoaiCharacters: count,
          aoaiHDCharacters: count,
          personalVoiceCharacters: count,
        })
        .optional(),
      error: z.object({ code: z.string().optional(), message: z.string().optional() }).optional(),
    })
    .optional(),
  outputs: z
    .object({
      /** SAS URL of `results.zip`; a relative path when the job wrote to our own container. */
      result: z.string().optional(),
      summary: z.string().optional(),
    })
    .optional(),
});
export type BatchSynthesis = z.infer<typeof batchSynthesisSchema>;

export const batchSynthesisPageSchema = z.object({
  value: z.array(z.object({ status })),
  nextLink: z.string().nullish(),
});

export interface CreateBatchSynthesis {
  /** SSML documents, or plain texts with `inputKind: 'PlainText'`; results come numbered in this order, from 0001. */
  readonly inputs: readonly { readonly content: string }[];
  readonly inputKind?: 'SSML' | 'PlainText';
  /** For plain text only. */
  readonly synthesisConfig?: { readonly voice: string; readonly style?: string; readonly rate?: string };
  readonly description?: string;
  /** `OutputFormat.batchFormat`, for example `riff-24khz-16bit-mono-pcm`. */
  readonly outputFormat: string;
  /** How long the service keeps job and results after the end, 1 to 744; 168 if not given. */
  readonly timeToLiveInHours?: number;
  /** One file for all inputs. */
  readonly concatenateResult?: boolean;
  readonly wordBoundaryEnabled?: boolean;
  readonly sentenceBoundaryEnabled?: boolean;
  /** Container URL with an ad hoc SAS to write to (24 h or longer: a short one is refused); results are deleted with the job there too. */
  readonly destinationContainerUrl?: string;
  readonly destinationPath?: string;
  /** Separate files instead of a zip; with `destinationContainerUrl` only. */
  readonly decompressOutputFiles?: boolean;
}
