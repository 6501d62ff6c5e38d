import { z } from 'zod';
import { BATCH_MAX_ITEMS } from '#domain';
import type { OutputFormatName } from '#speech';
import type { BatchItem } from '#storage';
import { described, eitherOf, idSchema, localeSchema } from '../resources/resource.schema.ts';
import { disclosureSchema } from '../resources/speech.schema.ts';
import { withItemsInSteps } from '../validation/validation-steps.ts';

/** Azure's batch synthesis lists no FLAC. */
const BATCH_FORMATS = ['wav', 'mp3', 'opus', 'webm', 'pcm', 'mulaw', 'alaw'] as const satisfies OutputFormatName[];
/** Formats whose files can be put one behind the other without encoding them again. */
const JOINABLE_FORMATS: readonly string[] = ['wav', 'pcm', 'mulaw', 'alaw'] satisfies OutputFormatName[];

const keySchema = z
  .string()
  .regex(/^[\w.-]{1,64}$/, 'must have up to 64 letters, digits, `_`, `.` and `-`')
  .optional()
  .meta({ description: 'Your key for the item, unique in the batch; part of its file name', example: 'line-17' });
const textSchema = z
  .string()
  .regex(/\S/u, 'must contain text to speak')
  .meta({ description: 'Plain text; markup in it is read out', example: 'The kettle is on.' });
const ssmlSchema = z.string().min(1).meta({ description: 'SSML instead of `text`; see docs/ssml.md' });

/** Callers hear of no more fields than this. */
const MAX_REPEATED_KEYS = 50;

const createItemSchema = z
  .strictObject({ key: keySchema, text: textSchema.optional(), ssml: ssmlSchema.optional() })
  .superRefine(eitherOf('text', 'ssml'))
  .meta({
    id: 'CreateBatchItem',
    description: 'A text of a batch',
    example: { key: 'line-17', text: 'The kettle is on.' },
  })
  .transform(({ key, text, ssml }): BatchItem => {
    const named = key === undefined ? {} : { key };
    return ssml === undefined ? { ...named, text: text ?? '' } : { ...named, ssml };
  });

const createBatch = z
  .strictObject({
    voiceId: idSchema('voice', 'The voice that speaks'),
    items: described(z.array(createItemSchema).min(1).max(BATCH_MAX_ITEMS), 'The texts, in order'),
    format: z.enum(BATCH_FORMATS).meta({ id: 'BatchAudioFormat', description: 'Format of the audio' }).default('wav'),
    locale: localeSchema()
      .optional()
      .meta({ description: 'Locale of the texts; if omitted, that of the voice', example: 'en-US' }),
    rate: z.number().min(0.5).max(2).default(1).meta({ description: 'Speaking rate; 1 is the voice’s normal rate' }),
    disclosure: disclosureSchema.optional().meta({
      description:
        '`prefix`: the voice first says in each item, in a configured sentence, that it is generated. The sentence is that of the batch’s `locale`, also for items in SSML. If omitted, `DISCLOSURE_DEFAULT` applies',
    }),
    concatenate: z
      .boolean()
      .default(false)
      .meta({
        description: `Whether the archive contains one file with all items in their order; for ${JOINABLE_FORMATS.join(', ')}`,
      }),
  })
  .superRefine(({ items, format, concatenate }, context) => {
    if (concatenate && !JOINABLE_FORMATS.includes(format)) {
      const message = `is possible for ${JOINABLE_FORMATS.join(', ')} only`;
      context.addIssue({ code: 'custom', path: ['concatenate'], message });
    }
    const seen = new Set<string>();
    let repeated = 0;
    for (const [index, { key }] of items.entries()) {
      if (key === undefined) continue;
      if (seen.has(key) && ++repeated <= MAX_REPEATED_KEYS) {
        context.addIssue({ code: 'custom', path: ['items', index, 'key'], message: 'is the key of an earlier item' });
      }
      seen.add(key);
    }
  })
  .meta({
    id: 'CreateBatch',
    description: 'Texts to be spoken as one job',
    example: {
      voiceId: 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
      items: [
        { key: 'line-1', text: 'The kettle is on.' },
        { key: 'line-2', text: 'Tea is ready.' },
      ],
      format: 'wav',
    },
  });
export const createBatchSchema = withItemsInSteps(createBatch, 'items');
export type CreateBatchBody = z.infer<typeof createBatchSchema>;
