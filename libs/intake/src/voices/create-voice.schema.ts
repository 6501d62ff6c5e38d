import { z } from 'zod';
import { MAX_PROFESSIONAL_SAMPLES, MAX_SCRIPTS_CHARACTERS, VOICE_GENDERS, VOICE_KINDS } from '#domain';
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
/** Characters of a script. An utterance is a sentence or two ("Recording custom voice samples"). */
const MAX_SCRIPT_CHARACTERS = 1_000;
const recordingSchema = z
  .strictObject({
    ...recordingShape,
    script: described(
      lineSchema(MAX_SCRIPT_CHARACTERS).optional(),
      'What the recording says, word for word. Required for a professional voice; a personal voice has none',
      'The birch canoe slid on the smooth planks.',
    ),
  })
  .superRefine(isOneRecording)
  .meta({
    id: 'CreateVoiceSample',
    description: 'A recording that was uploaded, or one to be fetched',
    example: { uploadId: 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D' },
  });

export const voiceKindSchema = z.enum(VOICE_KINDS).meta({
  id: 'VoiceKind',
  description:
    'How the voice is made. `personal`: from a few samples, within seconds. `professional`: by a training of a day or more with hundreds of recordings and their scripts; it speaks by an endpoint that costs by the hour',
});

const voiceGenderSchema = z
  .enum(VOICE_GENDERS)
  .meta({ id: 'VoiceGender', description: 'Of the person who speaks, as Azure trains professional voices' });

/** More recordings than anyone needs for 90 s of speech. */
const MAX_SAMPLES = 50;

const CONSENT_ADVICE =
  'A voice needs the recorded consent of its speaker: send the id of a consent (GET /v1/consents lists them), or its recording as `consent`';

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
      .meta({
        description: 'Azure base model of a personal voice; if omitted, the configured one',
        example: 'DragonLatestNeural',
      }),
    gender: voiceGenderSchema.optional(),
    consentId: idSchema('consent', 'An existing consent. Either this or `consent`').optional(),
    consent: consentPartiesSchema
      .extend(recordingShape)
      .superRefine(isOneRecording)
      .meta({ id: 'CreateVoiceConsent', description: 'A consent with the recording of its statement' })
      .optional(),
    samples: described(
      z.array(recordingSchema).min(1).max(MAX_PROFESSIONAL_SAMPLES),
      `Recordings of the person, each of them once. A personal voice takes at most ${MAX_SAMPLES}, a professional voice at most ${MAX_PROFESSIONAL_SAMPLES}`,
    ),
  })
  .superRefine(eitherOf('consentId', 'consent', CONSENT_ADVICE))
  .superRefine((body, context) => {
    if (body.kind === 'personal') checkPersonal(body, context);
    else checkProfessional(body, context);
  })
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

interface KindOfVoice {
  readonly kind: string;
  readonly baseModel?: string | undefined;
  readonly gender?: string | undefined;
  readonly samples: readonly {
    readonly uploadId?: string | undefined;
    readonly sourceUrl?: string | undefined;
    readonly script?: string | undefined;
  }[];
}

function checkPersonal({ gender, samples }: KindOfVoice, context: z.RefinementCtx): void {
  const refuse = refusing(context);
  if (gender !== undefined) refuse(['gender'], 'is for professional voices only. Omit it');
  if (samples.length > MAX_SAMPLES) {
    refuse(['samples'], `must have at most ${MAX_SAMPLES} recordings for a personal voice`);
  }
  const scripted = samples.findIndex(({ script }) => script !== undefined);
  if (scripted >= 0) refuse(['samples', scripted, 'script'], 'is for professional voices only. Omit it');
}

/** Of recordings the first one that is wrong: the others are likely to be wrong in the same way. */
function checkProfessional({ baseModel, samples }: KindOfVoice, context: z.RefinementCtx): void {
  const refuse = refusing(context);
  if (baseModel !== undefined) refuse(['baseModel'], 'is for personal voices only. Omit it');
  const bare = samples.findIndex(({ script }) => script === undefined);
  if (bare >= 0) refuse(['samples', bare, 'script'], 'is required for a professional voice: what the recording says');
  const fetched = samples.findIndex(({ sourceUrl }) => sourceUrl !== undefined);
  if (fetched >= 0) {
    refuse(
      ['samples', fetched, 'sourceUrl'],
      'is for personal voices only. Upload the recording and name it by `uploadId`',
    );
  }
  const characters = samples.reduce((sum, { script = '' }) => sum + script.length, 0);
  if (characters > MAX_SCRIPTS_CHARACTERS) {
    refuse(['samples'], `must have scripts of at most ${MAX_SCRIPTS_CHARACTERS} characters together`);
  }
}

function refusing(context: z.RefinementCtx) {
  return (path: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path, message });
}
