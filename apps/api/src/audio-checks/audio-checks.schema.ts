import { z } from 'zod';

export const AUDIO_PROFILES = ['consent', 'personal-voice', 'professional-voice'] as const;

export const audioChecksQuerySchema = z.object({
  profile: z
    .enum(AUDIO_PROFILES)
    .default('personal-voice')
    .meta({ description: 'Purpose of the recording, which selects the limits' }),
});
export type AudioChecksQuery = z.infer<typeof audioChecksQuerySchema>;

const findingSchema = z.object({
  check: z.string(),
  value: z.number().nullable(),
  unit: z.string(),
  limit: z.number().nullable(),
  verdict: z.enum(['accepted', 'autoFixed', 'needsReview', 'autoRejected', 'notMeasured']).meta({
    description: '`notMeasured`: the recording does not allow the measurement; the check was neither passed nor failed',
  }),
  atMs: z.array(z.number()),
  advice: z.string(),
});

export const audioReportSchema = z
  .looseObject({
    verdict: z.enum(['accepted', 'autoFixed', 'needsReview', 'autoRejected']),
    rejection: z.object({ code: z.string(), detail: z.string(), advice: z.string() }).optional(),
    profile: z.enum(AUDIO_PROFILES),
    sha256: z.string(),
    checks: z.array(findingSchema),
  })
  .meta({
    id: 'AudioReport',
    description: 'Format, measurements (each name contains its unit), checks with advice, and fixes',
  });
