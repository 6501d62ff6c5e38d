import { z } from 'zod';
import { type Synthesis, SYNTHESIS_STATUSES } from '#domain';
import { failureSchema, idSchema, listQuerySchema, pageSchema, timeSchema } from '../resources/resource.schema.ts';
import { voiceIdSchema } from '../voices/voices.schema.ts';

const EXAMPLE_ID = 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D';

export const synthesisParamsSchema = z.object({ id: idSchema('synthesis', EXAMPLE_ID) });

export const synthesesQuerySchema = listQuerySchema.extend({
  status: z.enum(SYNTHESIS_STATUSES).optional(),
  voiceId: voiceIdSchema.optional(),
});
export type SynthesesQuery = z.infer<typeof synthesesQuerySchema>;

export const createSynthesisSchema = z
  .strictObject({
    voiceId: voiceIdSchema,
    text: z
      .string()
      .regex(/\S/u, 'must hold something to say')
      .meta({ description: 'Plain text; markup in it is read out, not obeyed', example: 'The kettle is on.' }),
    locale: z
      .string()
      .regex(/^[a-z]{2,3}-[A-Z]{2}$/, 'must be a locale such as en-US')
      .optional()
      .meta({ description: 'Of the text; that of the voice if not given', example: 'en-US' }),
    translateTo: z
      .string()
      .regex(/^[a-z]{2,3}-[A-Z]{2}$/, 'must be a locale such as de-DE')
      .optional()
      .meta({ description: 'Locale into which the text is translated before it is spoken', example: 'de-DE' }),
    prepare: z
      .literal('speakable')
      .optional()
      .meta({ description: 'Has a language model write out numbers, abbreviations and lists before they are spoken' }),
    rate: z.number().min(0.5).max(2).default(1).meta({ description: 'Speaking rate; 1 is the voice’s own' }),
  })
  .meta({ id: 'CreateSynthesis' });
export type CreateSynthesisBody = z.infer<typeof createSynthesisSchema>;

export const synthesisSchema = z
  .object({
    id: z.string().meta({ example: EXAMPLE_ID }),
    status: z.enum(SYNTHESIS_STATUSES),
    voiceId: z.string(),
    locale: z.string(),
    rate: z.number(),
    characters: z.number().int(),
    spoken: z
      .object({ locale: z.string(), characters: z.number().int() })
      .optional()
      .meta({ description: 'What is spoken in place of the text, once it was translated or prepared' }),
    operationId: z.string(),
    audio: z
      .object({
        href: z.string(),
        contentType: z.string(),
        sizeBytes: z.number().int(),
        durationMs: z.number().int(),
        sha256: z.string(),
      })
      .optional(),
    failure: failureSchema.optional(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Synthesis' });

export const synthesisListSchema = pageSchema('Synthesis', synthesisSchema);

export type SynthesisView = z.infer<typeof synthesisSchema>;

export function synthesisView(synthesis: Synthesis): SynthesisView {
  const { id, status, voiceId, text, spoken, locale, rate, operationId, result, failure, createdAt, updatedAt } =
    synthesis;
  return {
    id,
    status,
    voiceId,
    locale,
    rate,
    characters: text.length,
    ...(spoken && { spoken: { locale: spoken.locale, characters: spoken.text.length } }),
    operationId,
    audio: result && {
      href: `/v1/syntheses/${id}/audio`,
      contentType: result.contentType,
      sizeBytes: result.sizeBytes,
      durationMs: result.durationMs,
      sha256: result.sha256,
    },
    failure,
    createdAt,
    updatedAt,
  };
}
