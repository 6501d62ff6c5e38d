import { z } from 'zod';

export const AUDIO_PROFILES = ['consent', 'personal-voice', 'professional-voice'] as const;

export const audioProfileSchema = z.enum(AUDIO_PROFILES).meta({ id: 'AudioProfile' });

const checkVerdictSchema = z.enum(['accepted', 'autoFixed', 'needsReview', 'autoRejected', 'notMeasured']).meta({
  id: 'AudioCheckVerdict',
  description: '`notMeasured`: the recording does not allow the measurement; the check was neither passed nor failed',
});

const verdictSchema = z.enum(['accepted', 'autoFixed', 'needsReview', 'autoRejected']).meta({ id: 'AudioVerdict' });

export const rejectionSchema = z
  .object({ code: z.string(), detail: z.string(), advice: z.string() })
  .meta({ id: 'AudioRejection', description: 'Why a recording cannot be used, and what to do' });

const checkSchema = z
  .object({
    check: z.string(),
    value: z.number().nullable(),
    unit: z.string(),
    limit: z.number().nullable(),
    verdict: checkVerdictSchema,
    atMs: z.array(z.number()),
    advice: z.string(),
  })
  .meta({ id: 'AudioCheck', description: 'One rule of the profile, applied to the recording' });

export const audioReportSchema = z
  .looseObject({
    verdict: verdictSchema,
    rejection: rejectionSchema.optional(),
    profile: audioProfileSchema,
    sha256: z.string(),
    checks: z.array(checkSchema),
  })
  .meta({
    id: 'AudioReport',
    description: 'Format, measurements (each name contains its unit), checks with advice, and fixes',
  });
