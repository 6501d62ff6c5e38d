import { z } from 'zod';
import {
  type Batch,
  BATCH_ITEM_STATUSES,
  BATCH_MAX_ITEMS,
  BATCH_STATUSES,
  batchCounts,
  type BatchItemStatus,
  hasBatchEnded,
} from '#domain';
import type { BatchItem } from '#storage';
import { outputFormat, type OutputFormatName } from '#speech';
import { withItemsInSteps } from '../platform/validation-steps.ts';
import {
  bytesSchema,
  failureSchema,
  idParamsSchema,
  idSchema,
  listQuerySchema,
  ownIdSchema,
  pageSchema,
  timeSchema,
  viewOf,
} from '../platform/resources/resource.schema.ts';
import { speechEstimateSchema } from '../platform/resources/speech.schema.ts';

/** Azure's batch synthesis lists no FLAC. */
const BATCH_FORMATS = ['wav', 'mp3', 'opus', 'webm', 'pcm', 'mulaw', 'alaw'] as const satisfies OutputFormatName[];
/** Formats whose files can be put one behind the other without encoding them again. */
const JOINABLE_FORMATS: readonly string[] = ['wav', 'pcm', 'mulaw', 'alaw'] satisfies OutputFormatName[];

const batchStatusSchema = z.enum(BATCH_STATUSES).meta({ id: 'BatchStatus' });
const itemStatusSchema = z.enum(BATCH_ITEM_STATUSES).meta({ id: 'BatchItemStatus' });

export const batchParamsSchema = idParamsSchema('batch');

export const batchesQuerySchema = listQuerySchema.extend({
  status: batchStatusSchema.optional(),
  voiceId: idSchema('voice').optional(),
});
export type BatchesQuery = z.infer<typeof batchesQuerySchema>;

export const batchItemsQuerySchema = listQuerySchema.extend({ status: itemStatusSchema.optional() });
export type BatchItemsQuery = z.infer<typeof batchItemsQuerySchema>;

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
  .refine(({ text, ssml }) => (text === undefined) !== (ssml === undefined), 'must have either `text` or `ssml`')
  .meta({ id: 'CreateBatchItem' })
  .transform(({ key, text, ssml }): BatchItem => {
    const named = key === undefined ? {} : { key };
    return ssml === undefined ? { ...named, text: text ?? '' } : { ...named, ssml };
  });

const createBatch = z
  .strictObject({
    voiceId: idSchema('voice'),
    items: z.array(createItemSchema).min(1).max(BATCH_MAX_ITEMS),
    format: z.enum(BATCH_FORMATS).meta({ id: 'BatchAudioFormat', description: 'Format of the audio' }).default('wav'),
    locale: z
      .string()
      .regex(/^[a-z]{2,3}-[A-Z]{2}$/, 'must be a locale such as en-US')
      .optional()
      .meta({ description: 'Locale of the texts; if omitted, that of the voice', example: 'en-US' }),
    rate: z.number().min(0.5).max(2).default(1).meta({ description: 'Speaking rate; 1 is the voice’s normal rate' }),
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
  .meta({ id: 'CreateBatch' });
export const createBatchSchema = withItemsInSteps(createBatch, 'items');
export type CreateBatchBody = z.infer<typeof createBatchSchema>;

export const batchEstimateSchema = speechEstimateSchema.extend({ items: z.int() }).meta({ id: 'BatchEstimate' });
export type BatchEstimate = z.infer<typeof batchEstimateSchema>;

const count = z.number().int();

export const batchSchema = z
  .object({
    id: ownIdSchema('batch'),
    status: batchStatusSchema,
    partial: z.boolean().meta({ description: 'The batch succeeded, but some items failed' }),
    voiceId: z.string(),
    format: z.string(),
    locale: z.string(),
    rate: z.number(),
    concatenate: z.boolean(),
    items: z
      .object({
        total: count,
        queued: count,
        running: count,
        succeeded: count,
        failed: count,
        canceled: count,
        reused: count.meta({ description: 'Items that succeeded by reusing earlier audio' }),
      })
      .meta({ id: 'BatchCounts' })
      .meta({ description: 'Number of items by status' }),
    operationId: z.string(),
    archive: z.object({ href: z.string() }).meta({ id: 'BatchArchive' }).optional(),
    failure: failureSchema.optional(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Batch' });

export const batchListSchema = pageSchema('Batch', batchSchema);
export type BatchView = z.infer<typeof batchSchema>;

export const batchItemSchema = z
  .object({
    index: z.number().int().meta({ description: 'Index in the request, from 0' }),
    key: z.string().optional(),
    status: itemStatusSchema,
    characters: z.number().int(),
    file: z.string().optional().meta({ description: 'File name in the archive', example: '00018-line-17.wav' }),
    sizeBytes: bytesSchema.optional(),
    durationMs: z.number().int().optional(),
    reused: z.boolean().optional(),
    failure: failureSchema.optional(),
  })
  .meta({ id: 'BatchItem' });

export const batchItemListSchema = pageSchema('BatchItem', batchItemSchema);
export type BatchItemView = z.infer<typeof batchItemSchema> & { readonly status: BatchItemStatus };

export function batchView(batch: Batch): BatchView {
  const { id, status } = batch;
  const items = batchCounts(batch);
  return viewOf(batchSchema, {
    ...batch,
    partial: status === 'succeeded' && items.failed > 0,
    items,
    ...(hasBatchEnded(batch) && items.succeeded > 0 && { archive: { href: `/v1/batches/${id}/archive` } }),
  });
}

/** Name of an item's file in the archive. Sorts in the order of the items. */
export function fileNameOf(format: string, index: number, key: string | undefined): string {
  const number = String(index + 1).padStart(5, '0');
  return `${key === undefined ? number : `${number}-${key}`}.${fileExtensionOf(format)}`;
}

export function fileExtensionOf(format: string): string {
  return outputFormat(format as OutputFormatName).fileExtension;
}
