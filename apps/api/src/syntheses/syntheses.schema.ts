import { z } from 'zod';
import { lengthsOf, type Synthesis, SYNTHESIS_STATUSES, TIMING_SOURCES } from '#domain';
import {
  bytesSchema,
  described,
  disclosureSchema,
  failureSchema,
  idParamsSchema,
  idSchema,
  listQuerySchema,
  ownIdSchema,
  pageSchema,
  shownDisclosure,
  timesShape,
} from '#intake';
import { speechManifestSchema } from '../platform/resources/manifest.schema.ts';
import { CAPTIONS_FORMATS } from './captions.ts';

const synthesisStatusSchema = z
  .enum(SYNTHESIS_STATUSES)
  .meta({ id: 'SynthesisStatus', description: 'State of a synthesis' });

export const synthesisParamsSchema = idParamsSchema('synthesis');

export const synthesesQuerySchema = listQuerySchema.extend({
  status: synthesisStatusSchema.optional().meta({ description: 'Only syntheses in this state' }),
  voiceId: idSchema('voice', 'Only those of this voice').optional(),
});
export type SynthesesQuery = z.infer<typeof synthesesQuerySchema>;

export const synthesisSchema = z
  .object({
    id: ownIdSchema('synthesis'),
    status: synthesisStatusSchema,
    voiceId: described(z.string(), 'The voice that speaks', 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
    locale: described(z.string(), 'Locale of the text', 'en-US'),
    rate: described(z.number(), 'Speaking rate', 1),
    format: described(z.string(), 'Format of the audio', 'wav'),
    sampleRateHz: described(z.int(), 'Sample rate of the audio', 24000),
    characters: described(z.number().int(), 'Characters of the text, UTF-16 code units', 17),
    spoken: z
      .object({
        locale: described(z.string(), 'Its locale', 'de-DE'),
        characters: described(z.int(), 'Its characters, UTF-16 code units', 19),
      })
      .meta({ id: 'SpokenText', description: 'A text after translation or preparation' })
      .optional()
      .meta({ description: 'The text that is spoken, after translation or preparation' }),
    disclosure: disclosureSchema,
    operationId: described(z.string(), 'Its operation', 'op_01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
    audio: z
      .object({
        href: described(z.string(), 'Path of the audio', '/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D/audio'),
        contentType: described(z.string(), 'Its media type', 'audio/wav'),
        sizeBytes: bytesSchema,
        durationMs: described(z.number().int(), 'Its duration', 1240),
        sha256: described(
          z.string(),
          'Its SHA-256',
          '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        ),
        timingsHref: described(
          z.string().optional(),
          'Path of the timings',
          '/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D/timings',
        ),
        captionsHref: described(
          z.string().optional(),
          'Path of the captions',
          '/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D/captions',
        ),
        manifest: speechManifestSchema.optional().meta({
          description:
            'Whether the file has a signed manifest (C2PA); absent if the format has no place for one, or nobody signs',
        }),
      })
      .meta({ id: 'SynthesisAudio', description: 'The audio of a synthesis' })
      .optional(),
    failure: failureSchema.optional(),
    store: described(z.boolean(), 'Whether it is stored', true),
    expiresAt: z.iso.datetime().optional().meta({
      description:
        'When it is deleted, with its text, audio and timings; absent if it is stored until somebody deletes it, or `store` is false and it has not ended',
      example: '2027-01-31T00:00:00.000Z',
    }),
    ...timesShape,
  })
  .meta({ id: 'Synthesis', description: 'A text that a voice speaks' });

const timedSpanSchema = z
  .object({
    text: described(z.string(), 'What is said', 'Good morning.'),
    offsetMs: described(z.int(), 'From the start of the audio', 0),
    durationMs: described(z.int(), 'How long it takes', 900),
    textOffset: z
      .int()
      .optional()
      .meta({ description: 'Position in the text (in the character data of SSML), in UTF-16 code units' }),
  })
  .meta({ id: 'TimedSpan', description: 'A word or sentence with its time' });

export const timingsSchema = z
  .object({
    durationMs: described(z.int(), 'Duration of the audio', 900),
    sentenceSource: z
      .enum(TIMING_SOURCES)
      .meta({ id: 'TimingSource', description: 'Where the times of sentences come from' })
      .meta({
        description:
          'Source of the sentence times: reported by the voice, matched to the pauses in the audio, or estimated by length',
      }),
    joinsMs: z.array(z.number()).meta({
      description: 'Positions where parts of a long text were joined, exact to the sample, with three decimals',
      example: [120_034.542],
    }),
    words: described(z.array(timedSpanSchema), 'Empty if the base model of the voice reports none (Dragon)', []),
    sentences: described(z.array(timedSpanSchema), 'The sentences, in order'),
  })
  .meta({ id: 'SpeechTimings', description: 'Words and sentences in order, without overlaps' });

export const captionsQuerySchema = z.object({
  format: z
    .enum(CAPTIONS_FORMATS)
    .meta({ id: 'CaptionsFormat', description: 'Format of captions' })
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
    disclosure: shownDisclosure(synthesis),
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
      ...(result.manifest && { manifest: result.manifest }),
    },
    failure,
    store: synthesis.store !== false,
    ...(synthesis.expiresAt !== undefined && { expiresAt: synthesis.expiresAt }),
    createdAt,
    updatedAt,
  };
}
