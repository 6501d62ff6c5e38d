import { z } from 'zod';
import type { Consent } from '#domain';
import {
  consentStatusSchema,
  described,
  failureSchema,
  idParamsSchema,
  listQuerySchema,
  ownIdSchema,
  pageSchema,
  timeSchema,
  timesShape,
  viewOf,
} from '#intake';
import { receiptSchema, receiptView } from '../platform/resources/receipt.schema.ts';

export const consentParamsSchema = idParamsSchema('consent');

export const consentsQuerySchema = listQuerySchema.extend({
  status: consentStatusSchema.optional().meta({ description: 'Only consents in this state' }),
});
export type ConsentsQuery = z.infer<typeof consentsQuerySchema>;

export const revokeConsentSchema = z
  .strictObject({
    erase: z
      .boolean()
      .default(false)
      .meta({ description: 'Also erase the person: the consent, its voices, and everything created with them' }),
  })
  .meta({ id: 'RevokeConsent', description: 'What else is erased' });
export type RevokeConsentBody = z.infer<typeof revokeConsentSchema>;

export const consentStatementsSchema = z
  .object({
    data: described(
      z.array(
        z
          .object({
            locale: described(z.string(), 'Locale of the statement', 'en-US'),
            statement: described(
              z.string(),
              'With the placeholders {talent} and {company}',
              'I {talent} am aware that recordings of my voice will be used by {company} to create and use a synthetic version of my voice.',
            ),
          })
          .meta({ id: 'ConsentStatement', description: 'The sentence to read aloud in a locale' }),
      ),
      'The statements',
    ),
  })
  .meta({ id: 'ConsentStatementList', description: 'All statements' });

export const consentSchema = z
  .object({
    id: ownIdSchema('consent'),
    status: consentStatusSchema,
    voiceTalentName: described(z.string(), 'The person who consents', 'Ada Lovelace'),
    companyName: described(z.string(), 'The company that uses the voice', 'Contoso'),
    locale: described(z.string(), 'Locale of the statement', 'en-US'),
    statement: described(
      z.string(),
      'The sentence to read aloud',
      'I Ada Lovelace am aware that recordings of my voice will be used by Contoso to create and use a synthetic version of my voice.',
    ),
    uploadId: described(z.string().optional(), 'The recording', 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
    operationId: described(z.string().optional(), 'Its latest operation', 'op_01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
    statementMatch: z
      .object({
        matches: described(z.boolean(), 'Whether the recording proves the consent', true),
        sentenceMatches: described(z.boolean(), 'Whether the sentence was said', true),
        talentNameSimilarity: described(z.number(), 'From 0 to 1', 1),
        companyNameSimilarity: described(z.number(), 'From 0 to 1', 0.96),
        distance: z
          .object({
            unit: z.enum(['word', 'character']).meta({ id: 'StatementUnit', description: 'What the distance counts' }),
            errors: described(z.number(), 'Missing, different and added units, without the names', 1),
            length: described(z.number(), 'Units of the statement, without the names', 21),
            errorRate: described(z.number(), 'Up to 0.15 Azure decides; a higher distance is refused', 0.05),
            denied: z.boolean().meta({ description: 'Whether an added word negates the statement' }),
          })
          .meta({ id: 'StatementDistance', description: 'How far the transcript is from the statement' })
          .optional()
          .meta({ description: 'Distance between the transcript and the statement' }),
        otherScript: z
          .array(z.enum(['talent', 'company']).meta({ id: 'StatementName', description: 'A name in the statement' }))
          .readonly()
          .optional()
          .meta({ description: 'Names transcribed in another script, which Azure verifies' }),
      })
      .meta({ id: 'StatementMatch', description: 'How the transcript of the recording compares with the statement' })
      .optional()
      .meta({ description: 'Absent if Azure does not transcribe the locale; then Azure’s verification decides' }),
    failure: failureSchema.optional(),
    expiresAt: timeSchema.optional().meta({ description: 'After this time it counts as revoked' }),
    revokedAt: timeSchema.optional().meta({ description: 'When it was revoked' }),
    ownerId: described(z.string(), '`oid` of the creator', '11111111-2222-4333-8444-555555555555'),
    receipt: receiptSchema.optional().meta({ description: 'Present when the status is `deleted`' }),
    ...timesShape,
  })
  .meta({ id: 'Consent', description: 'The consent of a person to the use of their voice' });

export const consentListSchema = pageSchema('Consent', consentSchema);

export type ConsentView = z.infer<typeof consentSchema>;

export function consentView(consent: Consent): ConsentView {
  const { evidence, receipt } = consent;
  // What a legal hold keeps of somebody who was erased is shown to nobody.
  const { match } = consent.status === 'deleted' ? {} : { ...evidence };
  const names = consent.status === 'deleted' && { voiceTalentName: '', companyName: '', statement: '' };
  return viewOf(consentSchema, { ...consent, ...names, statementMatch: match, receipt: receiptView(receipt) });
}
