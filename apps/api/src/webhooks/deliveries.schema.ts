import { z } from 'zod';
import { DELIVERED_EVENTS, type Delivery, DELIVERY_STATUSES } from '#domain';
import {
  idSchema,
  listQuerySchema,
  ownIdSchema,
  pageSchema,
  timeSchema,
  viewOf,
} from '../platform/resources/resource.schema.ts';
import { webhookEndpointParamsSchema } from './webhook-endpoints.schema.ts';

const deliveredEventSchema = z
  .enum(DELIVERED_EVENTS)
  .meta({ id: 'DeliveredEvent', description: 'What a delivery reports: an event, or the test that was requested' });
const deliveryStatusSchema = z.enum(DELIVERY_STATUSES).meta({ id: 'DeliveryStatus' });

export const deliveryParamsSchema = webhookEndpointParamsSchema.extend({
  deliveryId: idSchema('delivery'),
});
export const deliveriesQuerySchema = listQuerySchema.extend({ status: deliveryStatusSchema.optional() });
export type DeliveriesQuery = z.infer<typeof deliveriesQuerySchema>;

export const deliverySchema = z
  .object({
    id: ownIdSchema('delivery', 'The `webhook-id`'),
    status: deliveryStatusSchema,
    event: deliveredEventSchema,
    payload: z.string().meta({ description: 'The body of the webhook' }),
    attempts: z.array(
      z
        .object({
          number: z.number().int(),
          at: timeSchema,
          durationMs: z.number().int(),
          status: z.number().int().optional().meta({ description: 'HTTP status of the response' }),
          error: z
            .string()
            .optional()
            .meta({ description: 'Why there was no response; docs/errors.md lists the codes' }),
        })
        .meta({ id: 'DeliveryAttempt' }),
    ),
    attemptCount: z.number().int().meta({ description: 'Number of attempts; the last 50 are listed' }),
    nextAttemptAt: timeSchema.optional(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Delivery' });

export const deliveryListSchema = pageSchema('Delivery', deliverySchema);

export type DeliveryView = z.infer<typeof deliverySchema>;

export function deliveryView(delivery: Delivery): DeliveryView {
  return viewOf(deliverySchema, delivery);
}
