import { z } from 'zod';

/** Known values, and others that the service may add. */
export type BatchSynthesisStatus = 'NotStarted' | 'Running' | 'Succeeded' | 'Failed' | (string & {});
const status: z.ZodType<BatchSynthesisStatus> = z.string();

/** What is read of a job as the service returns it; `Succeeded` may be a partial success. */
export const batchSynthesisSchema = z.object({
  id: z.string(),
  status,
  properties: z.object({ error: z.object({ code: z.string().optional() }).optional() }).optional(),
  /** `result`: SAS URL of `results.zip`. */
  outputs: z.object({ result: z.string().optional() }).optional(),
});
export type BatchSynthesis = z.infer<typeof batchSynthesisSchema>;

export const batchSynthesisPageSchema = z.object({
  value: z.array(z.object({ status })),
  nextLink: z.string().nullish(),
});

export interface CreateBatchSynthesis {
  /** SSML documents; results come numbered in this order, from 0001. */
  readonly inputs: readonly { readonly content: string }[];
  readonly description?: string;
  /** Ids of the endpoints that speak professional voices, by the name that SSML has for the voice. */
  readonly customVoices?: Readonly<Record<string, string>> | undefined;
  /** `OutputFormat.batchFormat`, for example `riff-24khz-16bit-mono-pcm`. */
  readonly outputFormat: string;
  /** How long the service keeps job and results after the end, 1 to 744; 168 if not given. */
  readonly timeToLiveInHours?: number;
}
