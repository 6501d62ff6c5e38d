import { z } from 'zod';
import { consentPartiesSchema } from '../resources/consent-parties.schema.ts';
import {
  described,
  eitherOf,
  idSchema,
  lineSchema,
  localeSchema,
  sourceUrlSchema,
  voiceNameSchema,
} from '../resources/resource.schema.ts';

/** A recording that was uploaded, or one to be fetched. */
const recordingShape = {
  uploadId: idSchema('upload', 'A recording that was uploaded. Either this or `sourceUrl`').optional(),
  sourceUrl: sourceUrlSchema.optional(),
};
const isOneRecording = eitherOf('uploadId', 'sourceUrl');
const recordingSchema = z
  .strictObject(recordingShape)
  .superRefine(isOneRecording)
  .meta({
    id: 'CreateVoiceSample',
    description: 'A recording that was uploaded, or one to be fetched',
    example: { uploadId: 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D' },
  });

export const voiceKindSchema = z.enum(['personal']).meta({ id: 'VoiceKind', description: 'How the voice was made' });

/** More recordings than anyone needs for 90 s of speech. */
const MAX_SAMPLES = 50;

export const createVoiceSchema = z
  .strictObject({
    name: described(voiceNameSchema(), 'Name of the voice', 'Narration'),
    description: described(lineSchema(1_000).optional(), 'For people; the API does not read it'),
    kind: voiceKindSchema,
    locale: localeSchema()
      .optional()
      .meta({ description: 'Locale of the voice’s speech; if omitted, that of the consent', example: 'en-US' }),
    baseModel: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,64}$/, 'must have 1 to 64 letters, digits and hyphens')
      .optional()
      .meta({ description: 'Azure base model; if omitted, the configured one', example: 'DragonLatestNeural' }),
    consentId: idSchema('consent', 'An existing consent. Either this or `consent`').optional(),
    consent: consentPartiesSchema
      .extend(recordingShape)
      .superRefine(isOneRecording)
      .meta({ id: 'CreateVoiceConsent', description: 'A consent with the recording of its statement' })
      .optional(),
    samples: described(z.array(recordingSchema).min(1).max(MAX_SAMPLES), 'Recordings of the person, each of them once'),
  })
  .superRefine(eitherOf('consentId', 'consent'))
  .refine(
    ({ samples }) => new Set(samples.map((sample) => sample.uploadId ?? sample.sourceUrl)).size === samples.length,
    {
      path: ['samples'],
      message: 'must not contain a recording twice',
    },
  )
  .meta({
    id: 'CreateVoice',
    description: 'A voice to be enrolled',
    example: {
      name: 'Narration',
      kind: 'personal',
      consentId: 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
      samples: [{ uploadId: 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D' }],
    },
  });
export type CreateVoiceBody = z.infer<typeof createVoiceSchema>;
