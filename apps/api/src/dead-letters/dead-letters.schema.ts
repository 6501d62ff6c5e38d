import { z } from 'zod';
import { invalidCursor } from '#domain';
import { described, listQuerySchema, mustBe, pageSchema, timeSchema } from '#intake';
import { type DeadLetter, type DeadLetterPosition, messages } from '#messaging';
import { queueNameSchema } from '../platform/resources/queue.schema.ts';

/** Of Service Bus: a positive 64-bit integer. */
const sequenceNumberSchema = z
  .string()
  .regex(/^[1-9]\d{0,18}$/, { error: mustBe('a sequence number such as 42', 'GET /v1/dead-letters lists them') })
  .meta({ description: 'Number of the message, of Service Bus', example: '17' });

export const deadLettersQuerySchema = listQuerySchema.extend({
  queue: queueNameSchema.optional().meta({ description: 'If omitted, all queues' }),
});
export type DeadLettersQuery = z.infer<typeof deadLettersQuerySchema>;

export const deadLetterParamsSchema = z.object({
  queue: queueNameSchema.meta({ description: 'The queue of the message' }),
  sequenceNumber: sequenceNumberSchema,
});

export const deadLetterSchema = z
  .object({
    queue: queueNameSchema,
    sequenceNumber: sequenceNumberSchema,
    messageId: described(z.string().optional(), 'Id of the message', 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D:synthesis.run:1'),
    type: described(z.string().optional(), 'Type of the message', messages.synthesisRun.type),
    tenantId: described(z.string().optional(), 'Tenant of its subject', '11111111-2222-4333-8444-555555555555'),
    subjectId: described(z.string().optional(), 'Id of what it is about', 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
    attempt: described(z.number().int().optional(), 'Number of the attempt', 1),
    reason: z
      .string()
      .optional()
      .meta({ description: 'An error code (`GET /errors` lists them), or a reason given by the broker' }),
    detail: described(z.string().optional(), 'What went wrong'),
    deliveryCount: described(z.number().int(), 'How often it was delivered', 5),
    enqueuedAt: timeSchema.optional().meta({ description: 'When it was sent' }),
  })
  .meta({ id: 'DeadLetter', description: 'A message that could not be handled, without its content' });

export const deadLetterListSchema = pageSchema('DeadLetter', deadLetterSchema);

export const deadLetterSummarySchema = z
  .object({
    total: described(z.number().int(), 'All dead letters', 3),
    queues: described(
      z.array(
        z
          .object({ queue: queueNameSchema, count: described(z.int(), 'Its dead letters', 3) })
          .meta({ id: 'QueueCount', description: 'Dead letters of a queue' }),
      ),
      'Each queue',
    ),
  })
  .meta({ id: 'DeadLetterSummary', description: 'Numbers of dead letters' });
export type DeadLetterSummary = z.infer<typeof deadLetterSummarySchema>;

const CURSOR = z.tuple([queueNameSchema, sequenceNumberSchema]);

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
