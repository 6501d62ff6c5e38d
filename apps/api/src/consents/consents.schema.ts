import { z } from 'zod';
import type { Consent } from '#domain';
import {
  failureSchema,
  idParamsSchema,
  idSchema,
  listQuerySchema,
  ownIdSchema,
  pageSchema,
  timeSchema,
  viewOf,
} from '../platform/resources/resource.schema.ts';
import { consentPartiesSchema } from '../platform/resources/consent-parties.schema.ts';
import { consentStatusSchema } from '../platform/resources/enums.schema.ts';
import { receiptSchema, receiptView } from '../platform/resources/receipt.schema.ts';

export const consentParamsSchema = idParamsSchema('consent');

export const consentsQuerySchema = listQuerySchema.extend({ status: consentStatusSchema.optional() });
export type ConsentsQuery = z.infer<typeof consentsQuerySchema>;

export const createConsentSchema = consentPartiesSchema
  .extend({ uploadId: idSchema('upload').optional() })
  .meta({ id: 'CreateConsent' });
export type CreateConsentBody = z.infer<typeof createConsentSchema>;

export const consentRecordingSchema = z.strictObject({ uploadId: idSchema('upload') }).meta({ id: 'ConsentRecording' });
export type ConsentRecordingBody = z.infer<typeof consentRecordingSchema>;

export const revokeConsentSchema = z
  .strictObject({
    erase: z
      .boolean()
      .default(false)
      .meta({ description: 'Also erase the person: the consent, its voices, and everything created with them' }),
  })
  .meta({ id: 'RevokeConsent' });
export type RevokeConsentBody = z.infer<typeof revokeConsentSchema>;

export const consentStatementsSchema = z
  .object({
    data: z.array(
      z
        .object({
          locale: z.string(),
          statement: z.string().meta({ description: 'With the placeholders {talent} and {company}' }),
        })
        .meta({ id: 'ConsentStatement' }),
    ),
  })
  .meta({ id: 'ConsentStatementList' });

export const consentSchema = z
  .object({
    id: ownIdSchema('consent'),
    status: consentStatusSchema,
    voiceTalentName: z.string(),
    companyName: z.string(),
    locale: z.string(),
    statement: z.string().meta({ description: 'The sentence to read aloud' }),
    uploadId: z.string().optional(),
    operationId: z.string().optional(),
    statementMatch: z
      .object({
        matches: z.boolean(),
        sentenceMatches: z.boolean(),
        talentNameSimilarity: z.number(),
        companyNameSimilarity: z.number(),
        distance: z
          .object({
            unit: z.enum(['word', 'character']).meta({ id: 'StatementUnit' }),
            errors: z.number().meta({ description: 'Missing, different and added units, without the names' }),
            length: z.number().meta({ description: 'Units of the statement, without the names' }),
            errorRate: z.number().meta({ description: 'Up to 0.15 Azure decides; a higher distance is refused' }),
            denied: z.boolean().meta({ description: 'Whether an added word negates the statement' }),
          })
          .meta({ id: 'StatementDistance' })
          .optional()
          .meta({ description: 'Distance between the transcript and the statement' }),
        otherScript: z
          .array(z.enum(['talent', 'company']).meta({ id: 'StatementName' }))
          .readonly()
          .optional()
          .meta({ description: 'Names transcribed in another script, which Azure verifies' }),
      })
      .meta({ id: 'StatementMatch' })
      .optional()
      .meta({ description: 'Absent if Azure does not transcribe the locale; then Azure’s verification decides' }),
    failure: failureSchema.optional(),
    expiresAt: timeSchema.optional(),
    revokedAt: timeSchema.optional(),
    ownerId: z.string().meta({ description: '`oid` of the creator' }),
    receipt: receiptSchema.optional().meta({ description: 'Present when the status is `deleted`' }),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Consent' });

export const consentListSchema = pageSchema('Consent', consentSchema);

export type ConsentView = z.infer<typeof consentSchema>;

export function consentView(consent: Consent): ConsentView {
  const { evidence, receipt } = consent;
  return viewOf(consentSchema, { ...consent, statementMatch: evidence?.match, receipt: receiptView(receipt) });
}
