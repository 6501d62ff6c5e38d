import { z } from 'zod';
import { type Synthesis, SYNTHESIS_STATUSES, TIMING_SOURCES } from '#domain';
import {
  bytesSchema,
  failureSchema,
  idParamsSchema,
  idSchema,
  listQuerySchema,
  ownIdSchema,
  pageSchema,
  timeSchema,
} from '../platform/resources/resource.schema.ts';
import { checkSpeech, spokenWordsIn } from '../platform/resources/speech.schema.ts';
import { CAPTIONS_FORMATS } from './captions.ts';

const synthesisStatusSchema = z.enum(SYNTHESIS_STATUSES).meta({ id: 'SynthesisStatus' });

export const synthesisParamsSchema = idParamsSchema('synthesis');

export const synthesesQuerySchema = listQuerySchema.extend({
  status: synthesisStatusSchema.optional(),
  voiceId: idSchema('voice').optional(),
});
export type SynthesesQuery = z.infer<typeof synthesesQuerySchema>;

export const createSynthesisSchema = spokenWordsIn('wav').superRefine(checkSpeech).meta({ id: 'CreateSynthesis' });
export type CreateSynthesisBody = z.infer<typeof createSynthesisSchema>;

export const synthesisSchema = z
  .object({
    id: ownIdSchema('synthesis'),
    status: synthesisStatusSchema,
    voiceId: z.string(),
    locale: z.string(),
    rate: z.number(),
    format: z.string().meta({ example: 'wav' }),
    sampleRateHz: z.int(),
    characters: z.number().int(),
    spoken: z
      .object({ locale: z.string(), characters: z.number().int() })
      .meta({ id: 'SpokenText' })
      .optional()
      .meta({ description: 'The text that is spoken, after translation or preparation' }),
    operationId: z.string(),
    audio: z
      .object({
        href: z.string(),
        contentType: z.string(),
        sizeBytes: bytesSchema,
        durationMs: z.number().int(),
        sha256: z.string(),
        timingsHref: z.string().optional(),
        captionsHref: z.string().optional(),
      })
      .meta({ id: 'SynthesisAudio' })
      .optional(),
    failure: failureSchema.optional(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Synthesis' });

const timedSpanSchema = z
  .object({
    text: z.string(),
    offsetMs: z.int().meta({ description: 'From the start of the audio' }),
    durationMs: z.int(),
    textOffset: z
      .int()
      .optional()
      .meta({ description: 'Position in the text (in the character data of SSML), in UTF-16 code units' }),
  })
  .meta({ id: 'TimedSpan' });

export const timingsSchema = z
  .object({
    durationMs: z.int(),
    sentenceSource: z.enum(TIMING_SOURCES).meta({ id: 'TimingSource' }).meta({
      description:
        'Source of the sentence times: reported by the voice, matched to the pauses in the audio, or estimated by length',
    }),
    joinsMs: z.array(z.number()).meta({
      description: 'Positions where parts of a long text were joined, exact to the sample, with three decimals',
      example: [120_034.542],
    }),
    words: z.array(timedSpanSchema).meta({ description: 'Empty if the base model of the voice reports none (Dragon)' }),
    sentences: z.array(timedSpanSchema),
  })
  .meta({ id: 'SpeechTimings', description: 'Words and sentences in order, without overlaps' });

export const captionsQuerySchema = z.object({
  format: z
    .enum(CAPTIONS_FORMATS)
    .meta({ id: 'CaptionsFormat' })
    .default('vtt')
    .meta({ description: 'WebVTT (`vtt`) or SubRip (`srt`)' }),
});
export type CaptionsQuery = z.infer<typeof captionsQuerySchema>;

export const synthesisListSchema = pageSchema('Synthesis', synthesisSchema);

export type SynthesisView = z.infer<typeof synthesisSchema>;

export function synthesisView(synthesis: Synthesis): SynthesisView {
  const { id, status, voiceId, locale, rate, format } = synthesis;
  const { operationId, result, failure, createdAt, updatedAt } = synthesis;
  return {
    id,
    status,
    voiceId,
    locale,
    rate,
    format: format?.name ?? 'wav',
    sampleRateHz: format?.sampleRateHz ?? 24_000,
    ...lengthsOf(synthesis),
    operationId,
    audio: result && {
      href: `/v1/syntheses/${id}/audio`,
      contentType: result.contentType,
      sizeBytes: result.sizeBytes,
      durationMs: result.durationMs,
      sha256: result.sha256,
      ...(result.timingsBlobName !== undefined && {
        timingsHref: `/v1/syntheses/${id}/timings`,
        captionsHref: `/v1/syntheses/${id}/captions`,
      }),
    },
    failure,
    createdAt,
    updatedAt,
  };
}

/** Lists leave long texts where they are. */
function lengthsOf({ text, spoken, textBlob }: Synthesis): Pick<SynthesisView, 'characters' | 'spoken'> {
  if (text === '' && textBlob)
    return { characters: textBlob.characters, ...(textBlob.spoken && { spoken: textBlob.spoken }) };
  return {
    characters: text.length,
    ...(spoken && { spoken: { locale: spoken.locale, characters: spoken.text.length } }),
  };
}
