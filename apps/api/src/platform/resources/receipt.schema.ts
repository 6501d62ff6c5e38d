import { z } from 'zod';
import type { ErasureReceipt } from '#domain';
import { bytesSchema, described, timeSchema } from '#intake';

const counts = z.record(z.string(), z.int().min(0));

/** What is answered of a receipt is exactly what was signed. */
export const receiptSchema = z
  .object({
    version: described(z.literal(1), 'Version of this format'),
    tenantId: described(z.string(), 'Tenant of what was erased', '11111111-2222-4333-8444-555555555555'),
    subject: z
      .object({
        kind: described(
          z.enum(['voice', 'consent']).meta({ id: 'ErasedSubjectKind', description: 'What can be erased' }),
          'What was erased',
        ),
        id: described(z.string(), 'Its id', 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D'),
      })
      .meta({ id: 'ErasedSubject', description: 'What the erasure was about' }),
    requestedAt: described(timeSchema, 'When the erasure was requested'),
    completedAt: timeSchema.meta({ description: 'Time when everything was erased' }),
    erased: z
      .object({
        voiceIds: described(z.array(z.string()), 'Voices', ['vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D']),
        consentIds: described(z.array(z.string()), 'Consents', []),
        uploadIds: described(z.array(z.string()), 'Uploads', ['upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D']),
        provider: described(counts, 'Resources at Azure, by kind', { personalVoices: 1 }),
        blobs: described(
          z.record(
            z.string(),
            z
              .object({
                count: described(z.number().int(), 'Number of blobs, with versions and snapshots', 3),
                sizeBytes: described(bytesSchema, 'Their size in bytes'),
              })
              .meta({ id: 'ErasedBlobs', description: 'Blobs of one container' }),
          ),
          'Blobs, by container',
          { audio: { count: 3, sizeBytes: 1_440_044 } },
        ),
        documents: described(counts, 'Documents, by kind', { voice: 1, synthesis: 2 }),
        keptAnswers: described(z.number().int(), 'Kept answers to repeated requests', 2),
        recordingHashes: z
          .object({
            consent: described(z.array(z.string()), 'SHA-256 of consent recordings', []),
            samples: described(z.array(z.string()), 'SHA-256 of samples', [
              '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
            ]),
          })
          .meta({ id: 'ErasedRecordings', description: 'Hashes of the recordings that were erased' }),
      })
      .meta({ id: 'ErasedItems', description: 'What was erased, by kind' }),
    kept: described(z.array(z.string()), 'What was kept, and why', ['audit log: ids only']),
    keptByMicrosoft: described(z.array(z.string()), 'Copies outside our control, which are not deleted', []),
    signature: z
      .object({
        algorithm: described(z.literal('Ed25519'), 'How it was signed'),
        keyId: described(z.string(), 'Id of the key', 'key-1'),
        publicKey: described(z.string(), 'The public key, base64', 'MCowBQYDK2VwAyEA'),
        value: described(z.string(), 'Over the canonical JSON of the receipt without `signature`', 'c2lnbmF0dXJl'),
      })
      .meta({ id: 'ReceiptSignature', description: 'Proves that this deployment wrote the receipt' })
      .optional(),
  })
  .meta({ id: 'ErasureReceipt', description: 'What was erased and when; docs/erasure.md explains how to verify it' });

export function receiptView(receipt: ErasureReceipt | undefined): z.infer<typeof receiptSchema> | undefined {
  return receipt as z.infer<typeof receiptSchema> | undefined;
}
