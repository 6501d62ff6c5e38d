import { z } from 'zod';
import { consentLocaleSchema } from './enums.schema.ts';
import { described, lineSchema, timeSchema } from './resource.schema.ts';

/** Who consents to what, in which language; the locale must be one that Microsoft has a statement for. */
export const consentPartiesSchema = z.strictObject({
  voiceTalentName: described(
    lineSchema(100),
    'First and last name of the person, as spoken in the recording',
    'Ada Lovelace',
  ),
  companyName: described(lineSchema(150), 'The company that uses the voice, as spoken in the recording', 'Contoso'),
  locale: consentLocaleSchema,
  expiresAt: timeSchema
    .optional()
    .meta({ description: 'At this time the consent counts as revoked', example: '2027-11-22T00:00:00.000Z' }),
});
