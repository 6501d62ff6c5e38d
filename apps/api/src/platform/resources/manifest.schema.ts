import { z } from 'zod';
import { described } from './resource.schema.ts';

/** Whether a file has a signed manifest (C2PA), and why not. */
export const speechManifestSchema = z
  .discriminatedUnion('state', [
    z
      .object({
        state: z.literal('signed').meta({ description: 'The file has a signed manifest' }),
        id: described(
          z.string().optional(),
          'Names the manifest in the file',
          'urn:c2pa:22b133ef-4054-4d23-9ee1-1420b663ddc1',
        ),
        algorithm: described(z.string(), 'What it was signed with', 'es256'),
        timeStamp: z.enum(['stamped', 'unavailable', 'none']).meta({
          description:
            '`stamped`: a time-stamp authority confirms when. `unavailable`: it did not answer. `none`: no authority is configured',
        }),
      })
      .meta({ id: 'SignedManifest', description: 'A file with a signed manifest' }),
    z
      .object({
        state: z.literal('unsigned').meta({ description: 'The file has a tag only' }),
        reason: z.enum(['too-large', 'signer-unavailable']).meta({
          description: '`too-large`: larger than `C2PA_MAX_BYTES`. `signer-unavailable`: it could not be signed',
        }),
      })
      .meta({ id: 'NoManifest', description: 'A file without a signed manifest' }),
  ])
  .meta({ id: 'SpeechManifest', description: 'The signed manifest (C2PA) of a file' });
