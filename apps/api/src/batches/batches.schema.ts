import { z } from 'zod';
import {
  type Batch,
  BATCH_ITEM_STATUSES,
  BATCH_STATUSES,
  batchCounts,
  type BatchItemStatus,
  hasBatchEnded,
  type JoinedFile,
  joinedFileOf,
} from '#domain';
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
  speechEstimateSchema,
  timesShape,
  viewOf,
} from '#intake';
import { outputFormat, type OutputFormatName } from '#speech';
import { speechManifestSchema } from '../platform/resources/manifest.schema.ts';

const batchStatusSchema = z.enum(BATCH_STATUSES).meta({ id: 'BatchStatus', description: 'State of a batch' });
const itemStatusSchema = z.enum(BATCH_ITEM_STATUSES).meta({ id: 'BatchItemStatus', description: 'State of an item' });

export const batchParamsSchema = idParamsSchema('batch');

export const batchesQuerySchema = listQuerySchema.extend({
  status: batchStatusSchema.optional().meta({ description: 'Only batches in this state' }),
  voiceId: idSchema('voice', 'Only those of this voice').optional(),
});
export type BatchesQuery = z.infer<typeof batchesQuerySchema>;

export const batchItemsQuerySchema = listQuerySchema.extend({
  status: itemStatusSchema.optional().meta({ description: 'Only items in this state' }),
});
export type BatchItemsQuery = z.infer<typeof batchItemsQuerySchema>;

export const batchEstimateSchema = speechEstimateSchema
  .extend({ items: described(z.int(), 'Number of items', 2) })
  .meta({ id: 'BatchEstimate', description: 'What speaking a batch would cost' });
export type BatchEstimate = z.infer<typeof batchEstimateSchema>;

const count = z.int().min(0);

export const batchSchema = z
  .object({
    id: ownIdSchema('batch'),
    status: batchStatusSchema,
    partial: z.boolean().meta({ description: 'The batch succeeded, but some items failed' }),
    voiceId: described(z.string(), 'The voice that speaks', 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
    format: described(z.string(), 'Format of the audio', 'wav'),
    locale: described(z.string(), 'Locale of the texts', 'en-US'),
    rate: described(z.number(), 'Speaking rate', 1),
    disclosure: disclosureSchema,
    concatenate: described(z.boolean(), 'Whether the archive contains one file', false),
    items: z
      .object({
        total: described(count, 'All items', 2),
        queued: described(count, 'Waiting', 0),
        running: described(count, 'Being spoken', 0),
        succeeded: described(count, 'Spoken', 2),
        failed: described(count, 'Failed', 0),
        canceled: described(count, 'Canceled', 0),
        reused: described(count, 'Items that succeeded by reusing earlier audio', 0),
      })
      .meta({ id: 'BatchCounts', description: 'Numbers of items' })
      .meta({ description: 'Number of items by status' }),
    operationId: described(z.string(), 'Its latest operation', 'op_01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
    archive: z
      .object({
        href: described(z.string(), 'Path of the zip file', '/v1/batches/bat_01JD8F3R5V6W7X8Y9Z0A1B2C3D/archive'),
        provenanceId: described(
          z.string().optional(),
          'Of one file of all items: the id of its record, in its tag. Absent in batches that were canceled, where the file could not be made, and where a retry failed or was canceled',
          'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
        ),
        manifest: speechManifestSchema.optional().meta({
          description:
            'Of one file of all items: whether it has a signed manifest (C2PA); absent if the format has no place for one, or nobody signs',
        }),
      })
      .meta({ id: 'BatchArchive', description: 'The audio of a batch; present when there is some' })
      .optional(),
    failure: failureSchema.optional(),
    ...timesShape,
  })
  .meta({ id: 'Batch', description: 'Many texts that are spoken as one job' });

export const batchListSchema = pageSchema('Batch', batchSchema);
export type BatchView = z.infer<typeof batchSchema>;

export const batchItemSchema = z
  .object({
    index: described(z.int(), 'Index in the request, from 0', 17),
    key: described(z.string().optional(), 'Your key for the item', 'line-17'),
    status: itemStatusSchema,
    characters: described(z.number().int(), 'Characters of the text, UTF-16 code units', 17),
    file: z.string().optional().meta({ description: 'File name in the archive', example: '00018-line-17.wav' }),
    sizeBytes: described(bytesSchema.optional(), 'Size of the audio'),
    durationMs: described(z.number().int().optional(), 'Duration of the audio', 1240),
    provenanceId: described(
      z.string().optional(),
      'The id in the tag of the audio',
      'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D.00018',
    ),
    reused: described(z.boolean().optional(), 'Whether audio of an earlier batch was reused', false),
    failure: failureSchema.optional(),
  })
  .meta({ id: 'BatchItem', description: 'A text of a batch' });

export const batchItemListSchema = pageSchema('BatchItem', batchItemSchema);
export type BatchItemView = z.infer<typeof batchItemSchema> & { readonly status: BatchItemStatus };

export function batchView(batch: Batch): BatchView {
  const { id, status } = batch;
  const items = batchCounts(batch);
  return viewOf(batchSchema, {
    ...batch,
    disclosure: shownDisclosure(batch),
    partial: status === 'succeeded' && items.failed > 0,
    items,
    ...(hasBatchEnded(batch) &&
      items.succeeded > 0 && { archive: { href: `/v1/batches/${id}/archive`, ...markOf(joinedFileOf(batch)) } }),
  });
}

function markOf(joined: JoinedFile | undefined) {
  return joined && { provenanceId: joined.provenanceId, ...(joined.manifest && { manifest: joined.manifest }) };
}

/** Name of an item's file in the archive. Sorts in the order of the items. */
export function fileNameOf(format: string, index: number, key: string | undefined): string {
  const number = String(index + 1).padStart(5, '0');
  return `${key === undefined ? number : `${number}-${key}`}.${fileExtensionOf(format)}`;
}

export function fileExtensionOf(format: string): string {
  return outputFormat(format as OutputFormatName).fileExtension;
}
