import { z } from 'zod';
import { invalidCursor } from '#domain';
import { type DeadLetter, type DeadLetterPosition, QUEUE_NAMES } from '#messaging';
import { listQuerySchema, pageSchema, timeSchema } from '../platform/resources/resource.schema.ts';

const queueSchema = z.enum(QUEUE_NAMES).meta({ id: 'QueueName' });
/** Of Service Bus: a positive 64-bit integer. */
const sequenceNumberSchema = z
  .string()
  .regex(/^[1-9]\d{0,18}$/, 'must be a sequence number')
  .meta({ example: '17' });

export const deadLettersQuerySchema = listQuerySchema.extend({
  queue: queueSchema.optional().meta({ description: 'If omitted, all queues' }),
});
export type DeadLettersQuery = z.infer<typeof deadLettersQuerySchema>;

export const deadLetterParamsSchema = z.object({ queue: queueSchema, sequenceNumber: sequenceNumberSchema });

export const deadLetterSchema = z
  .object({
    queue: queueSchema,
    sequenceNumber: sequenceNumberSchema,
    messageId: z.string().optional(),
    type: z.string().optional(),
    tenantId: z.string().optional(),
    subjectId: z.string().optional(),
    attempt: z.number().int().optional(),
    reason: z
      .string()
      .optional()
      .meta({ description: 'An error code (see docs/errors.md), or a reason given by the broker' }),
    detail: z.string().optional(),
    deliveryCount: z.number().int(),
    enqueuedAt: timeSchema.optional(),
  })
  .meta({ id: 'DeadLetter', description: 'A message that could not be handled, without its content' });

export const deadLetterListSchema = pageSchema('DeadLetter', deadLetterSchema);

export const deadLetterSummarySchema = z
  .object({
    total: z.number().int(),
    queues: z.array(z.object({ queue: queueSchema, count: z.number().int() }).meta({ id: 'QueueCount' })),
  })
  .meta({ id: 'DeadLetterSummary' });
export type DeadLetterSummary = z.infer<typeof deadLetterSummarySchema>;

const CURSOR = z.tuple([queueSchema, sequenceNumberSchema]);

export function cursorOf({ queue, sequenceNumber }: DeadLetter): string {
  return Buffer.from(JSON.stringify([queue, sequenceNumber])).toString('base64url');
}

/** @throws ServiceError `invalid-request` */
export function positionOf(cursor: string): DeadLetterPosition {
  try {
    const [queue, sequenceNumber] = CURSOR.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { queue, sequenceNumber };
  } catch (cause) {
    throw invalidCursor(cause);
  }
}
