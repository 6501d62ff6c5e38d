import { z } from 'zod';
import { consentLocaleSchema } from './enums.schema.ts';
import { lineSchema, timeSchema } from './resource.schema.ts';

/** Who consents to what, in which language; the locale must be one that Microsoft has a statement for. */
export const consentPartiesSchema = z.strictObject({
  voiceTalentName: lineSchema(100).meta({ example: 'Ada Lovelace' }),
  companyName: lineSchema(150).meta({ example: 'Contoso' }),
  locale: consentLocaleSchema,
  expiresAt: timeSchema
    .optional()
    .meta({ description: 'At this time the consent counts as revoked', example: '2027-11-22T00:00:00.000Z' }),
});
