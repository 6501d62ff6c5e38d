import { z } from 'zod';
import { fileSchema } from '../platform/openapi/form.ts';
import { audioProfileSchema } from '../platform/resources/audio-report.schema.ts';

export const audioChecksQuerySchema = z.object({
  profile: audioProfileSchema
    .default('personal-voice')
    .meta({ description: 'Purpose of the recording, which selects the limits' }),
});
export type AudioChecksQuery = z.infer<typeof audioChecksQuerySchema>;

export const audioCheckFormSchema = z
  .object({ file: fileSchema('The recording') })
  .meta({ id: 'AudioCheckForm', description: 'A recording' });
