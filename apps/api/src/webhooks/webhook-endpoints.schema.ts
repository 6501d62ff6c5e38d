import { z } from 'zod';
import { type WebhookEndpoint, WEBHOOK_ENDPOINT_STATUSES, WEBHOOK_EVENTS } from '#domain';
import {
  described,
  idParamsSchema,
  lineSchema,
  listQuerySchema,
  mergePatch,
  ownIdSchema,
  pageSchema,
  timeSchema,
  timesShape,
  viewOf,
} from '#intake';

const MAX_OVERLAP_MS = 7 * 86_400_000;
const STANDARD_OVERLAP_MS = 86_400_000;

export const eventTypeSchema = z.enum(WEBHOOK_EVENTS).meta({ id: 'EventType', description: 'What a webhook reports' });
const endpointStatusSchema = z
  .enum(WEBHOOK_ENDPOINT_STATUSES)
  .meta({ id: 'WebhookEndpointStatus', description: 'Whether events are sent to it' });

export const webhookEndpointParamsSchema = idParamsSchema('webhookEndpoint');
export const webhookEndpointsQuerySchema = listQuerySchema;

const urlSchema = z
  .string()
  .min(1)
  .max(2_048)
  .meta({ description: 'https URL on a public host', example: 'https://hooks.example.com/voice' });
const eventsSchema = z
  .array(eventTypeSchema)
  .max(WEBHOOK_EVENTS.length)
  .meta({ description: 'Events to receive; if empty, all events, including future ones' });

export const createWebhookEndpointSchema = z
  .strictObject({
    url: urlSchema,
    description: described(lineSchema(200).optional(), 'For people; the API does not read it'),
    events: eventsSchema.default([]),
  })
  .meta({ id: 'CreateWebhookEndpoint', description: 'An endpoint to be created' });
export type CreateWebhookEndpointBody = z.infer<typeof createWebhookEndpointSchema>;

const updateWebhookEndpoint = z
  .strictObject({
    url: urlSchema.optional(),
    description: described(lineSchema(200).nullable().optional(), 'For people; null removes it'),
    events: eventsSchema.nullable().optional(),
    status: endpointStatusSchema.optional().meta({ description: '`enabled` sends events again' }),
  })
  .meta({ id: 'UpdateWebhookEndpoint', description: 'What changes' });
export const updateWebhookEndpointSchema = mergePatch(updateWebhookEndpoint);
export type UpdateWebhookEndpointBody = z.infer<typeof updateWebhookEndpointSchema>;

export const rotateSecretSchema = z
  .strictObject({
    overlapMs: z
      .number()
      .int()
      .min(0)
      .max(MAX_OVERLAP_MS)
      .default(STANDARD_OVERLAP_MS)
      .meta({ description: 'How long old secrets remain valid' }),
  })
  .meta({ id: 'RotateSecret', description: 'How the secret is rotated' });
export type RotateSecretBody = z.infer<typeof rotateSecretSchema>;

export const webhookEndpointSchema = z
  .object({
    id: ownIdSchema('webhookEndpoint'),
    url: described(z.string(), 'Where events are sent', 'https://hooks.example.com/voice'),
    description: described(z.string().optional(), 'For people'),
    events: described(z.array(eventTypeSchema), 'Events that it receives; empty: all', ['voice.ready']),
    status: endpointStatusSchema,
    disabledReason: z
      .enum(['gone', 'requested'])
      .meta({ id: 'DisabledReason', description: 'Why an endpoint is disabled' })
      .optional()
      .meta({ description: '`gone`: the endpoint answered 410' }),
    secrets: z
      .array(
        z
          .object({
            createdAt: timeSchema.meta({ description: 'When it was created' }),
            expiresAt: timeSchema.optional().meta({ description: 'When it expires; absent for the newest' }),
          })
          .meta({ id: 'WebhookSecret', description: 'A secret, without its value' }),
      )
      .meta({ description: 'Valid secrets, newest first, without their values' }),
    ...timesShape,
  })
  .meta({ id: 'WebhookEndpoint', description: 'Where events are sent' });

export const webhookEndpointWithSecretSchema = webhookEndpointSchema
  .extend({ secret: z.string().meta({ description: 'Store it: it is not shown again', example: 'whsec_…' }) })
  .meta({ id: 'WebhookEndpointWithSecret', description: 'An endpoint, with its new secret' });

export const webhookEndpointListSchema = pageSchema('WebhookEndpoint', webhookEndpointSchema);

export type WebhookEndpointView = z.infer<typeof webhookEndpointSchema>;
export type WebhookEndpointWithSecretView = z.infer<typeof webhookEndpointWithSecretSchema>;

export function webhookEndpointView(endpoint: WebhookEndpoint): WebhookEndpointView {
  const secrets = endpoint.secrets
    .filter(({ expiresAt }) => expiresAt === undefined || Date.parse(expiresAt) > Date.now())
    .map(({ createdAt, expiresAt }) => ({ createdAt, expiresAt }));
  return viewOf(webhookEndpointSchema, { ...endpoint, secrets });
}
