import { z } from 'zod';
import { flagSchema } from '../platform/openapi/json-schema.ts';
import { type Voice, VOICE_ENDPOINT_STATUSES, type VoiceEndpoint } from '#domain';
import {
  described,
  failureSchema,
  idParamsSchema,
  lineSchema,
  listQuerySchema,
  mergePatch,
  ownIdSchema,
  pageSchema,
  timeSchema,
  timesShape,
  viewOf,
  voiceKindSchema,
  voiceNameSchema,
  voiceStatusSchema,
} from '#intake';
import { receiptSchema, receiptView } from '../platform/resources/receipt.schema.ts';

export const voiceParamsSchema = idParamsSchema('voice');

export const voicesQuerySchema = listQuerySchema.extend({
  status: voiceStatusSchema.optional().meta({ description: 'Only voices in this state' }),
});
export type VoicesQuery = z.infer<typeof voicesQuerySchema>;

/** Entries of a list that is read with each request for the voice. */
const MAX_GRANTS = 100;

const grantSchema = z
  .strictObject({
    principalId: z
      .guid()
      .meta({
        description: '`oid` of a user or application in the tenant',
        example: '11111111-2222-4333-8444-555555555555',
      })
      .transform((id) => id.toLowerCase()),
  })
  .meta({ id: 'GrantVoice', description: 'Lets a user or an application use the voice' });

const updateVoice = z
  .strictObject({
    name: described(voiceNameSchema().optional(), 'Name of the voice', 'Narration'),
    description: described(lineSchema(1_000).nullable().optional(), 'For people; null removes it'),
    grants: z.array(grantSchema).max(MAX_GRANTS).nullable().optional().meta({
      description:
        'Callers who may use the voice, besides its owner and administrators; replaces the list, and null empties it',
    }),
  })
  .refine((body) => Object.keys(body).length > 0, { message: 'must change something' })
  .meta({ id: 'UpdateVoice', description: 'What changes' });
export const updateVoiceSchema = mergePatch(updateVoice);
export type UpdateVoiceBody = z.infer<typeof updateVoiceSchema>;

export const deleteVoiceQuerySchema = z.object({
  keepConsent: flagSchema('Keep the consent for another enrollment, even if no other voice needs it'),
});
export type DeleteVoiceQuery = z.infer<typeof deleteVoiceQuerySchema>;

const voiceEndpointSchema = z
  .object({
    status: z.enum(VOICE_ENDPOINT_STATUSES).meta({
      id: 'VoiceEndpointStatus',
      description:
        '`deploying`: for the first time. `deployed`: the voice speaks at once. `suspending`, `suspended`: nobody used it for a while, and it costs nothing. `resuming`: a request needs it, and it will be `deployed` in about a minute',
    }),
    changedAt: timeSchema.meta({ description: 'When it entered its status' }),
    deployedSince: described(timeSchema.optional(), 'Since when it costs. Absent while it is `suspended`'),
    deployedMs: z
      .array(
        z
          .object({
            month: described(z.string(), 'UTC month', '2026-11'),
            durationMs: z.int().min(0).meta({ format: 'int64', description: 'For how long it was deployed' }),
          })
          .meta({ id: 'VoiceEndpointMonth', description: 'For how long an endpoint was deployed in a month' }),
      )
      .meta({ description: 'For how long it was deployed before it entered its status, in the latest months' }),
  })
  .meta({ id: 'VoiceEndpoint', description: 'What a professional voice speaks by. It costs by the hour' });

export const voiceSchema = z
  .object({
    id: ownIdSchema('voice'),
    status: voiceStatusSchema,
    name: described(z.string(), 'Name of the voice', 'Narration'),
    description: described(z.string().optional(), 'For people'),
    kind: voiceKindSchema,
    locale: described(z.string(), 'Locale of its speech', 'en-US'),
    baseModel: described(
      z.string(),
      'Azure base model; of a professional voice, the recipe by which it is trained',
      'DragonLatestNeural',
    ),
    baseModelExpiresAt: described(
      z.string().optional(),
      'When Azure stops to serve the base model. Present from 90 days before, as Azure last said',
      '2027-10-01T00:00:00.000Z',
    ),
    consentId: described(z.string(), 'Its consent', 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
    samples: described(
      z.array(
        z
          .object({ uploadId: described(z.string(), 'The upload', 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D') })
          .meta({ id: 'VoiceSample', description: 'A recording of which the voice was made' }),
      ),
      'Recordings of which it was made',
    ),
    operationId: described(z.string(), 'Its latest operation', 'op_01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
    ownerId: described(z.string(), '`oid` of the caller who enrolled it', '22222222-2222-4333-8444-555555555555'),
    grants: described(
      z.array(
        z
          .object({
            principalId: described(
              z.string(),
              '`oid` of a user or application',
              '11111111-2222-4333-8444-555555555555',
            ),
          })
          .meta({ id: 'VoiceGrant', description: 'A caller who may use the voice' }),
      ),
      'Callers who may use it, besides its owner and administrators',
      [],
    ),
    endpoint: voiceEndpointSchema.optional().meta({
      description: 'Of a professional voice, once it is deployed. The voice stays `ready` while it is suspended',
    }),
    receipt: receiptSchema.optional().meta({ description: 'Present when the status is `deleted`' }),
    failure: failureSchema.optional(),
    ...timesShape,
  })
  .meta({ id: 'Voice', description: 'A cloned voice' });

export const voiceListSchema = pageSchema('Voice', voiceSchema);

export type VoiceView = z.infer<typeof voiceSchema>;

export function voiceView(voice: Voice): VoiceView {
  const { voiceKind, sampleUploadIds, grants = [], receipt, baseModelNotice, endpoint } = voice;
  return viewOf(voiceSchema, {
    ...voice,
    kind: voiceKind,
    baseModelExpiresAt: baseModelNotice?.expiresAt,
    samples: sampleUploadIds.map((uploadId) => ({ uploadId })),
    grants: grants.map(({ principalId }) => ({ principalId })),
    endpoint: endpoint && endpointView(endpoint),
    receipt: receiptView(receipt),
  });
}

function endpointView({ status, changedAt, upSince, upMs }: VoiceEndpoint): VoiceView['endpoint'] {
  const deployedMs = Object.entries(upMs).map(([month, durationMs]) => ({ month, durationMs }));
  return { status, changedAt, ...(upSince !== undefined && { deployedSince: upSince }), deployedMs };
}
