import { z } from 'zod';
import { described } from '#intake';

/** Whether a file has a signed manifest (C2PA), and why not. One object rather than a choice of two, for which generators of clients make no type. */
export const speechManifestSchema = z
  .object({
    state: z.enum(['signed', 'unsigned']).meta({
      id: 'ManifestState',
      description: '`signed`: the file has a signed manifest. `unsigned`: it has a tag only',
    }),
    id: described(
      z.string().optional(),
      'Names the manifest in the file, if it is signed',
      'urn:c2pa:22b133ef-4054-4d23-9ee1-1420b663ddc1',
    ),
    algorithm: described(z.string().optional(), 'What it was signed with, if it is signed', 'es256'),
    timeStamp: z.enum(['stamped', 'unavailable', 'none']).optional().meta({
      id: 'ManifestTimeStamp',
      description:
        'If it is signed. `stamped`: a time-stamp authority confirms when. `unavailable`: it did not answer. `none`: no authority is configured',
    }),
    reason: z.enum(['too-large', 'signer-unavailable']).optional().meta({
      id: 'UnsignedReason',
      description:
        'If it is not signed. `too-large`: larger than `C2PA_MAX_BYTES`. `signer-unavailable`: it could not be signed',
    }),
  })
  .meta({ id: 'SpeechManifest', description: 'The signed manifest (C2PA) of a file' });
