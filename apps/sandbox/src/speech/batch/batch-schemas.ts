import { z } from 'zod';
import { DEFAULT_BATCH_FORMAT, findOutputFormat } from '../output-format.ts';

/** 31 days: `timeToLiveInHours` of the OpenAPI file. */
const MAX_TIME_TO_LIVE_HOURS = 744;
/** learn.microsoft.com, "Batch synthesis properties". The OpenAPI file's text says 744; the documentation's answers show 168. */
const DEFAULT_TIME_TO_LIVE_HOURS = 168;
/** "Text or SSML inputs, it's allowed up to 10000 items." */
const MAX_INPUTS = 10_000;

const properties = z.object({
  timeToLiveInHours: z.int().min(1).max(MAX_TIME_TO_LIVE_HOURS).default(DEFAULT_TIME_TO_LIVE_HOURS),
  outputFormat: z
    .string()
    .default(DEFAULT_BATCH_FORMAT)
    .refine((name) => findOutputFormat(name) !== undefined, 'The outputFormat is not supported.'),
  concatenateResult: z.boolean().default(false),
  decompressOutputFiles: z.boolean().default(false),
  wordBoundaryEnabled: z.boolean().default(false),
  sentenceBoundaryEnabled: z.boolean().default(false),
  destinationContainerUrl: z.url({ protocol: /^https?$/ }).optional(),
  destinationPath: z.string().optional(),
});

/** `synthesisConfig`, with `speakerProfileId` as the documentation has it and the OpenAPI file does not. */
const synthesisConfig = z.object({
  voice: z.string().min(1),
  speakerProfileId: z.string().optional(),
  style: z.string().optional(),
  role: z.string().optional(),
  rate: z.string().optional(),
  pitch: z.string().optional(),
  volume: z.string().optional(),
});

/** The kind is not case-sensitive. */
const inputKind = z.preprocess(
  (value) =>
    typeof value === 'string' ? ({ plaintext: 'PlainText', ssml: 'SSML' }[value.toLowerCase()] ?? value) : value,
  z.enum(['PlainText', 'SSML']),
);

export const batchBody = z
  .object({
    inputKind,
    inputs: z
      .array(z.object({ content: z.string().min(1) }), 'The inputs is required.')
      .min(1, 'The inputs is required.')
      .max(MAX_INPUTS),
    synthesisConfig: synthesisConfig.optional(),
    customVoices: z.record(z.string(), z.string()).optional(),
    description: z.string().optional(),
    properties: properties.prefault({}),
  })
  .refine((body) => body.inputKind === 'SSML' || body.synthesisConfig !== undefined, {
    path: ['synthesisConfig', 'voice'],
    message: 'The synthesisConfig.voice is required for PlainText.',
  });

export type BatchBody = z.infer<typeof batchBody>;
export type SynthesisConfig = z.infer<typeof synthesisConfig>;
