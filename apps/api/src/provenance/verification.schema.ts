import { z } from 'zod';
import { FILE_FORMATS, FILE_VERDICTS, RECORD_MATCHES } from '#audio';
import { described } from '#intake';
import { fileSchema } from '../platform/openapi/form.ts';
import { provenanceRecordSchema } from './provenance.schema.ts';

const ID = 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export const verificationFormSchema = z
  .object({ file: fileSchema('The file to verify') })
  .meta({ id: 'VerificationForm', description: 'A file to verify' });

const manifestSchema = z
  .object({
    state: described(
      z
        .enum(['trusted', 'untrusted', 'mismatch', 'none', 'unreadable'])
        .meta({ id: 'VerifiedManifestState', description: 'What the signed manifest of a file proves' }),
      '`trusted`: unchanged and signed under a root of this deployment. `untrusted`: unchanged, signed by others or with an expired certificate. `mismatch`: the file or the manifest was changed, or the manifest is that of another file. `unreadable`: damaged, or beyond the limits of time and memory',
      'trusted',
    ),
    codes: z
      .array(z.string())
      .meta({ description: 'Codes of C2PA, failures first', example: ['claimSignature.validated'] }),
    manifestId: described(z.string(), 'Id of the manifest', 'urn:c2pa:3fa85f64-5717-4562-b3fc-2c963f66afa6').optional(),
    issuer: described(z.string(), 'Organization in the certificate of the signer', 'Contoso Ltd').optional(),
    signer: described(z.string(), 'Name in the certificate of the signer', 'Speech').optional(),
    algorithm: described(z.string(), 'Algorithm of the signature', 'es256').optional(),
    digitalSourceType: described(
      z.string(),
      'What made the file, as the manifest claims',
      'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
    ).optional(),
    provenanceId: described(z.string(), 'The id in the manifest', ID).optional(),
    timeStamp: z
      .object({
        at: described(z.string(), 'Time of the signature', '2026-11-22T10:00:00+00:00').optional(),
        state: z
          .enum(['validated', 'invalid'])
          .meta({ id: 'VerifiedTimeStampState', description: 'Whether the signature of the authority fits' }),
      })
      .meta({ id: 'VerifiedTimeStamp', description: 'Time-stamp of the manifest' })
      .optional(),
  })
  .meta({ id: 'VerifiedManifest', description: 'The signed manifest (C2PA) of a file' });

export const verificationSchema = z
  .object({
    verdict: described(
      z.enum(FILE_VERDICTS).meta({ id: 'FileVerdict', description: 'What is known of a file' }),
      '`ours-intact`: this deployment made it, and its audio is unchanged. `ours-changed`: it has a mark of this deployment as it was handed out, and other audio or another way to play it. `synthetic-by-others`: it says that it is synthetic, and is not of this deployment. `marked-unsigned`: it has a mark that nothing confirms, for example after a conversion. `no-mark`: nothing was found, which proves nothing',
      'ours-intact',
    ),
    detail: described(z.string(), 'The result in words', 'This deployment made the speech in this file.'),
    file: z
      .object({
        bytes: described(z.int(), 'Size of the file', 48_132),
        sha256: described(z.string(), 'Of the file; hexadecimal', HASH),
        format: described(
          z.enum(FILE_FORMATS).meta({ id: 'VerifiedFormat', description: 'Format with a place for a tag' }),
          'Format of the file',
          'mp3',
        ).optional(),
        audioSha256: described(z.string(), 'Of the audio in it without tags; hexadecimal', HASH).optional(),
      })
      .meta({
        id: 'VerifiedFile',
        description: 'The file; absent when it could not be read within the limits of time and memory',
      })
      .optional(),
    manifest: manifestSchema,
    tag: z
      .object({
        synthetic: described(z.boolean(), 'Whether the file says that a model made its audio'),
        provenanceId: described(z.string(), 'The id in the tag; anyone can write one', ID).optional(),
      })
      .meta({ id: 'VerifiedTag', description: 'What the file says of itself without a signature' }),
    recordMatch: described(
      z.enum(RECORD_MATCHES).meta({ id: 'RecordMatch', description: 'How a file compares with its record' }),
      '`file`: all bytes are those that were handed out. `audio`: the audio is, tags may differ. `differs`: the record is of other audio, or the file plays it in another way, for example at another rate. `unverified`: the record is not signed with a key of this deployment, or has no hash. `none`: no record was found',
      'file',
    ),
    record: provenanceRecordSchema.optional(),
  })
  .meta({ id: 'Verification', description: 'What a file is' });
export type VerificationView = z.infer<typeof verificationSchema>;
