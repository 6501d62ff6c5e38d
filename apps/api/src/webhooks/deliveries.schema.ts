import { z } from 'zod';
import { DELIVERED_EVENTS, type Delivery, DELIVERY_STATUSES } from '#domain';
import { described, idSchema, listQuerySchema, ownIdSchema, pageSchema, timeSchema, timesShape, viewOf } from '#intake';
import { webhookEndpointParamsSchema } from './webhook-endpoints.schema.ts';

const deliveredEventSchema = z
  .enum(DELIVERED_EVENTS)
  .meta({ id: 'DeliveredEvent', description: 'What a delivery reports: an event, or the test that was requested' });
const deliveryStatusSchema = z
  .enum(DELIVERY_STATUSES)
  .meta({ id: 'DeliveryStatus', description: 'State of a delivery' });

export const deliveryParamsSchema = webhookEndpointParamsSchema.extend({
  deliveryId: idSchema('delivery'),
});
export const deliveriesQuerySchema = listQuerySchema.extend({
  status: deliveryStatusSchema.optional().meta({ description: 'Only deliveries in this state' }),
});
export type DeliveriesQuery = z.infer<typeof deliveriesQuerySchema>;

export const deliverySchema = z
  .object({
    id: ownIdSchema('delivery', 'The `webhook-id`'),
    status: deliveryStatusSchema,
    event: deliveredEventSchema,
    payload: described(z.string(), 'The body of the webhook', '{"type":"voice.ready"}'),
    attempts: described(
      z.array(
        z
          .object({
            number: described(z.number().int(), 'Number of the attempt, from 1', 1),
            at: described(timeSchema, 'When it was made'),
            durationMs: described(z.number().int(), 'How long it took', 210),
            status: z.number().int().optional().meta({ description: 'HTTP status of the response' }),
            error: z
              .string()
              .optional()
              .meta({ description: 'Why there was no response; `GET /errors` lists the codes' }),
          })
          .meta({ id: 'DeliveryAttempt', description: 'An attempt to send a webhook' }),
      ),
      'The attempts',
    ),
    attemptCount: described(z.int(), 'Number of attempts; the last 50 are listed', 1),
    nextAttemptAt: timeSchema.optional().meta({ description: 'When it is sent next, if it is pending' }),
    ...timesShape,
  })
  .meta({ id: 'Delivery', description: 'An event for an endpoint' });

export const deliveryListSchema = pageSchema('Delivery', deliverySchema);

export type DeliveryView = z.infer<typeof deliverySchema>;

export function deliveryView(delivery: Delivery): DeliveryView {
  return viewOf(deliverySchema, delivery);
}
