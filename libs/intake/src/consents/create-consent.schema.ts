import { z } from 'zod';
import { consentPartiesSchema } from '../resources/consent-parties.schema.ts';
import { idSchema } from '../resources/resource.schema.ts';

export const createConsentSchema = consentPartiesSchema
  .extend({
    uploadId: idSchema('upload', 'A recording of the statement; the verification then starts at once').optional(),
  })
  .meta({ id: 'CreateConsent', description: 'A consent to be recorded' });
export type CreateConsentBody = z.infer<typeof createConsentSchema>;

export const consentRecordingSchema = z
  .strictObject({ uploadId: idSchema('upload', 'The recording of the statement') })
  .meta({ id: 'ConsentRecording', description: 'The recording of a consent' });
export type ConsentRecordingBody = z.infer<typeof consentRecordingSchema>;
